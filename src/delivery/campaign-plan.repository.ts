import { sql } from 'kysely';
import { type AudienceMatch, inAudience } from '../campaign/audience.repository.ts';
import type { DueRow } from '../campaign/due.repository.ts';
import type { Database } from '../platform/database.ts';
import type { AudienceCount } from './campaign-plan.ts';

/** How many a campaign for this audience would reach today. */
export async function countAudience(db: Database, audience: AudienceMatch): Promise<AudienceCount> {
  const { rows } = await sql<AudienceCount>`
    select count(*)::int as people, count(p.email)::int as "withAddress"
    from employees p where p.left_at is null and ${inAudience(audience)}`.execute(db);
  return rows[0] ?? { people: 0, withAddress: 0 };
}

export type SampledEmployee = { id: number; departmentId: number | null };

/** So many people of an audience with addresses, taken evenly over all of them. */
export async function sampleAudience(
  db: Database,
  audience: AudienceMatch,
  { withAddress }: AudienceCount,
  size: number,
): Promise<SampledEmployee[]> {
  const step = Math.max(1, Math.floor(withAddress / size));
  const { rows } = await sql<SampledEmployee>`
    select id, department_id as "departmentId" from (
      select p.id, p.department_id, row_number() over (order by p.id) as place
      from employees p where p.left_at is null and p.email is not null and ${inAudience(audience)}
    ) numbered
    where (place - 1) % ${step}::int = 0 order by id limit ${size}`.execute(db);
  return rows;
}

/** What these people are already in, of campaigns that run. */
export async function loadRunningEnrolments(
  db: Database,
  employees: readonly number[],
  campaigns: readonly number[],
): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    select id, campaign_id as "campaignId", employee_id as "employeeId",
      department_id as "departmentId", anchor_on as anchor, anchor_lesson as "anchorLesson",
      next_lesson as "nextLesson", lesson_on as "lessonOn", next_due_at as "dueAt"
    from enrolments
    where employee_id = any(${employees}::bigint[]) and campaign_id = any(${campaigns}::int[])
      and next_due_at is not null
    order by id`.execute(db);
  return rows;
}
