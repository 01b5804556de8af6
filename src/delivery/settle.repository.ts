import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { DeliveryState } from './delivery.table.ts';

/** An outcome about to be written down; `delaySeconds` counts for `due` and `unknown`. */
export type Recorded = {
  id: number;
  state: Extract<DeliveryState, 'sent' | 'failed' | 'due' | 'unknown'>;
  code: number | null;
  reply: string;
  delaySeconds: number;
};

/**
 * Writes outcomes and the enrolments' stamps in one statement; forms and announcements leave no stamp. A 250 is always recorded;
 * anything else only while this pool still holds the lease (rule 3).
 * @param now the service's time, which becomes sent_at and first_sent_at.
 */
export async function recordOutcomes(
  db: Database,
  pool: string,
  now: Date,
  outcomes: readonly Recorded[],
): Promise<void> {
  await sql`/* prepare: record-outcomes */
    with outcome as (
      select * from unnest(
        ${outcomes.map((row) => row.id)}::bigint[],
        ${outcomes.map((row) => row.state)}::text[],
        ${outcomes.map((row) => row.code)}::smallint[],
        ${outcomes.map((row) => row.reply)}::text[],
        ${outcomes.map((row) => row.delaySeconds)}::float8[]) o (id, state, code, reply, delay)
    ), settled as (
      update deliveries d
      set state = o.state, state_at = now(), smtp_code = o.code, smtp_reply = o.reply,
        sent_at = case when o.state = 'sent' then ${now}::timestamptz end,
        not_before = now() + make_interval(secs => o.delay),
        unknowns = d.unknowns + (o.state = 'unknown')::int,
        claimed_by = null, lease_until = null
      from outcome o
      where d.id = o.id and d.state <> 'sent'
        and (o.state = 'sent'
          or (d.state = 'sending' and d.claimed_by = ${pool} and d.lease_until > now()))
      returning d.enrolment_id, d.state, d.kind
    ), first_sent as (
      update enrolments e set first_sent_at = ${now}
      from settled s where s.state = 'sent' and s.kind not in ('baseline', 'announcement') and e.id = s.enrolment_id and e.first_sent_at is null
    )
    update enrolments e set failed_at = ${now}
    from settled s where s.state = 'failed' and s.kind not in ('baseline', 'announcement') and e.id = s.enrolment_id
      and e.failed_at is null`.execute(db);
}

/**
 * Settles claimed deliveries that may not leave any more: they are cancelled and what they held
 * (a lesson, a question to repeat, a reminder, a form, an announcement) is due anew, so that the tick decides afresh
 * (hold, pause, window, leaving). It is due since the mail was planned, so what has waited for
 * long is re-spaced like everything that is late (rule 6). With all sending stopped they only go
 * back to `due`.
 */
export async function settleUnsendable(
  db: Database,
  pool: string,
  now: Date,
  ids: readonly number[],
): Promise<void> {
  await sql`
    with stopped as (
      select exists (select from settings where key = 'sending' and value = '"stopped"') as yes
    ), released as (
      update deliveries d set state = 'due', state_at = now(), claimed_by = null, lease_until = null
      from stopped where stopped.yes
        and d.id = any(${ids}::bigint[]) and d.state = 'claimed' and d.claimed_by = ${pool}
    ), cancelled as (
      update deliveries d
      set state = 'cancelled', state_at = now(), claimed_by = null, lease_until = null,
        reason = 'no longer to be sent at this time'
      from stopped where not stopped.yes
        and d.id = any(${ids}::bigint[]) and d.state = 'claimed' and d.claimed_by = ${pool}
      returning d.enrolment_id, d.lesson, d.kind, d.local_day, d.scheduled_at, d.baseline,
        case d.kind when 'repetition' then d.asking_id else d.repetition_asking_id end as repeated
    ), unasked as (
      update reviews r
      set asked = r.asked - 1, unanswered = greatest(0, r.unanswered - 1), due_on = c.local_day
      from cancelled c join askings a on a.id = c.repeated
      where r.enrolment_id = c.enrolment_id and r.question = a.question and a.round = r.asked + 1
        and not exists (select from answers given where given.asking_id = a.id)
    ), again as (
      select enrolment_id, min(scheduled_at) as due_at,
        min(lesson) filter (where kind = 'lesson') as lesson,
        min(local_day) filter (where kind = 'lesson') as lesson_on, max(baseline) as baseline,
        min(local_day) filter (where kind = 'announcement') as announce_on
      from cancelled group by enrolment_id
    )
    update enrolments e
    set next_lesson = least(e.next_lesson, a.lesson),
      lesson_on = case when a.lesson < e.next_lesson then a.lesson_on else e.lesson_on end,
      next_due_at = least(a.due_at, ${now}::timestamptz), parked = null,
      baseline = coalesce(a.baseline, e.baseline),
      announce_on = coalesce(a.announce_on, e.announce_on)
    from again a, campaigns c
    where e.id = a.enrolment_id and c.id = e.campaign_id and c.status <> 'ended'`.execute(db);
}

