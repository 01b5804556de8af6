import { type Kysely, sql } from 'kysely';

/** Who wants the weekly mail, and the week for which each has had it last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table digests (
      user_id int primary key references users on delete cascade,
      sent_week date
    )`.execute(db);
}
