import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { CappedMail } from '../spacing/caps.ts';
import { type BaselineTime, formLeadDays } from './baseline-day.ts';
import type {} from './campaign.table.ts';
import { comingDays } from './due-day.ts';

export type DueRow = {
  id: number;
  campaignId: number;
  employeeId: number;
  departmentId: number | null;
  anchor: string;
  anchorLesson: number;
  nextLesson: number;
  lessonOn: string | null;
  baseline?: BaselineTime | null;
  announceOn?: string | null;
  dueAt: Date;
};

const columns = sql`e.id, e.campaign_id as "campaignId", e.employee_id as "employeeId",
  e.department_id as "departmentId", e.anchor_on as anchor, e.anchor_lesson as "anchorLesson",
  e.next_lesson as "nextLesson", e.lesson_on as "lessonOn", e.baseline, e.announce_on as "announceOn",
  e.next_due_at as "dueAt"`;

/**
 * One planner at a time, until the transaction ends: what a person may get in a week depends on
 * what all campaigns plan for them, which no index can tell two planners at once.
 */
export async function lockPlanning(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(726171, 3)`.execute(trx);
}

/**
 * Takes a bounded batch of a campaign's due enrolments, the oldest first, and locks them until the
 * transaction ends; rows that somebody else holds are left to the next tick.
 */
export async function takeDueEnrolments(
  trx: Trx,
  campaignId: number,
  now: Date,
  limit: number,
): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    select ${columns} from enrolments e
    where e.campaign_id = ${campaignId} and e.next_due_at <= ${now}
    order by e.next_due_at
    limit ${limit}
    for update skip locked`.execute(trx);
  return rows;
}

/** What else is due for the same people in other campaigns, locked as well. */
export async function takeCompeting(
  trx: Trx,
  taken: readonly DueRow[],
  campaigns: readonly number[],
  now: Date,
): Promise<DueRow[]> {
  if (campaigns.length < 2 || taken.length === 0) return [];
  const { rows } = await sql<DueRow>`
    select ${columns} from enrolments e
    where e.employee_id = any(${taken.map((row) => row.employeeId)}::bigint[])
      and e.campaign_id = any(${campaigns}::int[]) and e.next_due_at <= ${now}
      and not e.id = any(${taken.map((row) => row.id)}::bigint[])
    order by e.id
    for update skip locked`.execute(trx);
  return rows;
}

/**
 * The next lessons, and forms before them, that these people get up to a local day in any of these
 * campaigns.
 */
export async function loadComingLessons(
  trx: Trx,
  employees: readonly number[],
  campaigns: readonly number[],
  until: string,
): Promise<Map<number, CappedMail[]>> {
  if (campaigns.length < 2) return new Map();
  type Coming = { employee: number; campaign: number; lessonOn: string; baseline: string | null };
  const { rows } = await sql<Coming>`
    select employee_id as employee, campaign_id as campaign, lesson_on as "lessonOn", baseline
    from enrolments
    where employee_id = any(${employees}::bigint[]) and campaign_id = any(${campaigns}::int[])
      and next_due_at is not null
      and lesson_on <= ${until}::date + case baseline when 'before' then ${formLeadDays}::int else 0 end`.execute(
    trx,
  );
  const days = rows.flatMap(({ employee, campaign, ...place }) =>
    comingDays(place)
      .filter((day) => day <= until)
      .map((day) => ({ employee, campaign, day })),
  );
  return Map.groupBy(days, ({ employee }) => employee);
}

export type DueEmployee = {
  id: number;
  leftAt: Date | null;
  email: string | null;
  onHold: boolean;
  holdUntil: string | null;
};

/** The people behind enrolments, with the hold that covers `today` and lasts longest. */
export async function loadDueEmployees(
  trx: Trx,
  ids: readonly number[],
  today: string,
): Promise<Map<number, DueEmployee>> {
  const { rows } = await sql<DueEmployee>`
    select p.id, p.left_at as "leftAt", p.email,
      h.employee_id is not null as "onHold", h.until_on as "holdUntil"
    from employees p
    left join lateral (
      select employee_id, until_on from holds
      where employee_id = p.id and from_on <= ${today}::date
        and (until_on is null or until_on >= ${today}::date)
      order by until_on desc nulls first limit 1) h on true
    where p.id = any(${ids}::bigint[])`.execute(trx);
  return new Map(rows.map((row) => [row.id, row]));
}
