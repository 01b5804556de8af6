import { type Kysely, sql } from 'kysely';

/**
 * How somebody stood when counted out of what is shown of a campaign (1 delivered, 2 failed,
 * 4 started, 8 completed), so that some of those counted out together can be counted in again.
 * Nobody knows it of those counted out before; they come back together or not at all.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table enrolments add column shown_last smallint`.execute(db);
}
