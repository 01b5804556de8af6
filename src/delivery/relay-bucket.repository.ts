import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type {} from './delivery.table.ts';
import type {} from './relay.table.ts';
import { lettingOut, type RelayLimit, type RelayStanding, relayFlow } from './relay-limit.ts';

/** Mails that may be offered now, in which slice of the day they are counted, and how it stands after. */
export type TakenTokens = { granted: number; slice: number; standing: RelayStanding };

/**
 * A mail counts for 24 hours from the end of its slice of ten minutes: Exchange counts the last
 * 24 hours, so a bucket with a day's mails that fills all day would let out nearly twice as many.
 */
const sliceSeconds = 600;
const daySlices = 86_400 / sliceSeconds;

const thisSlice = sql`floor(extract(epoch from now()) / ${sql.lit(sliceSeconds)})::bigint`;

/**
 * Takes up to `wanted` tokens, all workers on one Postgres together never more than the limit
 * allows: the row is locked, so whoever comes at the same moment sees what is left.
 */
export async function takeTokens(
  db: Database,
  relay: string,
  limit: RelayLimit,
  wanted: number,
): Promise<TakenTokens> {
  for (;;) {
    const { rows } = await sql<StandingRow & { granted: number; slice: number }>`
      /* prepare: take-relay-tokens */
      with bucket as (
        select * from relay_buckets where relay = ${relay} for update
      ), ${standingNow(limit)}, answer as (
        select s.*, case when paused > 0 then 0 else
          greatest(0, least(${wanted}::float8, floor(tokens + 1e-9), left_today))::int end as granted
        from standing s
      ), taken as (
        update relay_buckets b
        set tokens = coalesce(a.tokens - a.granted, b.tokens),
          refilled_at = greatest(b.refilled_at, now()),
          spent = case when a.granted = 0 then a.kept else a.kept || jsonb_build_object(
            a.slice::text, coalesce((a.kept->>a.slice::text)::int, 0) + a.granted) end
        from answer a where b.relay = a.relay
      )
      select granted, slice, tokens - granted as tokens, left_today - granted as "dayLeft",
        oldest, paused
      from answer`.execute(db);
    const [row] = rows;
    if (row !== undefined)
      return { granted: row.granted, slice: row.slice, standing: toStanding(row) };
    await sql`
      insert into relay_buckets (relay, tokens) values (${relay}, 1e9) on conflict do nothing`.execute(
      db,
    );
  }
}

/** How a relay stands; nothing is taken. */
export async function relayStanding(
  db: Database,
  relay: string,
  limit: RelayLimit,
): Promise<RelayStanding> {
  const { rows } = await sql<StandingRow>`
    with bucket as (
      select * from relay_buckets where relay = ${relay}
    ), ${standingNow(limit)}
    select tokens, left_today as "dayLeft", oldest, paused from standing`.execute(db);
  const [row] = rows;
  if (row !== undefined) return toStanding(row);
  return {
    tokens: limit.perMinute === null ? null : relayFlow(limit.perMinute).capacity,
    dayLeft: limit.perDay,
    freesInSeconds: null,
    pausedSeconds: 0,
  };
}

/**
 * Takes back from the day's count what was taken in that slice and not offered. The minute's
 * tokens are not given back: others may have been let in meanwhile, and two gusts together would
 * be more than a minute's worth. They flow in again within seconds.
 */
export async function giveTokensBack(
  db: Database,
  relay: string,
  slice: number,
  count: number,
): Promise<void> {
  await sql`
    update relay_buckets
    set spent = jsonb_set(spent, array[${slice}::text],
      to_jsonb(greatest(0, (spent->>${slice}::text)::int - ${count}::int)))
    where relay = ${relay} and spent ? ${slice}::text`.execute(db);
}

/**
 * Nothing is offered to the relay for half a minute, twice as long each time it has to be said
 * again within half an hour after a pause, at most a quarter of an hour. Replies that arrive
 * during a pause do not prolong it: they answer mails that were offered before.
 * @returns the seconds the pause still lasts
 */
export async function pauseRelay(db: Database, relay: string): Promise<number> {
  const pauses = sql`case when b.paused_until > now() - interval '30 minutes'
    then least(b.pauses + 1, 6) else 1 end`;
  const { rows } = await sql<{ seconds: number }>`
    insert into relay_buckets as b (relay, tokens, paused_until, pauses)
    values (${relay}, 1e9, now() + interval '30 seconds', 1)
    on conflict (relay) do update
    set pauses = case when b.paused_until > now() then b.pauses else ${pauses} end,
      paused_until = case when b.paused_until > now() then b.paused_until
        else now() + least(900, 30 * 2 ^ (${pauses} - 1)) * interval '1 second' end
    returning extract(epoch from b.paused_until - now())::float8 as seconds`.execute(db);
  return rows[0]?.seconds ?? 0;
}

/**
 * How many more deliveries may be planned so that no more wait than the relay takes in so many
 * minutes (DESIGN section 3); Infinity without a limit.
 */
export async function relayRoom(
  db: Database,
  relay: string,
  limit: RelayLimit,
  minutes: number,
): Promise<number> {
  const standing = await relayStanding(db, relay, limit);
  const room = lettingOut(standing, limit, minutes * 60);
  if (room === Infinity || room === 0) return room;
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from (
      select from deliveries
      where open and state in ('due', 'claimed')
        and not_before <= now() + make_interval(mins => ${minutes})
      limit ${room}) w`.execute(db);
  return room - (rows[0]?.waiting ?? 0);
}

type StandingRow = {
  tokens: number | null;
  dayLeft: number | null;
  oldest: number | null;
  paused: number;
};

/** The same as `refilled` in relay-limit.ts, where the row is locked. Null: no limit. */
function standingNow(limit: RelayLimit) {
  const flow = limit.perMinute === null ? undefined : relayFlow(limit.perMinute);
  return sql`day as (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}') as kept,
        coalesce(sum(e.value::int), 0)::int as mails, min(e.key::bigint) as oldest
      from bucket, jsonb_each(bucket.spent) e
      where e.key::bigint >= ${thisSlice} - ${sql.lit(daySlices)} and e.value::int > 0
    ), standing as (
      select b.relay, ${thisSlice} as slice, d.kept,
        least(${flow?.capacity ?? null}::float8, b.tokens
          + greatest(0, extract(epoch from now() - b.refilled_at)::float8)
          * ${flow?.perSecond ?? null}::float8) as tokens,
        ${limit.perDay}::int - d.mails as left_today,
        ((d.oldest + 1 + ${sql.lit(daySlices)}) * ${sql.lit(sliceSeconds)}
          - extract(epoch from now()))::float8 as oldest,
        greatest(0, extract(epoch from b.paused_until - now()))::float8 as paused
      from bucket b cross join day d
    )`;
}

function toStanding(row: StandingRow): RelayStanding {
  return {
    tokens: row.tokens,
    dayLeft: row.dayLeft,
    freesInSeconds: row.oldest,
    pausedSeconds: row.paused,
  };
}
