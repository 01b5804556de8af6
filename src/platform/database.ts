import { type Generated, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

/**
 * All tables. The platform's own stand here; each room adds its own in its `*.table.ts` by
 * declaration merging, so that this room knows none of them and the compiler knows all.
 */
export interface Tables {
  /** One row while the trial runs on virtual time (DESIGN rule 5). */
  virtual_clock: { id: number; now: Date; speed: number };
  /** Switches and settings that hold for every process, such as `sending`. */
  settings: { key: string; value: unknown; changed_at: Generated<Date> };
  /** Living job pools; one that has been silent for a minute is taken for dead. */
  worker_pools: {
    pool_id: string;
    process: string;
    started_at: Generated<Date>;
    heartbeat_at: Generated<Date>;
  };
}

export type Database = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** bigint ids stay far below 2^53 here; dates without time stay text, so that no time zone can shift them. */
const typeParsers = new Map<number, (value: string) => unknown>([
  [20, Number],
  [1082, (value) => value],
]);
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : typeParsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
} as unknown as pg.CustomTypesConfig;

const prepared = /^\s*\/\* prepare: ([a-z-]+) \*\//;

/**
 * Statements that begin with `prepare: NAME` in a comment are planned once per connection instead of
 * at every call: planning a join of five tables costs more than running it for 32 rows.
 */
class PreparingClient extends pg.Client {
  override query = ((text: unknown, ...rest: unknown[]) => {
    const name = typeof text === 'string' ? prepared.exec(text)?.[1] : undefined;
    const run = pg.Client.prototype.query as (...args: unknown[]) => unknown;
    if (name === undefined) return run.call(this, text, ...rest);
    const [values, ...more] = rest;
    return run.call(this, { name, text, values }, ...more);
  }) as pg.Client['query'];
}

/** A pool of at most `max` connections; a lost idle connection is reported to `onError` and replaced. */
export function createPool(
  connectionString: string,
  max: number,
  onError: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString,
    max,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'nanokurs',
  });
  // A client in use reports a lost connection on itself, an idle one on the pool.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

export function createDatabase(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
