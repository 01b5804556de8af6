import { sql } from 'kysely';
import type {} from '../answer/baseline.table.ts';
import type { Database } from '../platform/database.ts';
import type { CountedForms } from './baseline-release.ts';
import type {} from './shown.table.ts';

/**
 * The counters of a campaign. Added up over departments unless those are asked for: there are
 * thousands of them.
 */
export async function loadCounters(
  db: Database,
  campaignId: number,
  { byDepartment }: { byDepartment: boolean },
): Promise<CountedForms[]> {
  const { rows } = await sql<CountedForms>`
    select ${byDepartment ? sql`department_id` : sql`null::int`} as "departmentId",
      baseline, week, question, option, sum(count)::int as count
    from baseline_counts where campaign_id = ${campaignId}
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

/** The k that a campaign has been shown with; undefined before its first day. */
export async function findShownK(db: Database, campaignId: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('shown_campaigns')
    .select('k')
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return row?.k;
}
