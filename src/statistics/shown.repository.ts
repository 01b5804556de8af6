import { sql } from 'kysely';
import type {} from '../campaign/campaign.table.ts';
import type { Database, Trx } from '../platform/database.ts';
import type { Figures } from './figures.ts';
import type {} from './shown.table.ts';
import type { Place, Shown } from './shown.ts';
import {
  type DaySummary,
  type KeptView,
  keepState,
  keepView,
  readState,
  readView,
  summaryOf,
} from './shown-state.ts';

/** Two processes make the same day once: the second finds it made. */
export async function lockShown(trx: Trx, campaignId: number): Promise<void> {
  // Compiling the one large count took as long as counting; with little memory it sorts on disk.
  await sql`
    select pg_advisory_xact_lock(726174, ${campaignId}), set_config('jit', 'off', true),
      set_config('work_mem', '64MB', true)`.execute(trx);
}

/** Campaigns whose local day has not been made: those going on, and those that ended lately. */
export async function campaignsWithoutDay(
  db: Database,
  now: Date,
  endedAfter: Date,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from campaigns c
    where (c.status <> 'ended' or c.ended_at > ${endedAfter}::timestamptz)
      and not exists (select from completion_days d where d.campaign_id = c.id
        and d.day >= (${now}::timestamptz at time zone c.time_zone)::date)
    order by c.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** What has been shown of a campaign so far, as it is kept. */
export type KeptShown = {
  day: string;
  k: number;
  state: string;
  present: KeptView;
  past: KeptView | null;
};

/** Undefined before the first day. */
export async function findKeptShown(trx: Trx, campaignId: number): Promise<KeptShown | undefined> {
  const { rows } = await sql<KeptShown>`
    select d.day, s.k, s.state, d.present, d.past
    from shown_campaigns s
    join lateral (select day, present, past from completion_days
      where campaign_id = s.campaign_id order by day desc limit 1) d on true
    where s.campaign_id = ${campaignId}`.execute(trx);
  return rows[0];
}

export function readShown({ k, state, present, past }: KeptShown): Shown {
  const now = readView(present);
  return readState(state, k, { present: now, past: past === null ? now : readView(past) });
}

export async function saveShown(
  trx: Trx,
  now: Date,
  campaignId: number,
  shown: Shown,
): Promise<void> {
  const { k, day, sides } = shown;
  const state = keepState(shown);
  const present = JSON.stringify(keepView(sides.present));
  const past = sides.past === sides.present ? null : JSON.stringify(keepView(sides.past));
  const summary = JSON.stringify(summaryOf(shown));
  await sql`
    with kept as (
      insert into shown_campaigns (campaign_id, k, state) values (${campaignId}, ${k}, ${state})
      on conflict (campaign_id) do update set k = excluded.k, state = excluded.state
    )
    insert into completion_days (campaign_id, day, made_at, summary, present, past)
    values (${campaignId}, ${day}, ${now}, ${summary}, ${present}, ${past})
    on conflict (campaign_id, day) do update set made_at = excluded.made_at,
      summary = excluded.summary, present = excluded.present, past = excluded.past`.execute(trx);
}

/** Completed <= started <= delivered <= invited, and delivered + failed <= invited: answers prove mails. */
const stamps = sql`
  count(*)::int as invited,
  count(coalesce(first_sent_at, first_answered_at))::int as delivered,
  count(case when first_sent_at is null and first_answered_at is null then failed_at end)::int
    as failed,
  count(first_answered_at)::int as started,
  count(case when first_answered_at is not null then completed_at end)::int as completed`;

/** The same of one person, as bits. */
const bits = sql`
  case when u.first_sent_at is not null or u.first_answered_at is not null then 1
    when u.failed_at is not null then 2 else 0 end
  + case when u.first_answered_at is null then 0 when u.completed_at is null then 4 else 12 end`;

export type GroupRow = Figures & {
  strand: number | null;
  past: Place;
  present: Place;
  gone: boolean;
};

/** One list a column: read one by one, thousands of rows take a good part of the time of counting. */
type GroupColumns = { [Column in keyof GroupRow]: GroupRow[Column][] };

/**
 * Everybody who has or had an address, by where they are shown and where they really are. While a
 * campaign runs its enrolments are kept in step with the roster; afterwards the employees
 * themselves say where they are, until the enrolments have lost their person (DESIGN rule 15).
 * Reads the stamps, never the answers.
 */
export async function countGroups(
  trx: Trx,
  campaignId: number,
  ended: boolean,
): Promise<GroupRow[]> {
  const counted = ended
    ? sql`
      select e.shown_strand as strand, e.department_id as past,
        case when p.id is null then e.department_id else p.department_id end as present,
        (case when p.id is null then e.left_at else p.left_at end) is not null as gone, ${stamps}
      from enrolments e left join employees p on p.id = e.employee_id
      where e.campaign_id = ${campaignId} and (e.reachable or e.invited)
      group by 1, 2, 3, 4`
    : sql`
      select shown_strand as strand, department_id as past, department_id as present,
        left_at is not null as gone, ${stamps}
      from enrolments
      where campaign_id = ${campaignId} and (reachable or invited)
      group by shown_strand, department_id, left_at is not null`;
  const { rows } = await sql<GroupColumns>`
    select coalesce(json_agg(strand), '[]') as strand, json_agg(past) as past,
      json_agg(present) as present, json_agg(gone) as gone, json_agg(invited) as invited,
      json_agg(delivered) as delivered, json_agg(failed) as failed,
      json_agg(started) as started, json_agg(completed) as completed
    from (${counted}) counted`.execute(trx);
  const [columns] = rows;
  if (columns === undefined) throw new Error('Counting found no row.');
  return columns.strand.map(
    (strand, at): GroupRow => ({
      strand,
      past: columns.past[at] ?? null,
      present: columns.present[at] ?? null,
      gone: columns.gone[at] ?? false,
      invited: columns.invited[at] ?? 0,
      delivered: columns.delivered[at] ?? 0,
      failed: columns.failed[at] ?? 0,
      started: columns.started[at] ?? 0,
      completed: columns.completed[at] ?? 0,
    }),
  );
}

/** Those whose enrolments are gone, by where they were shown. */
export async function countErased(
  db: Database,
  campaignId: number,
): Promise<(Figures & { strand: number })[]> {
  return db
    .selectFrom('shown_erased')
    .select(['strand', 'invited', 'delivered', 'failed', 'started', 'completed'])
    .where('campaign_id', '=', campaignId)
    .execute();
}

/** People of one strand (null: not shown yet) in one place, as the tables have it, who go to another. */
export type StrandMove = {
  from: number | null;
  to: number;
  past: Place;
  present: Place;
  gone: boolean;
  /** They are counted out. */
  out: boolean;
  people: number;
};

/** How those stood, when they were counted out, who have come back since; by where they are shown. */
export async function countReturned(
  trx: Trx,
  campaignId: number,
  ended: boolean,
): Promise<Map<number, Figures>> {
  const left = ended
    ? sql`case when p.id is null then e.left_at else p.left_at end`
    : sql`e.left_at`;
  const people = ended ? sql`left join employees p on p.id = e.employee_id` : sql``;
  const { rows } = await sql<Figures & { strand: number }>`
    select e.shown_strand as strand, count(*)::int as invited,
      sum(e.shown_last & 1)::int as delivered, sum((e.shown_last >> 1) & 1)::int as failed,
      sum((e.shown_last >> 2) & 1)::int as started, sum((e.shown_last >> 3) & 1)::int as completed
    from enrolments e ${people}
    where e.campaign_id = ${campaignId} and (e.reachable or e.invited)
      and e.shown_last is not null and ${left} is null
    group by 1`.execute(trx);
  return new Map(rows.map(({ strand, ...figures }) => [strand, figures]));
}

/**
 * Writes where people are shown from today on, and of those who are counted out how they stand.
 * @returns false where somebody moved meanwhile, so that others would follow than were counted.
 */
export async function followSteps(
  trx: Trx,
  campaignId: number,
  ended: boolean,
  moves: readonly StrandMove[],
): Promise<boolean> {
  if (moves.length === 0) return true;
  const m = sql`json_to_recordset(${JSON.stringify(moves)}::json)
    as m("to" int, "from" int, past int, present int, gone boolean, out boolean)`;
  // Who is counted out of a row after the total stands as they stood when that began.
  const written = sql`shown_strand = m."to",
    shown_last = case when m.out then coalesce(u.shown_last, ${bits}) else u.shown_last end`;
  const counted = sql`u.campaign_id = ${campaignId} and (u.reachable or u.invited)
    and coalesce(u.shown_strand, 0) = coalesce(m."from", 0)
    and coalesce(u.department_id, 0) = coalesce(m.past, 0)`;
  const { numAffectedRows } = ended
    ? await sql`
      update enrolments u set ${written}
      from ${m}, enrolments e left join employees p on p.id = e.employee_id
      where ${counted} and e.id = u.id and coalesce(m.present, 0) = coalesce(
          case when p.id is null then e.department_id else p.department_id end, 0)
        and m.gone = ((case when p.id is null then e.left_at else p.left_at end) is not null)
      `.execute(trx)
    : await sql`
      update enrolments u set ${written}
      from ${m} where ${counted} and (u.left_at is not null) = m.gone`.execute(trx);
  return Number(numAffectedRows) === moves.reduce((sum, { people }) => sum + people, 0);
}

export type ShownDay = {
  day: string;
  timeZone: string;
  endedAt: Date | null;
  summary: DaySummary | null;
  view: KeptView | null;
};

/** A campaign with the last day that was made of it; undefined where there is no such campaign. */
export async function findShownDay(
  db: Database,
  campaignId: number,
  as: 'then' | 'now',
): Promise<ShownDay | undefined> {
  const view = as === 'now' ? sql`d.present` : sql`coalesce(d.past, d.present)`;
  const { rows } = await sql<ShownDay>`
    select coalesce(d.day, 'epoch'::date) as day, c.time_zone as "timeZone",
      c.ended_at as "endedAt", d.summary, ${view} as view
    from campaigns c
    left join lateral (select * from completion_days
      where campaign_id = c.id order by day desc limit 1) d on true
    where c.id = ${campaignId}`.execute(db);
  return rows[0];
}

/** Everybody's figures at this moment, but for those whom the summary no longer counts. */
export async function countLive(
  db: Database,
  campaignId: number,
  gone: readonly number[],
): Promise<Figures> {
  const counted =
    gone.length === 0
      ? sql`true`
      : sql`(shown_strand is null or not shown_strand = any(${gone}::int[]))`;
  const { rows } = await sql<Figures>`
    select ${stamps} from enrolments
    where campaign_id = ${campaignId} and (reachable or invited) and ${counted}`.execute(db);
  const [live] = rows;
  if (live === undefined) throw new Error('Counting found no row.');
  return live;
}
