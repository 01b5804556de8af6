import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // How the files of a source are to be read; nothing in it names anyone.
  await sql`
    create table roster_profiles (
      name text primary key,
      source text not null,
      content jsonb not null,
      protection_confirmed_at timestamptz,
      created_at timestamptz not null default now(),
      used_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index roster_profiles_source on roster_profiles (source, used_at)`.execute(db);
}
