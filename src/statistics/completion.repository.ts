import { sql } from 'kysely';
import type {} from '../campaign/campaign.table.ts';
import type { Database } from '../platform/database.ts';
import type {} from '../roster/roster.table.ts';
import type { Place } from './shown.ts';

/** What of a campaign decides how it is counted; undefined where there is none. */
export type CountedCampaign = {
  id: number;
  endedAt: Date | null;
  timeZone: string;
  courseVersionId: number;
};

export async function findCountedCampaign(
  db: Database,
  campaignId: number,
): Promise<CountedCampaign | undefined> {
  return db
    .selectFrom('campaigns')
    .select(['id', 'ended_at as endedAt', 'time_zone as timeZone'])
    .select('course_version_id as courseVersionId')
    .where('id', '=', campaignId)
    .executeTakeFirst();
}

export type Department = { id: number; code: string; name: string; parentId: Place };

/** Who stands below whom today. */
export async function loadParents(db: Database): Promise<Map<number, Place>> {
  const { rows } = await sql<{ parents: [number, Place][] | null }>`
    select json_agg(json_build_array(id, parent_id)) as parents from departments`.execute(db);
  return new Map(rows[0]?.parents);
}

/** The tree of today, closed departments included. */
export async function loadTree(db: Database): Promise<Department[]> {
  return db
    .selectFrom('departments')
    .select(['id', 'code', 'name', 'parent_id as parentId'])
    .execute();
}
