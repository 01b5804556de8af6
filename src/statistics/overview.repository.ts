import { sql } from 'kysely';
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

/** Whether a staff list has ever been read in. */
export async function hasPeople(db: Database): Promise<boolean> {
  const row = await db.selectFrom('employees').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}
