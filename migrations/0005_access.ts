import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_tokens (
      id int generated always as identity primary key,
      hash bytea not null unique,
      role text not null check (role in ('admin', 'hr', 'leader')),
      department_id int references departments,
      created_at timestamptz not null default now(),
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
}
