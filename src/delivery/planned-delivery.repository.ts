import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';

/** A lesson mail about to be written down as due. */
export type PlannedDelivery = {
  enrolmentId: number;
  employeeId: number;
  lesson: number;
  question: string;
  day: string;
};

/**
 * Writes askings and deliveries for a batch of one campaign. An asking that exists already
 * (a lesson planned anew) is used again. Returns the enrolments whose employee already has a
 * mail that day: nothing was written for them, they are to be re-spaced (rule 6). Written in
 * the order of employees, so that tickers in two campaigns never lock each other out.
 */
export async function insertDeliveries(
  trx: Trx,
  now: Date,
  campaign: { id: number; courseVersionId: number; messageDomain: string },
  planned: readonly PlannedDelivery[],
): Promise<Set<number>> {
  if (planned.length === 0) return new Set();
  const { rows } = await sql<{ enrolmentId: number }>`
    with planned as (
      select * from unnest(
        ${planned.map((row) => row.enrolmentId)}::bigint[],
        ${planned.map((row) => row.employeeId)}::bigint[],
        ${planned.map((row) => row.lesson)}::smallint[],
        ${planned.map((row) => row.question)}::text[],
        ${planned.map((row) => row.day)}::date[]) p (enrolment_id, employee_id, lesson, question, day)
    ), asked as (
      insert into askings (enrolment_id, course_version_id, lesson, question, asked_at)
      select enrolment_id, ${campaign.courseVersionId}, lesson, question, ${now} from planned
      on conflict (enrolment_id, question, round) do update set asked_at = askings.asked_at
      returning id, enrolment_id
    ), written as (
      insert into deliveries (id, kind, employee_id, enrolment_id, campaign_id, course_version_id,
        lesson, asking_id, message_id, local_day, scheduled_at)
      overriding system value
      select n.id, 'lesson', n.employee_id, n.enrolment_id, ${campaign.id}, ${campaign.courseVersionId},
        n.lesson, n.asking_id, '<' || n.id || '.' || gen_random_uuid() || '@' || ${campaign.messageDomain} || '>',
        n.day, ${now}
      from (
        select p.*, a.id as asking_id, nextval(pg_get_serial_sequence('deliveries', 'id')) as id
        from planned p join asked a using (enrolment_id)
        order by p.employee_id) n
      on conflict (employee_id, local_day) where live do nothing
      returning enrolment_id
    )
    select p.enrolment_id as "enrolmentId" from planned p
    where not exists (select from written w where w.enrolment_id = p.enrolment_id)`.execute(trx);
  return new Set(rows.map((row) => row.enrolmentId));
}
