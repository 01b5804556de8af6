import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What a relay has been asked to take, by all workers together, on Postgres's clock (rule 5).
  // `spent` counts the mails of each slice of ten minutes by its number since 1970. All of it is
  // in one row, so that locking the row is enough to take from it.
  await sql`
    create table relay_buckets (
      relay text primary key,
      tokens float8 not null,
      refilled_at timestamptz not null default now(),
      spent jsonb not null default '{}',
      paused_until timestamptz,
      pauses smallint not null default 0
    ) with (fillfactor = 50)`.execute(db);
}
