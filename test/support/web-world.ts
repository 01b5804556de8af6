import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Role } from '../../src/access/role.ts';
import { buildApp } from '../../src/app.ts';
import { loadContent } from '../../src/course/course.loader.ts';
import { type Config, parseConfig } from '../../src/platform/config.ts';
import type { Database } from '../../src/platform/database.ts';
import { openBareResources, openResources, type Resources } from '../../src/resources.ts';
import { cloneDatabase } from './database.ts';
import { type SignedIn, signIn } from './signed-in.ts';

export type WebWorld = {
  app: FastifyInstance;
  resources: Resources;
  db: Database;
  dir: string;
  signIn(address: string, ...grants: (Role | `${Role}:${string}`)[]): Promise<SignedIn>;
  close(): Promise<void>;
};

/**
 * The whole web side as it starts, on a database and a mailbox of its own, without listening.
 * Reading the courses takes half a second: tests of pages that show none leave them out.
 */
export async function openWebWorld(
  settings: Record<string, string> = {},
  options: { simulated?: boolean; courses?: 'none' } = {},
): Promise<WebWorld> {
  const clone = await cloneDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'nanokurs-web-'));
  const config = parseConfig({
    DATABASE_URL: clone.connectionString,
    NANOKURS_DIR: dir,
    ...settings,
  });
  const given = { log: pino({ level: 'silent' }), simulated: options.simulated ?? false };
  const resources =
    options.courses === 'none'
      ? await withoutCourses(config, given)
      : await openResources(config, given);
  const app = await buildApp(resources);
  await app.ready();
  return {
    app,
    resources,
    db: resources.db,
    dir,
    signIn: (address, ...grants) => signIn(app, resources.db, address, grants),
    async close() {
      await app.close();
      await resources.close();
      await clone.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function withoutCourses(
  config: Config,
  given: Parameters<typeof openBareResources>[1],
): Promise<Resources> {
  const content = await loadContent([]);
  return Object.assign(await openBareResources(config, given), { content, courses: [] });
}
