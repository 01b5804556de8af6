import { sql } from 'kysely';
import { announcementCampaign } from '../campaign/announcement-day.ts';
import type { UnansweredLesson } from '../campaign/due-person.ts';
import type { Trx } from '../platform/database.ts';
import type { CappedMail } from '../spacing/caps.ts';
import type {} from './delivery.table.ts';

/** Mails of these people from a local day on that are not cancelled, by employee. */
export async function loadCappedMails(
  trx: Trx,
  employees: readonly number[],
  since: string,
): Promise<Map<number, CappedMail[]>> {
  const { rows } = await sql<CappedMail & { employee: number }>`
    select employee_id as employee, local_day as day,
      case kind when 'announcement' then ${announcementCampaign}::int else campaign_id end as campaign
    from deliveries
    where employee_id = any(${employees}::bigint[]) and live and local_day >= ${since}::date`.execute(
    trx,
  );
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
