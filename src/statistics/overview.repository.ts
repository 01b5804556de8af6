import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import type {} from '../roster/roster.table.ts';
import type {} from './shown.table.ts';
import type { KeptView } from './shown-state.ts';

/** The last day that was shown of a campaign between two days, both included. */
export async function findEarlierDay(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  { from, until }: { from: string; until: string },
): Promise<{ day: string; view: KeptView } | undefined> {
  const view = as === 'now' ? sql`present` : sql`coalesce(past, present)`;
  const { rows } = await sql<{ day: string; view: KeptView }>`
    select day, ${view} as view from completion_days
    where campaign_id = ${campaignId} and day between ${from} and ${until}
    order by day desc limit 1`.execute(db);
  return rows[0];
}

/** Of these campaigns those with people of the visible departments (DESIGN rule 10). */
export async function campaignsInView(
  db: Database,
  campaigns: readonly number[],
  visible: VisibleDepartments,
): Promise<Set<number>> {
  if (visible === 'all') return new Set(campaigns);
  const { rows } = await sql<{ id: number }>`
    select c.id from unnest(${[...campaigns]}::int[]) c (id)
    where exists (select from enrolments e
      where e.campaign_id = c.id and e.department_id = any(${[...visible]}::int[]))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Whether a staff list has ever been read in. */
export async function hasPeople(db: Database): Promise<boolean> {
  const row = await db.selectFrom('employees').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}
