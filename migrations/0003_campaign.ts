import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table course_versions (
      id int generated always as identity primary key,
      slug text not null,
      hash text not null,
      content jsonb not null,
      created_at timestamptz not null default now(),
      unique (slug, hash)
    )`.execute(db);

  await sql`
    create table campaigns (
      id int generated always as identity primary key,
      course_slug text not null,
      course_version_id int not null references course_versions,
      lessons smallint not null,
      audience jsonb not null,
      start_on date not null,
      until_on date not null,
      every_days smallint not null check (every_days > 0),
      window_from text not null,
      window_until text not null,
      weekdays smallint[] not null,
      time_zone text not null,
      status text not null check (status in ('running', 'paused', 'ended')),
      created_at timestamptz not null,
      ended_at timestamptz,
      check (until_on >= start_on)
    )`.execute(db);

  // The stamps (first_sent_at … completed_at) repeat what deliveries and answers say, because
  // statistics that read a million answers were measured at nine times a bare group by.
  await sql`
    create table enrolments (
      id bigint generated always as identity primary key,
      campaign_id int not null references campaigns,
      employee_id bigint not null references employees on delete cascade,
      department_id int references departments,
      anchor_on date not null,
      next_lesson smallint not null default 1,
      next_due_at timestamptz,
      parked text check (parked in ('left', 'no-address', 'hold', 'end')),
      reachable boolean not null,
      left_at timestamptz,
      lessons_answered smallint not null default 0,
      first_sent_at timestamptz,
      failed_at timestamptz,
      first_answered_at timestamptz,
      completed_at timestamptz,
      unique (campaign_id, employee_id)
    ) with (fillfactor = 80)`.execute(db);
  await sql`create index enrolments_due on enrolments (campaign_id, next_due_at) where next_due_at is not null`.execute(
    db,
  );
  await sql`create index enrolments_employee on enrolments (employee_id)`.execute(db);

  await sql`
    create table askings (
      id bigint generated always as identity primary key,
      enrolment_id bigint not null references enrolments on delete cascade,
      course_version_id int not null references course_versions,
      lesson smallint not null,
      question text not null,
      round smallint not null default 1,
      asked_at timestamptz not null,
      unique (enrolment_id, question, round)
    )`.execute(db);
}
