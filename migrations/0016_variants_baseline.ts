import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Where people of a department, and of all below it, work: which scenario they read. The
  // organisation's default is the setting "workplace".
  await sql`
    create table department_workplaces (
      department_id int primary key references departments on delete cascade,
      workplace text not null check (workplace in ('school', 'care', 'office', 'technical'))
    )`.execute(db);
  // Decided once, so that reminder, answer page and later language show the same scenario.
  await sql`alter table askings add column variant text`.execute(db);

  // The form before the course and the one after it; campaigns that exist have none.
  await sql`alter table campaigns add column baseline boolean not null default false`.execute(db);
  await sql`
    alter table enrolments
      add column baseline text check (baseline in ('before', 'after'))`.execute(db);

  // A form asks no question of a lesson. That it was sent in is all that is kept with the mail:
  // no time, no answers.
  await sql`
    alter table deliveries
      alter column asking_id drop not null,
      add column baseline text check (baseline in ('before', 'after')),
      add column form_used boolean,
      add constraint deliveries_asks check ((kind = 'baseline') = (asking_id is null)),
      add constraint deliveries_form check ((kind = 'baseline') = (baseline is not null))`.execute(
    db,
  );

  // What forms said, as counters and nothing else. A form writes every counter of its department
  // and week, those that stay as they are too, so that neither the order of the rows nor their
  // transaction (xmin) tells which ones it moved. Question and option '' count the forms.
  await sql`
    create table baseline_counts (
      campaign_id int not null references campaigns on delete cascade,
      baseline text not null check (baseline in ('before', 'after')),
      department_id int references departments,
      week date not null check (extract(isodow from week) = 1),
      question text not null,
      option text not null,
      count int not null check (count >= 0),
      unique nulls not distinct (campaign_id, baseline, department_id, week, question, option)
    ) with (fillfactor = 70)`.execute(db);
}
