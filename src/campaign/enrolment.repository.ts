import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import { type AudienceMatch, inAudience } from './audience.repository.ts';
import type { BaselineTime } from './baseline-day.ts';
import type {} from './campaign.table.ts';
import type { DuePlan, ParkReason } from './due-person.ts';

export type MissingEmployee = { id: number; departmentId: number | null; hasAddress: boolean };

/** Current employees of the audience who are not yet enrolled, at most `limit`. */
export async function findMissingEmployees(
  trx: Trx,
  campaignId: number,
  audience: AudienceMatch,
  limit: number,
): Promise<MissingEmployee[]> {
  const { rows } = await sql<MissingEmployee>`
    select p.id, p.department_id as "departmentId", p.email is not null as "hasAddress"
    from employees p
    where p.left_at is null
      and ${inAudience(audience)}
      and not exists (
        select from enrolments e where e.campaign_id = ${campaignId} and e.employee_id = p.id)
    order by p.id
    limit ${limit}`.execute(trx);
  return rows;
}

export type NewEnrolment = {
  employeeId: number;
  departmentId: number | null;
  anchor: string;
  lessonOn: string | null;
  dueAt: Date | undefined;
  parked: ParkReason | undefined;
  reachable: boolean;
  baseline: BaselineTime | null;
  announceOn: string | null;
};

/** Adds enrolments that do not exist yet and returns how many were new. */
export async function insertEnrolments(
  trx: Trx,
  campaignId: number,
  enrolments: readonly NewEnrolment[],
): Promise<number> {
  const { rows } = await sql`
    insert into enrolments (campaign_id, employee_id, department_id, anchor_on, lesson_on, next_due_at,
      parked, reachable, baseline, announce_on)
    select ${campaignId}, n.* from unnest(
      ${enrolments.map((row) => row.employeeId)}::bigint[],
      ${enrolments.map((row) => row.departmentId)}::int[],
      ${enrolments.map((row) => row.anchor)}::date[],
      ${enrolments.map((row) => row.lessonOn)}::date[],
      ${enrolments.map((row) => row.dueAt ?? null)}::timestamptz[],
      ${enrolments.map((row) => row.parked ?? null)}::text[],
      ${enrolments.map((row) => row.reachable)}::boolean[],
      ${enrolments.map((row) => row.baseline)}::text[],
      ${enrolments.map((row) => row.announceOn)}::date[]) n
    on conflict (campaign_id, employee_id) do nothing
    returning id`.execute(trx);
  return rows.length;
}

/**
 * Brings what enrolments repeat of the roster (department, address, leaving) in step with it.
 * Whoever has left or lost the address stops being due at once. A leaver's enrolment is stamped
 * at leaving and then stays: what happens to the department or the address afterwards (merges,
 * erasure) does not change how the person counted.
 */
