import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type {} from '../answer/baseline.table.ts';
import type { Database } from '../platform/database.ts';
import type { CountedForms } from './baseline-release.ts';

/**
 * The counters of a campaign; of departments out of view none, nor those without one. Added up over
 * departments unless those are asked for: there are thousands of them.
 */
export async function loadCounters(
  db: Database,
  visible: VisibleDepartments,
  campaignId: number,
  { byDepartment }: { byDepartment: boolean },
): Promise<CountedForms[]> {
  const inView = visible === 'all' ? sql`true` : sql`department_id = any(${[...visible]}::int[])`;
  const { rows } = await sql<CountedForms>`
    select ${byDepartment ? sql`department_id` : sql`null::int`} as "departmentId",
      baseline, week, question, option, sum(count)::int as count
    from baseline_counts where campaign_id = ${campaignId} and ${inView}
    group by 1, 2, 3, 4, 5`.execute(db);
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

/** Another one where anything about any department is another. */
export async function stampTree(db: Database): Promise<string> {
  const { rows } = await sql<{ stamp: string | null }>`
    select md5(string_agg(d::text, ' ' order by id)) as stamp from departments d`.execute(db);
  return rows[0]?.stamp ?? '';
}
