import { type Kysely, sql } from 'kysely';

/**
 * What is shown of a campaign: the people by where they are shown, which follows where they are
 * only where that gives nobody away, and the figures of each day (docs/privacy.md).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Who once had an address was invited, and stays so: dropping out would tell what they had done.
  await sql`
    alter table enrolments
      add column invited boolean not null default false,
      add column shown_strand int`.execute(db);

  // Read and written as a whole, once a day; uncompressed, since packing it took longer than the rest.
  await sql`
    create table shown_campaigns (
      campaign_id int primary key references campaigns on delete cascade,
      k smallint not null check (k >= 3),
      state text not null
    )`.execute(db);
  await sql`alter table shown_campaigns alter column state set storage external`.execute(db);

  await sql`
    create table completion_days (
      campaign_id int not null references campaigns on delete cascade,
      day date not null,
      made_at timestamptz not null,
      summary jsonb not null,
      present jsonb not null,
      past jsonb,
      primary key (campaign_id, day)
    )`.execute(db);
  await sql`
    create table insight_days (
      campaign_id int not null references campaigns on delete cascade,
      day date not null,
      questions jsonb not null,
      primary key (campaign_id, day)
    )`.execute(db);

  // Figures that fell by one when somebody is erased would tell what that person had done.
  await sql`
    create table shown_erased (
      campaign_id int not null references campaigns on delete cascade,
      strand int not null,
      invited int not null,
      delivered int not null,
      failed int not null,
      started int not null,
      completed int not null,
      primary key (campaign_id, strand)
    )`.execute(db);
  await sql`
    create function keep_erased_figures() returns trigger language plpgsql as $$
    begin
      insert into shown_erased as kept
      select g.campaign_id, g.shown_strand, count(*),
        count(*) filter (where g.first_sent_at is not null or g.first_answered_at is not null),
        count(*) filter (where g.first_sent_at is null and g.first_answered_at is null
          and g.failed_at is not null),
        count(g.first_answered_at),
        count(*) filter (where g.first_answered_at is not null and g.completed_at is not null)
      from gone g join campaigns c on c.id = g.campaign_id
      where g.shown_strand is not null
      group by 1, 2
      on conflict (campaign_id, strand) do update set
        invited = kept.invited + excluded.invited,
        delivered = kept.delivered + excluded.delivered,
        failed = kept.failed + excluded.failed,
        started = kept.started + excluded.started,
        completed = kept.completed + excluded.completed;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger enrolments_keep_erased after delete on enrolments
      referencing old table as gone
      for each statement execute function keep_erased_figures()`.execute(db);
}
