import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // An answer to a stance says that the lesson is done and nothing else: no option, not graded.
  await sql`alter table answers alter column correct drop not null`.execute(db);

  // The first step of a scenario; the answer itself is there once the second step is. Never
  // changed and never removed by an answer, so that whoever comes second finds what counted.
  await sql`
    create table answer_steps (
      asking_id bigint primary key references askings on delete cascade,
      options text[] not null,
      correct boolean not null
    )`.execute(db);

  // How often each option of a stance was chosen, and no more: no person, no asking, no time
  // finer than the week (its Monday, in the campaign's time zone).
  await sql`
    create table stance_counts (
      campaign_id int not null references campaigns,
      question text not null,
      department_id int references departments,
      week date not null,
      option text not null,
      chosen int not null check (chosen >= 0),
      unique nulls not distinct (campaign_id, question, department_id, week, option)
    )`.execute(db);
}
