import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import {
  joinEmbeddedPostgres,
  removeEmbeddedPostgres,
} from '../../src/platform/embedded-postgres.ts';
import { AppError } from '../../src/platform/errors.ts';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import { projectFolder } from './processes.ts';
import { quickFolder } from './quick-folder.ts';

const prefix = 'nanokurs-test-';
/** Known to `cloneDatabase` too, which runs in other processes. */
const templateName = 'nanokurs_template';

const compileCache = join(projectFolder, 'node_modules/.cache/nanokurs-tests');

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the database `postgres` on the server that this run of the tests shares. */
    postgresUrl: string;
  }
}

/** One server a run, with one migrated template that `cloneDatabase` copies per test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const dir = await mkdtemp(join(quickFolder(), prefix));
  // Lets root's server user in, which spares a copy of the binaries per run.
  await chmod(dir, 0o711);
  const [server] = await Promise.all([joinEmbeddedPostgres({ dir, fast: true }), compileOnce()]);
  const teardown = async () => {
    await server.release();
    await removeEmbeddedPostgres(dir);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const url = new URL(server.connectionString);
    url.pathname = '/postgres';
    project.provide('postgresUrl', url.href);
    await createTemplate(url);
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

/**
 * Every process of all runs, the test files' own included, finds modules compiled: starting a
 * command takes half the time. Killed processes, and those that live long, leave nothing in the
 * cache, so the first run fills it beforehand.
 */
async function compileOnce(): Promise<void> {
  process.env.NODE_COMPILE_CACHE = compileCache;
  if (existsSync(compileCache)) return;
  const all = ['./src/service.ts', './src/cli.ts', 'mjml'].map((name) => `import('${name}')`);
  const argv = ['--input-type=module', '--eval', `await Promise.all([${all.join()}])`];
  await promisify(execFile)(process.execPath, argv, { cwd: projectFolder });
}

async function createTemplate(admin: URL): Promise<void> {
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`create database ${templateName}`);
  await client.end();
  const template = new URL(admin);
  template.pathname = `/${templateName}`;
  await migrateToLatest(template.href);
}

/** A run that was killed leaves its server and folder behind; a running one is left alone. */
async function removeLeftovers(): Promise<void> {
  const folders = [...new Set([tmpdir(), quickFolder()])];
  const names = await Promise.all(folders.map((folder) => readdir(folder)));
  const dirs = folders.flatMap((folder, index) =>
    (names[index] ?? [])
      .filter((name) => name.startsWith(prefix))
      .map((name) => join(folder, name)),
  );
  for (const dir of dirs) {
    if ((await lstat(dir)).uid !== process.geteuid?.()) continue;
    // Without a password yet, the run that made it may be just starting.
    if (!existsSync(join(dir, 'postgres', 'password'))) continue;
    try {
      await removeEmbeddedPostgres(dir);
      await rm(dir, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
}
