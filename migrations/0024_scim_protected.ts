import { type Kysely, sql } from 'kysely';

/**
 * That a directory has sent somebody with a protected identity, and when: nothing of who it was.
 * `erased` where they were stored before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table scim_protected (
      at timestamptz not null,
      erased boolean not null
    )`.execute(db);
}
