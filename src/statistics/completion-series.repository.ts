import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type {} from './shown.table.ts';

export type SeriesDay = {
  day: string;
  invited: number | null;
  delivered: number | null;
  failed: number | null;
  started: number | null;
  completed: number | null;
};

/** Departments by id, or one by its code among those in view; null: the whole organisation. */
export type SeriesOf = { ids: readonly number[] } | { code: string; within: ReadonlySet<number> };

/** The days of a campaign, oldest first; with `step` 7 the last one and those whole weeks before it. */
export async function loadSeries(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  of: SeriesOf | null,
  step = 1,
): Promise<SeriesDay[]> {
  const counted = sql`(d.campaign_id = ${campaignId} and ((select max(day) from completion_days
    where campaign_id = ${campaignId}) - d.day) % ${step}::int = 0)`;
  const view = as === 'now' ? sql`d.present` : sql`coalesce(d.past, d.present)`;
  if (of === null) {
    const { rows } = await sql<SeriesDay>`
      select d.day, t.* from completion_days d
      left join lateral jsonb_to_record(nullif(${view}->'total', 'null'))
        as t(invited int, delivered int, failed int, started int, completed int) on true
      where ${counted} order by d.day`.execute(db);
    return rows;
  }
  const ids = 'ids' in of ? of.ids : await idsOf(db, of);
  // A sum of which a part is hidden is hidden: null counts as nothing in sum(), so parts are counted.
  const figure = (place: number) => {
    const value = sql`(r.value->>${sql.lit(place)})::int`;
    return sql`case when count(*) = count(${value}) then sum(${value})::int end`;
  };
  const { rows } = await sql<SeriesDay>`
    select d.day, ${figure(2)} as invited, ${figure(3)} as delivered, ${figure(4)} as failed,
      ${figure(5)} as started, ${figure(6)} as completed
    from completion_days d cross join lateral jsonb_array_elements(${view}->'rows') r
    where ${counted} and (r.value->>0)::int = any(${[...ids]}::int[])
    group by d.day order by d.day`.execute(db);
  return rows;
}

async function idsOf(
  db: Database,
  { code, within }: { code: string; within: ReadonlySet<number> },
): Promise<number[]> {
  const row = await db
    .selectFrom('departments')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  return row !== undefined && within.has(row.id) ? [row.id] : [];
}
