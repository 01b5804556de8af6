import { type Kysely, sql } from 'kysely';

/** What a campaign's questions have been told from, so that the next figures differ by enough answers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table insight_told (
      campaign_id int primary key references campaigns on delete cascade,
      questions jsonb not null
    )`.execute(db);
}
