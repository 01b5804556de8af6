import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type {} from '../answer/baseline.table.ts';
import type { Database } from '../platform/database.ts';
import type { CountedForms } from './baseline-release.ts';

/** The counters of a campaign; of departments out of view none, nor those without one. */
export async function loadCounters(
  db: Database,
  visible: VisibleDepartments,
  campaignId: number,
): Promise<CountedForms[]> {
  const inView = visible === 'all' ? sql`true` : sql`department_id = any(${[...visible]}::int[])`;
  const { rows } = await sql<CountedForms>`
    select department_id as "departmentId", baseline, week, question, option, count
    from baseline_counts where campaign_id = ${campaignId} and ${inView}`.execute(db);
  return rows;
}

/** When a campaign ended; null while it has not. */
export async function findEnd(db: Database, campaignId: number): Promise<Date | null> {
  const row = await db
    .selectFrom('campaigns')
    .select('ended_at')
    .where('id', '=', campaignId)
    .executeTakeFirst();
  return row?.ended_at ?? null;
}
