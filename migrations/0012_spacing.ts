import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Until now a lesson every so many days was the only cadence; a rolling campaign has no end.
  await sql`
    alter table campaigns
      add column cadence jsonb,
      add column arm text not null default 'none',
      alter column until_on drop not null`.execute(db);
  await sql`
    update campaigns set cadence = jsonb_build_object(
      'kind', 'every', 'days', every_days, 'until', until_on)`.execute(db);
  await sql`
    alter table campaigns
      alter column cadence set not null,
      drop column every_days,
      add constraint campaigns_cadence_end
        check ((cadence->>'kind' = 'rolling') = (until_on is null))`.execute(db);

  // anchor_on is the day from which the lessons from anchor_lesson on are counted: at first the
  // whole course, after a hold or an outage the lessons that were left.
  await sql`
    alter table enrolments
      add column anchor_lesson smallint not null default 1,
      add column lesson_on date`.execute(db);

  // How a question stands for an enrolment (spacing/review.ts); days are local days.
  await sql`
    create table reviews (
      enrolment_id bigint not null references enrolments on delete cascade,
      question text not null,
      lesson smallint not null,
      since_on date not null,
      asked smallint not null default 0,
      unanswered smallint not null default 0,
      right_in_row smallint not null,
      wrong smallint not null,
      last text not null check (last in ('right', 'wrong')),
      last_on date not null,
      due_on date,
      retired boolean not null default false,
      memory jsonb,
      primary key (enrolment_id, question)
    ) with (fillfactor = 80)`.execute(db);

  // A mail asks its own question and at most one that is repeated.
  await sql`
    alter table deliveries
      add column repetition_asking_id bigint references askings on delete cascade`.execute(db);
  await sql`create index deliveries_asking on deliveries (asking_id)`.execute(db);
  await sql`
    create index deliveries_repetition on deliveries (repetition_asking_id)
      where repetition_asking_id is not null`.execute(db);

  // Departments that work evenings or nights, and everything below them, have hours of their own.
  await sql`
    create table department_windows (
      department_id int primary key references departments on delete cascade,
      window_from text not null,
      window_until text not null,
      weekdays smallint[] not null
    )`.execute(db);
}
