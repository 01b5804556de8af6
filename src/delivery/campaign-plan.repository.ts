import { type RawBuilder, sql } from 'kysely';
import { type AudienceMatch, inAudience } from '../campaign/audience.repository.ts';
import type { DueRow } from '../campaign/due.repository.ts';
import type { HoldDays } from '../campaign/forecast.ts';
import type { Database } from '../platform/database.ts';
import type { AudienceCount } from './campaign-plan.ts';

export type SampledEmployee = { id: number; departmentId: number | null };

/** Some people, taken evenly over all `total` of them in the order of their numbers. */
export type Sample = { people: SampledEmployee[]; total: number };

/** A condition on an employee, `p` in the statement it is put into. */
export type EmployeeCondition = RawBuilder<boolean>;

/** How many a campaign for this audience would reach today. */
export async function countAudience(db: Database, audience: AudienceMatch): Promise<AudienceCount> {
  const { rows } = await sql<AudienceCount>`
    select count(*)::int as people, count(p.email)::int as "withAddress"
    from employees p where p.left_at is null and ${inAudience(audience)}`.execute(db);
  return rows[0] ?? { people: 0, withAddress: 0 };
}

/**
 * How many take part in a campaign, and how many of them can be mailed; not how many of them still
 * get anything, since that depends on their answers.
 */
export async function countEnrolled(db: Database, campaign: number): Promise<AudienceCount> {
  const { rows } = await sql<AudienceCount>`
    select count(*)::int as people, (count(*) filter (where reachable))::int as "withAddress"
    from enrolments where campaign_id = ${campaign} and left_at is null`.execute(db);
  return rows[0] ?? { people: 0, withAddress: 0 };
}

/** Whom a campaign for an audience would mail. */
export function mailedOf(audience: AudienceMatch): EmployeeCondition {
  return sql<boolean>`(p.left_at is null and p.email is not null and ${inAudience(audience)})`;
}

/** Who takes part in any of these campaigns and can be mailed, whatever is still to come for them. */
export function openIn(campaigns: readonly number[]): EmployeeCondition {
  return sql<boolean>`p.id in (
    select employee_id from enrolments
    where campaign_id = any(${campaigns}::int[]) and left_at is null and reachable)`;
}

/** Who meets the first condition and not the second. */
export function without(all: EmployeeCondition, some: EmployeeCondition): EmployeeCondition {
  return sql<boolean>`(${all} and ${some} is not true)`;
}

/** Everybody who meets a condition, or `size` of them. Counted and chosen in the database. */
export async function sampleEmployees(
  db: Database,
  condition: EmployeeCondition,
  size: number,
): Promise<Sample> {
  const { rows } = await sql<SampledEmployee & { total: number }>`
    select id, "departmentId", total::int from (
      select p.id, p.department_id as "departmentId",
        row_number() over (order by p.id) as place, count(*) over () as total
      from employees p where ${condition}
    ) numbered
    where place * ${size}::int / total > (place - 1) * ${size}::int / total
    order by id`.execute(db);
  const people = rows.map(({ id, departmentId }) => ({ id, departmentId }));
  return { people, total: rows[0]?.total ?? 0 };
}

/**
 * What these people are in, of these campaigns, to be looked at from \`now\` on: when the tick would
 * look at them next depends on their answers.
 */
export async function loadOpenEnrolments(
  db: Database,
  now: Date,
  employees: readonly number[],
  campaigns: readonly number[],
): Promise<DueRow[]> {
  const { rows } = await sql<Omit<DueRow, 'dueAt'>>`
    select id, campaign_id as "campaignId", employee_id as "employeeId",
      department_id as "departmentId", anchor_on as anchor, anchor_lesson as "anchorLesson",
      next_lesson as "nextLesson", lesson_on as "lessonOn", baseline, announce_on as "announceOn"
    from enrolments
    where employee_id = any(${employees}::bigint[]) and campaign_id = any(${campaigns}::int[])
      and left_at is null and reachable
    order by id`.execute(db);
  return rows.map((row) => ({ ...row, dueAt: now }));
}

/** Holds of these people that have not ended before `today`, a local day. */
export async function loadHoldsAhead(
  db: Database,
  employees: readonly number[],
  today: string,
): Promise<Map<number, HoldDays[]>> {
  const { rows } = await sql<HoldDays & { employee: number }>`
    select employee_id as employee, from_on as "from", until_on as until from holds
    where employee_id = any(${employees}::bigint[])
      and (until_on is null or until_on >= ${today}::date)`.execute(db);
  return Map.groupBy(rows, ({ employee }) => employee);
}
