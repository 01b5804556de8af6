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

/**
 * Of departments the sum, or the one of a code; null: the whole organisation. `within`: where each
 * of them stands in the rows of the last day, and so most often in those of the days before.
 */
export type SeriesOf = { within: ReadonlyMap<number, number>; code?: string };

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
  const wanted = of.code === undefined ? of.within : await onlyOne(db, of.within, of.code);
  // A sum of which a part is hidden is hidden: null counts as nothing in sum(), so parts are counted.
  const figure = (place: number) => {
    const value = sql`(r.kept->>${sql.lit(place)})::int`;
    return sql`case when count(*) = count(${value}) then sum(${value})::int end`;
  };
  // Going through all rows of each day takes ten times as long as looking where it stands today;
  // without `offset 0` that is done again for each figure.
  const { rows } = await sql<SeriesDay>`
    select d.day, ${figure(2)} as invited, ${figure(3)} as delivered, ${figure(4)} as failed,
      ${figure(5)} as started, ${figure(6)} as completed
    from completion_days d
    cross join lateral (select ${view}->'rows' as rows offset 0) v
    cross join unnest(${[...wanted.keys()]}::int[], ${[...wanted.values()]}::int[]) as w(id, place)
    cross join lateral (select case when (v.rows->w.place->>0)::int = w.id then v.rows->w.place
      else (select one from jsonb_array_elements(v.rows) one where (one->>0)::int = w.id)
      end as kept offset 0) r
    where ${counted} and r.kept is not null
    group by d.day order by d.day`.execute(db);
  return rows;
}

async function onlyOne(
  db: Database,
  within: ReadonlyMap<number, number>,
  code: string,
): Promise<ReadonlyMap<number, number>> {
  const row = await db
    .selectFrom('departments')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  const place = row === undefined ? undefined : within.get(row.id);
  return new Map(row === undefined || place === undefined ? [] : [[row.id, place]]);
}