/**
 * Gives back what this pool still holds without having begun to send it. Called when nothing
 * of the pool is in flight, so that a `sending` left over was never begun either. Where the
 * lease ran out, an outcome may have been refused on that ground: that is left to the sweep.
 */
export async function releaseClaims(db: Database, pool: string, delaySeconds = 0): Promise<number> {
  const result = await sql`
    update deliveries
    set state = 'due', state_at = now(), claimed_by = null, lease_until = null,
      attempts = attempts - (state = 'sending')::int,
      not_before = now() + make_interval(secs => ${delaySeconds})
    where open and state in ('claimed', 'sending') and claimed_by = ${pool}
      and lease_until > now()`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Keeps the leases of a living pool; one that ran out is not revived. */
export async function extendLeases(db: Database, pool: string): Promise<void> {
  await sql`
    update deliveries set lease_until = now() + interval '5 minutes'
    where open and state in ('claimed', 'sending') and claimed_by = ${pool} and lease_until > now()`.execute(
    db,
  );
}

/**
 * Takes back what dead pools held (rule 3): a lost claim is due again and counts for nothing;
 * a lost `sending` may have been accepted and becomes `unknown`.
 * @param deadPools pools known to be dead; claims with a lease that has run out count as well.
 */
export async function sweepLostClaims(
  db: Database,
  deadPools: readonly string[],
): Promise<{ due: number; unknown: number }> {
  const { rows } = await sql<{ state: DeliveryState; count: number }>`
    with swept as (
      update deliveries
      set state = case state when 'claimed' then 'due' else 'unknown' end, state_at = now(),
        unknowns = unknowns + (state = 'sending')::int,
        not_before = now(), claimed_by = null, lease_until = null,
        reason = case state when 'sending' then 'outcome lost' else reason end
      where open and state in ('claimed', 'sending')
        and (lease_until < now() or claimed_by = any(${deadPools}::text[]))
      returning state
    ) select state, count(*)::int as count from swept group by state`.execute(db);
  const count = (state: DeliveryState) => rows.find((row) => row.state === state)?.count ?? 0;
  return { due: count('due'), unknown: count('unknown') };
}

/** Deliveries ready to be sent (none while sending is stopped), lost ones that wait for their repeat, and those under way. */
export type OpenDeliveries = {
  ready: number;
  unknown: number;
  underWay: number;
  /** Lost twice: they wait for a person (rule 3). */
  waiting: number;
};

/** Counts at most 2,000 ready ones: enough to wake every sender, cheap to ask often. */
export async function countOpenDeliveries(db: Database): Promise<OpenDeliveries> {
  const { rows } = await sql<OpenDeliveries>`
    select
      (select count(*)::int from (
        select from deliveries where open and state = 'due' and not_before <= now()
          and not exists (select from settings where key = 'sending' and value = '"stopped"')
        limit 2000) r) as ready,
      (select count(*)::int from deliveries
        where open and state = 'unknown' and unknowns = 1 and not_before <= now()) as unknown,
      (select count(*)::int from deliveries where open and state = 'unknown' and unknowns > 1) as waiting,
      (select count(*)::int from deliveries where open and state in ('claimed', 'sending')) as "underWay"`.execute(
    db,
  );
  return rows[0] ?? { ready: 0, unknown: 0, underWay: 0, waiting: 0 };
}
