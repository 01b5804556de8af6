import { sql } from 'kysely';
import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { VariantKey } from '../course/course.ts';
import type { Trx } from '../platform/database.ts';

/** A question of a lesson in a round: 1 with the lesson, 2 and on when it comes back. */
export type PlannedAsking = {
  lesson: number;
  question: string;
  round: number;
  /** The scenario it is asked with; null: the lesson's own text. */
  variant: VariantKey | null;
};

/** A mail about to be written down as due. */
export type PlannedDelivery = {
  enrolmentId: number;
  employeeId: number;
  campaignId: number;
  courseVersionId: number;
  kind: 'lesson' | 'reminder' | 'repetition' | 'baseline' | 'announcement';
  lesson: number;
  /** Which form a mail of that kind is; else null. */
  baseline: BaselineTime | null;
  /** What a reminder asks once more; else null, and `asks` says what is asked, a form or an announcement nothing. */
  asking: number | null;
  asks: PlannedAsking | null;
  /** The question that a lesson mail repeats besides. */
  repeats: PlannedAsking | null;
  day: string;
};

/**
 * Writes askings and deliveries, at most one for each enrolment. An asking that exists already
 * (planned anew) is used again. Returns the enrolments whose mail was written; the others have
 * an employee who already has a mail that day and are to be re-spaced (rule 6). Written in the
 * order of employees, so that two at once never lock each other out.
 */
export async function insertDeliveries(
  trx: Trx,
  now: Date,
  messageDomain: string,
  planned: readonly PlannedDelivery[],
): Promise<Set<number>> {
  if (planned.length === 0) return new Set();
  const { rows } = await sql<{ enrolmentId: number }>`
    with planned as (
      select * from unnest(
        ${planned.map((row) => row.enrolmentId)}::bigint[],
        ${planned.map((row) => row.employeeId)}::bigint[],
        ${planned.map((row) => row.campaignId)}::int[],
        ${planned.map((row) => row.courseVersionId)}::int[],
        ${planned.map((row) => row.kind)}::text[],
        ${planned.map((row) => row.lesson)}::smallint[],
        ${planned.map((row) => row.asking)}::bigint[],
        ${planned.map((row) => row.asks?.question ?? null)}::text[],
        ${planned.map((row) => row.asks?.round ?? null)}::smallint[],
        ${planned.map((row) => row.repeats?.lesson ?? null)}::smallint[],
        ${planned.map((row) => row.repeats?.question ?? null)}::text[],
        ${planned.map((row) => row.repeats?.round ?? null)}::smallint[],
        ${planned.map((row) => row.day)}::date[],
        ${planned.map((row) => row.asks?.variant ?? null)}::text[],
        ${planned.map((row) => row.repeats?.variant ?? null)}::text[],
        ${planned.map((row) => row.baseline)}::text[])
        p (enrolment_id, employee_id, campaign_id, course_version_id, kind, lesson, asking_id,
          question, round, repeated_lesson, repeated_question, repeated_round, day,
          variant, repeated_variant, baseline)
    ), asked as (
      insert into askings
        (enrolment_id, course_version_id, lesson, question, round, variant, asked_at)
      select enrolment_id, course_version_id, lesson, question, round, variant, ${now}::timestamptz
      from planned
      where question is not null
      union all
      select enrolment_id, course_version_id, repeated_lesson, repeated_question, repeated_round,
        repeated_variant, ${now}::timestamptz
      from planned where repeated_question is not null
      on conflict (enrolment_id, question, round) do update set asked_at = askings.asked_at
      returning id, enrolment_id, question
    ), written as (
      insert into deliveries (id, kind, employee_id, enrolment_id, campaign_id, course_version_id,
        lesson, asking_id, repetition_asking_id, message_id, local_day, scheduled_at, baseline)
      overriding system value
      select n.id, n.kind, n.employee_id, n.enrolment_id, n.campaign_id, n.course_version_id, n.lesson,
        n.asking, n.repeated,
        '<' || n.id || '.' || gen_random_uuid() || '@' || ${messageDomain} || '>', n.day, ${now}::timestamptz,
        n.baseline
      from (
        select p.*, coalesce(p.asking_id, a.id) as asking, r.id as repeated,
          nextval(pg_get_serial_sequence('deliveries', 'id')) as id
        from planned p
        left join asked a on a.enrolment_id = p.enrolment_id and a.question = p.question
        left join asked r on r.enrolment_id = p.enrolment_id and r.question = p.repeated_question
        order by p.employee_id) n
      on conflict (employee_id, local_day) where live do nothing
      returning enrolment_id
    )
    select enrolment_id as "enrolmentId" from written`.execute(trx);
  return new Set(rows.map((row) => row.enrolmentId));
}
