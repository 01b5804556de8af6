import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A campaign that is still being written, as its form has it: any part may be missing. A table of
  // its own, so that nothing that reads campaigns can take one for a campaign that mails somebody.
  await sql`
    create table campaign_drafts (
      id int generated always as identity primary key,
      content jsonb not null,
      created_by bigint references users on delete set null,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      campaign_id int references campaigns
    )`.execute(db);

  // Days before the start on which a mail tells the audience what is coming; null: none does.
  await sql`
    alter table campaigns
      add column announce_days smallint check (announce_days between 1 and 60)`.execute(db);
  // The local day from which it goes to this person; null: none is to come.
  await sql`alter table enrolments add column announce_on date`.execute(db);

  await sql`
    alter table deliveries
      drop constraint deliveries_kind_check,
      drop constraint deliveries_asks,
      add constraint deliveries_kind_check
        check (kind in ('lesson', 'repetition', 'reminder', 'baseline', 'announcement')),
      add constraint deliveries_asks
        check ((kind in ('baseline', 'announcement')) = (asking_id is null))`.execute(db);
}