export async function refreshEnrolments(trx: Trx, campaignId: number): Promise<number> {
  const result = await sql`
    update enrolments e
    set department_id = p.department_id, reachable = p.email is not null, left_at = p.left_at,
      invited = e.invited or e.reachable or p.email is not null,
      next_due_at = case when p.left_at is null and p.email is not null then e.next_due_at end,
      parked = case
        when p.left_at is not null then 'left'
        when p.email is null then 'no-address'
        else e.parked end
    from employees p
    where e.campaign_id = ${campaignId} and p.id = e.employee_id
      and (e.left_at is null or p.left_at is null)
      and (e.department_id, e.reachable, e.left_at)
        is distinct from (p.department_id, p.email is not null, p.left_at)`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

export type ParkedEnrolment = {
  id: number;
  employeeId: number;
  departmentId: number | null;
  anchor: string;
  anchorLesson: number;
  nextLesson: number;
  lessonOn: string | null;
  baseline: BaselineTime | null;
  announceOn: string | null;
};

const parkedColumns = sql`e.id, e.employee_id as "employeeId", e.department_id as "departmentId",
  e.anchor_on as anchor, e.anchor_lesson as "anchorLesson", e.next_lesson as "nextLesson",
  e.lesson_on as "lessonOn", e.baseline, e.announce_on as "announceOn"`;

/** Parked enrolments whose reason has gone: back on the staff list, an address again, the hold over. */
export async function findRevivable(
  trx: Trx,
  campaignId: number,
  today: string,
): Promise<ParkedEnrolment[]> {
  const { rows } = await sql<ParkedEnrolment>`
    select ${parkedColumns}
    from enrolments e join employees p on p.id = e.employee_id
    where e.campaign_id = ${campaignId} and e.next_due_at is null
      and e.parked in ('left', 'no-address', 'hold')
      and p.left_at is null and p.email is not null
      and not exists (
        select from holds h where h.employee_id = p.id
          and h.until_on is null and h.from_on <= ${today}::date)
    for update of e`.execute(trx);
  return rows;
}

export type EnrolmentPlan = DuePlan & { id: number };

/** Writes what comes next for many enrolments. */
export async function planEnrolments(trx: Trx, plans: readonly EnrolmentPlan[]): Promise<void> {
  if (plans.length === 0) return;
  await sql`
    update enrolments e
    set next_lesson = n.next_lesson, lesson_on = n.lesson_on, anchor_on = n.anchor_on,
      anchor_lesson = n.anchor_lesson, next_due_at = n.due_at, parked = n.parked,
      baseline = n.baseline, announce_on = n.announce_on
    from unnest(
      ${plans.map((plan) => plan.id)}::bigint[],
      ${plans.map((plan) => plan.nextLesson)}::smallint[],
      ${plans.map((plan) => plan.lessonOn)}::date[],
      ${plans.map((plan) => plan.anchor)}::date[],
      ${plans.map((plan) => plan.anchorLesson)}::smallint[],
      ${plans.map((plan) => plan.dueAt)}::timestamptz[],
      ${plans.map((plan) => plan.parked)}::text[],
      ${plans.map((plan) => plan.baseline ?? null)}::text[],
      ${plans.map((plan) => plan.announceOn ?? null)}::date[])
      n (id, next_lesson, lesson_on, anchor_on, anchor_lesson, due_at, parked, baseline, announce_on)
    where e.id = n.id`.execute(trx);
}

/** When the first mail of a campaign is planned; null without enrolments to mail. */
export async function firstPlannedMail(db: Database, campaignId: number): Promise<Date | null> {
  const row = await db
    .selectFrom('enrolments')
    .select((eb) => eb.fn.min('next_due_at').as('first'))
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return row?.first ?? null;
}

/** Nothing more is planned for an ended campaign. */
export async function endEnrolments(trx: Trx, campaignId: number): Promise<void> {
  await trx
    .updateTable('enrolments')
    .set({ next_due_at: null, parked: 'end' })
    .where('campaign_id', '=', campaignId)
    .where('next_due_at', 'is not', null)
    .execute();
}

/** Enrolments without a day for their next lesson, for whom a course update may have brought one. */
export async function findUnfinished(
  trx: Trx,
  campaignId: number,
  lessons: number,
): Promise<ParkedEnrolment[]> {
  const { rows } = await sql<ParkedEnrolment>`
    select ${parkedColumns}
    from enrolments e
    where campaign_id = ${campaignId} and next_lesson <= ${lessons} and lesson_on is null
      and (parked is null or parked = 'end') and left_at is null and reachable
    for update`.execute(trx);
  return rows;
}

/** Enrolments that have come to the end, or whose next lesson has no room before it. */
export async function findAtEnd(
  trx: Trx,
  campaignId: number,
  lessons: number,
): Promise<ParkedEnrolment[]> {
  const { rows } = await sql<ParkedEnrolment>`
    select ${parkedColumns}
    from enrolments e
    where campaign_id = ${campaignId} and left_at is null and reachable
      and (parked = 'end' or (parked is null and lesson_on is null and next_lesson <= ${lessons}))
    for update`.execute(trx);
  return rows;
}

/** Completed means every lesson answered; a course with other lessons changes who that is. */
export async function recomputeCompletion(
  trx: Trx,
  now: Date,
  campaignId: number,
  lessons: number,
): Promise<void> {
  await sql`
    update enrolments
    set completed_at = case when lessons_answered >= ${lessons} then ${now}::timestamptz end
    where campaign_id = ${campaignId}
      and (completed_at is not null) <> (lessons_answered >= ${lessons})`.execute(trx);
}

/** Of these campaigns those in which somebody is due. */
export async function anyoneDue(
  db: Database,
  campaigns: readonly number[],
  now: Date,
): Promise<number[]> {
  if (campaigns.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select c.id from unnest(${campaigns}::int[]) c (id)
    where exists (
      select from enrolments e where e.campaign_id = c.id and e.next_due_at <= ${now})
    order by c.id`.execute(db);
  return rows.map(({ id }) => id);
}
