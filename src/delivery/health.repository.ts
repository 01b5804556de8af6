import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { FailureGroup, LostDelivery, SentCounts } from './health.ts';

export async function countSent(db: Database): Promise<SentCounts> {
  const { rows } = await sql<SentCounts>`
    select count(*) filter (where state_at > now() - interval '15 minutes')::int as quarter,
      count(*) filter (where state_at > now() - interval '1 hour')::int as hour,
      count(*)::int as day
    from deliveries where state = 'sent' and state_at > now() - interval '1 day'`.execute(db);
  return rows[0] ?? { quarter: 0, hour: 0, day: 0 };
}

/** Failures of the last `days` days by the relay's answer, the most frequent first; at most 50. */
export async function groupFailures(db: Database, days: number): Promise<FailureGroup[]> {
  const { rows } = await sql<FailureGroup>`
    select smtp_code as code, substring(smtp_reply from '[245]\\.[0-9]{1,3}\\.[0-9]{1,3}') as status,
      count(*)::int as count, max(state_at) as latest,
      coalesce((array_agg(smtp_reply order by state_at desc))[1], '') as reply
    from deliveries
    where state = 'failed' and state_at > now() - make_interval(days => ${days})
    group by 1, 2 order by count(*) desc, 1 limit 50`.execute(db);
  return rows;
}

/** @param limit how many to list; the oldest come first. */
export async function listLost(db: Database, limit: number): Promise<LostDelivery[]> {
  const { rows } = await sql<LostDelivery>`
    select d.id, d.kind, d.campaign_id as "campaignId", c.course_slug as "courseSlug", d.lesson,
      d.local_day::text as "localDay", d.state_at as at, d.smtp_reply as reply
    from deliveries d join campaigns c on c.id = d.campaign_id
    where d.open and d.state = 'unknown' and d.unknowns > 1
    order by d.id limit ${limit}`.execute(db);
  return rows;
}

/**
 * Lets lost mails be sent once more, as if their outcome had been lost for the first time; the
 * Message-ID stays. Those that somebody else has settled meanwhile are left out of the count.
 */
export async function resendLost(db: Database, ids: readonly number[]): Promise<number> {
  const result = await sql`
    update deliveries set unknowns = 1, not_before = now(), state_at = now(),
      reason = 'sent again by a person'
    where id = any(${ids}::bigint[]) and open and state = 'unknown' and unknowns > 1`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * Settles lost mails as failed: nobody knows whether they came. The enrolment is stamped like any
 * other whose mail failed; forms leave no stamp.
 */
export async function writeOffLost(
  db: Database,
  now: Date,
  ids: readonly number[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with settled as (
      update deliveries set state = 'failed', state_at = now(), reason = 'written off by a person'
      where id = any(${ids}::bigint[]) and open and state = 'unknown' and unknowns > 1
      returning enrolment_id, kind
    ), stamped as (
      update enrolments e set failed_at = ${now}
      from settled s where e.id = s.enrolment_id and s.kind not in ('baseline', 'announcement') and e.failed_at is null
    )
    select count(*)::int as count from settled`.execute(db);
  return rows[0]?.count ?? 0;
}
