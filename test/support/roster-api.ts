import { Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createToken } from '../../src/access/create-token.service.ts';
import type { TokenRole } from '../../src/access/role.ts';
import { securitySchemes } from '../../src/access/security-schemes.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { createHttp } from '../../src/platform/http.ts';
import { registerRosterImportRoutes } from '../../src/roster/roster-imports.routes.ts';
import { registerScimRoutes } from '../../src/roster/scim.routes.ts';
import { cloneDatabase } from './database.ts';

export type RosterApi = {
  app: FastifyInstance;
  db: Database;
  clock: ReturnType<typeof fixedClock>;
  token(role: TokenRole, department?: string): Promise<string>;
  close(): Promise<void>;
};

export const publicUrl = 'http://nanokurs.test';

/** The web server with the roster's two interfaces, on a database of its own. */
export async function openRosterApi(now: Date): Promise<RosterApi> {
  const clone = await cloneDatabase();
  const db = createDatabase(createPool(clone.connectionString, 4, () => undefined));
  const clock = fixedClock(now);
  const app = await createHttp({
    log: pino({ level: 'silent' }),
    trustedProxies: undefined,
    publicUrl,
    registry: new Registry(),
    securitySchemes: { ...securitySchemes },
    isReady: async () => undefined,
    errorPage: (error) => error.code,
  });
  await registerRosterImportRoutes(app, { db, clock, publicUrl });
  await registerScimRoutes(app, { db, clock, publicUrl });
  await app.ready();
  return {
    app,
    db,
    clock,
    token: async (role, department) => (await createToken({ db }, now, { role, department })).token,
    async close() {
      await app.close();
      await db.destroy();
      await clone.drop();
    },
  };
}
