import { sql } from 'kysely';
import { announcementCampaign } from '../campaign/announcement-day.ts';
import type { MailedLesson } from '../campaign/assumed-standing.ts';
import type { UnansweredLesson } from '../campaign/due-person.ts';
import type { Trx } from '../platform/database.ts';
import type { CappedMail } from '../spacing/caps.ts';
import type {} from './delivery.table.ts';

/**
 * Mails that go to everybody alike. A reminder says that somebody has not answered, a repetition
 * that they have, and the form after the course goes as soon as the last lesson is answered, so
 * that nobody else may see which of them a named person got, or when (DESIGN rule 11).
 */
export const forEverybody = sql`(d.kind in ('lesson', 'announcement') or d.baseline = 'before')`;

/**
 * Mails of these people from a local day on that are not cancelled, by employee.
 * @param of `everybody`: only those that do not depend on what the person has answered.
 */
export async function loadCappedMails(
  trx: Trx,
  employees: readonly number[],
  since: string,
  of: 'all' | 'everybody' = 'all',
): Promise<Map<number, CappedMail[]>> {
  const { rows } = await sql<CappedMail & { employee: number }>`
    select employee_id as employee, local_day as day,
      case kind when 'announcement' then ${announcementCampaign}::int else campaign_id end as campaign
    from deliveries d
    where employee_id = any(${employees}::bigint[]) and live and local_day >= ${since}::date
      ${of === 'all' ? sql`` : sql`and ${forEverybody}`}`.execute(trx);
  const mails = new Map<number, CappedMail[]>();
  for (const { employee, ...mail } of rows) {
    const own = mails.get(employee);
    if (own === undefined) mails.set(employee, [mail]);
    else own.push(mail);
  }
  return mails;
}

/**
 * For each enrolment the lesson that was planned last, where it has no answer, and its reminders so
 * far. A lesson whose mail failed for good is not reminded of. Answers lie in a room to the right;
 * this look at them spares every enrolment a column that repeats them.
 */
export async function loadUnanswered(
  trx: Trx,
  enrolments: readonly number[],
): Promise<Map<number, UnansweredLesson>> {
  const { rows } = await sql<UnansweredLesson & { enrolment: number }>`
    with last as (
      select distinct on (d.enrolment_id) d.enrolment_id, d.asking_id, d.lesson, d.local_day, d.state
      from deliveries d
      where d.enrolment_id = any(${enrolments}::bigint[]) and d.kind = 'lesson' and d.live
      order by d.enrolment_id, d.lesson desc, d.id desc
    )
    select l.enrolment_id as enrolment, l.asking_id as asking, l.lesson, l.local_day as "sentDay",
      l.state in ('due', 'claimed', 'sending') as "isQueued",
      coalesce((
        select array_agg(r.local_day::text order by r.local_day) from deliveries r
        where r.asking_id = l.asking_id and r.kind = 'reminder' and r.live), '{}') as reminded
    from last l
    where l.state <> 'failed'
      and not exists (select from answers a where a.asking_id = l.asking_id)`.execute(trx);
  return new Map(rows.map(({ enrolment, ...row }) => [enrolment, row]));
}

/** The lessons that these enrolments were mailed, in order, and as lesson 0 the form before them. */
export async function loadMailedLessons(
  trx: Trx,
  enrolments: readonly number[],
): Promise<Map<number, MailedLesson[]>> {
  const { rows } = await sql<MailedLesson & { enrolment: number }>`
    select d.enrolment_id as enrolment, d.lesson, max(d.local_day)::text as day
    from deliveries d
    where d.enrolment_id = any(${enrolments}::bigint[]) and d.live and d.state <> 'failed'
      and (d.kind = 'lesson' or d.baseline = 'before')
    group by d.enrolment_id, d.lesson, d.kind order by d.lesson`.execute(trx);
  return Map.groupBy(rows, ({ enrolment }) => enrolment);
}
