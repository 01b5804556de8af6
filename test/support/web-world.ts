import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Role } from '../../src/access/role.ts';
import { buildApp } from '../../src/app.ts';
import { parseConfig } from '../../src/platform/config.ts';
import type { Database } from '../../src/platform/database.ts';
import { openResources, type Resources } from '../../src/resources.ts';
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

/** The whole web side as it starts, on a database and a mailbox of its own, without listening. */
export async function openWebWorld(
  settings: Record<string, string> = {},
  options: { simulated?: boolean } = {},
): Promise<WebWorld> {
  const clone = await cloneDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'nanokurs-web-'));
  const config = parseConfig({
    DATABASE_URL: clone.connectionString,
    NANOKURS_DIR: dir,
    ...settings,
  });
  const resources = await openResources(config, {
    log: pino({ level: 'silent' }),
    simulated: options.simulated ?? false,
  });
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
