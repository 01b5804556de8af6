import { sql } from 'kysely';
import type { Database, Trx } from './database.ts';

/** The stored value of a setting; undefined where nothing was ever set. */
export async function readSetting(db: Database, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

/**
 * The stored value of a setting, which nobody else changes until the transaction ends: two
 * people who each add something to it do not lose what the other added.
 */
export async function lockSetting(trx: Trx, key: string): Promise<unknown> {
  await sql`select pg_advisory_xact_lock(726172, hashtext(${key}))`.execute(trx);
  return readSetting(trx, key);
}

export async function writeSetting(db: Database, key: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value);
  await db
    .insertInto('settings')
    .values({ key, value: json })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value: json, changed_at: sql`now()` }),
    )
    .execute();
}
