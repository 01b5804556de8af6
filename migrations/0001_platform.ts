import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table settings (
      key text primary key,
      value jsonb not null,
      changed_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table virtual_clock (
      id int primary key check (id = 1),
      now timestamptz not null,
      speed double precision not null
    )`.execute(db);
  await sql`
    create table worker_pools (
      pool_id text primary key,
      process text not null,
      started_at timestamptz not null default now(),
      heartbeat_at timestamptz not null default now()
    )`.execute(db);
}
