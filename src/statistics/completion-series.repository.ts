import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { Ancestry } from './completion.ts';
import type {} from './shown.table.ts';

export type SeriesDay = {
  day: string;
  invited: number | null;
  delivered: number | null;
  failed: number | null;
  started: number | null;
  completed: number | null;
};

/** Departments that are added up, and all of those that the reader sees. */
export type SeriesOf = { ids: readonly number[]; within: readonly number[] };

/**
 * A day with the departments in view that had one out of view right below them: `others` is empty
 * on nearly all days.
 */
export type ReaderDay = SeriesDay & { others: readonly number[] };

/** The days of a campaign, oldest first; with `step` 7 the last one and those whole weeks before it. */
export async function loadTotalSeries(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  step = 1,
): Promise<SeriesDay[]> {
  const { rows } = await sql<SeriesDay>`
    select d.day, t.* from completion_days d
    left join lateral jsonb_to_record(nullif(${viewOf(as)}->'total', 'null'))
      as t(invited int, delivered int, failed int, started int, completed int) on true
    where ${countedDays(campaignId, step)} order by d.day`.execute(db);
  return rows;
}

/** The same of some departments added up; days on which none of them had a row are left out. */
export async function loadSeries(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  { ids, within }: SeriesOf,
  step = 1,
): Promise<ReaderDay[]> {
  const wanted = sql`(r.value->>0)::int = any(${[...ids]}::int[])`;
  const inView = sql`${[...within]}::int[]`;
  const isOther = sql`((r.value->>1)::int = any(${inView}) and (r.value->>0)::int <> all(${inView}))`;
  // A sum of which a part is hidden is hidden: null counts as nothing in sum(), so parts are counted.
  const figure = (place: number) => {
    const value = sql`(r.value->>${sql.lit(place)})::int`;
    return sql`case when bool_and(${value} is not null) filter (where ${wanted})
      then sum(${value}) filter (where ${wanted})::int end`;
  };
  const { rows } = await sql<ReaderDay>`
    select d.day, ${figure(2)} as invited, ${figure(3)} as delivered, ${figure(4)} as failed,
      ${figure(5)} as started, ${figure(6)} as completed,
      coalesce(array_agg(distinct (r.value->>1)::int) filter (where ${isOther}), '{}') as others
    from completion_days d cross join lateral jsonb_array_elements(${viewOf(as)}->'rows') r
    where ${countedDays(campaignId, step)} and (${wanted} or ${isOther})
    group by d.day having bool_or(${wanted}) order by d.day`.execute(db);
  return rows;
}

/**
 * The same of one department, for whoever sees everything. `place` is where it stands in the rows of
 * the last day, and so most often in those of the days before.
 */
export async function loadSeriesAt(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  { id, place }: { id: number; place: number },
  step = 1,
): Promise<SeriesDay[]> {
  // Going through all rows of each day takes ten times as long as looking where it stands today;
  // without `offset 0` that is done again for each figure.
  const { rows } = await sql<SeriesDay>`
    select d.day, (r.kept->>2)::int as invited, (r.kept->>3)::int as delivered,
      (r.kept->>4)::int as failed, (r.kept->>5)::int as started, (r.kept->>6)::int as completed
    from completion_days d
    cross join lateral (select ${viewOf(as)}->'rows' as rows offset 0) v
    cross join lateral (select case when (v.rows->${place}::int->>0)::int = ${id}
      then v.rows->${place}::int
      else (select one from jsonb_array_elements(v.rows) one where (one->>0)::int = ${id})
      end as kept offset 0) r
    where ${countedDays(campaignId, step)} and r.kept is not null
    order by d.day`.execute(db);
  return rows;
}

/** Which department stood below which on these days. */
export async function loadAncestry(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
  days: readonly string[],
): Promise<Map<string, Ancestry[]>> {
  if (days.length === 0) return new Map();
  const { rows } = await sql<Ancestry & { day: string }>`
    select d.day, (r.value->>0)::int as department, (r.value->>1)::int as parent
    from completion_days d cross join lateral jsonb_array_elements(${viewOf(as)}->'rows') r
    where d.campaign_id = ${campaignId} and d.day = any(${[...days]}::date[])`.execute(db);
  return Map.groupBy(rows, ({ day }) => day);
}

function countedDays(campaignId: number, step: number) {
  return sql`(d.campaign_id = ${campaignId} and ((select max(day) from completion_days
    where campaign_id = ${campaignId}) - d.day) % ${step}::int = 0)`;
}

function viewOf(as: 'then' | 'now') {
  return as === 'now' ? sql`d.present` : sql`coalesce(d.past, d.present)`;
}

/** The department with a code; undefined where there is none. */
export async function findDepartmentId(db: Database, code: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('departments')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  return row?.id;
}
