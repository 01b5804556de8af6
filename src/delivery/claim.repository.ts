import { sql } from 'kysely';
import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { VariantKey } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import type { DeliveryKind } from './delivery.table.ts';
import type { OpenHours } from './open-hours.ts';
import type { PilotLists } from './pilot.ts';

/** Everything a claimed delivery needs to become a mail, read afresh just before it leaves. */
export type SendItem = {
  id: number;
  kind: DeliveryKind;
  messageId: string;
  campaignId: number;
  courseVersionId: number;
  lesson: number;
  enrolmentId: number;
  attempts: number;
  email: string;
  firstName: string;
  lastName: string;
  language: 'sv' | 'en';
  /** The question of an earlier lesson that goes along with a lesson. */
  repetition: { lesson: number; question: string; variant: VariantKey | null } | null;
  /** The scenario that its own question is asked with; null: the lesson's own text. */
  variant: VariantKey | null;
  /** Which form it is; null for all other kinds. */
  baseline: BaselineTime | null;
  /** Message-ID of the course's first mail to this person, for threading. */
  firstMessageId: string | null;
  /** For a reminder, the Message-ID of the lesson's own mail, which it follows. */
  lessonMessageId: string | null;
};

/** How long a claim holds before anyone else may take it; extended by the heartbeat. */
const lease = sql`interval '5 minutes'`;

/** Takes due deliveries for this pool; committed at once, so nothing is sent with a transaction open. */
export async function claimDeliveries(
  db: Database,
  pool: string,
  limit: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`/* prepare: claim-deliveries */
    with picked as (
      select id from deliveries
      where open and state = 'due' and not_before <= now()
        and not exists (select from settings where key = 'sending' and value = '"stopped"')
      order by not_before, id
      limit ${limit}
      for update skip locked
    )
    update deliveries d
    set state = 'claimed', state_at = now(), claimed_by = ${pool}, lease_until = now() + ${lease}
    from picked where d.id = picked.id
    returning d.id`.execute(db);
  return rows.map((row) => row.id);
}

/**
 * Marks claimed deliveries as `sending`, at most those that may still leave at this moment:
 * not stopped, not paused, not left, not on hold, window open, lease held. What is not
 * returned may not be sent.
 */
export async function markSending(
  db: Database,
  pool: string,
  ids: readonly number[],
  hours: OpenHours,
  pilot: PilotLists,
): Promise<SendItem[]> {
  const { rows } = await sql<SendItem>`/* prepare: mark-sending */
    update deliveries d
    set state = 'sending', state_at = now(), attempts = d.attempts + 1
    ${sendable(hours, pilot)}
      and d.id = any(${ids}::bigint[]) and d.state = 'claimed'
      and d.claimed_by = ${pool} and d.lease_until > now()
    ${returning}`.execute(db);
  return rows;
}

/**
 * Takes one delivery whose outcome was lost for its single repeat (rule 3) and writes that
 * down alone, before anything is sent. It moves to today, unless today is taken.
 */
export async function takeUnknown(
  db: Database,
  pool: string,
  hours: OpenHours,
  pilot: PilotLists,
): Promise<SendItem | undefined> {
  const { rows } = await sql<SendItem>`
    update deliveries d
    set state = 'sending', state_at = now(), attempts = d.attempts + 1, local_day = o.day,
      claimed_by = ${pool}, lease_until = now() + ${lease}
    ${sendable(hours, pilot)}
      and d.id = (
        select u.id from deliveries u
        join employees someone on someone.id = u.employee_id
        join ${openRows(hours)} w (campaign_id, department_id, day)
          on w.campaign_id = u.campaign_id
            and w.department_id = ${hoursOf(hours, 'someone')}
        where u.open and u.state = 'unknown' and u.unknowns = 1 and u.not_before <= now()
          and not exists (
            select from deliveries other
            where other.employee_id = u.employee_id and other.local_day = w.day
              and other.live and other.id <> u.id)
        order by u.id limit 1
        for update of u skip locked)
    ${returning}`.execute(db);
  return rows[0];
}

function openRows({ open }: OpenHours) {
  return sql`unnest(${open.map((row) => row.campaign)}::int[],
    ${open.map((row) => row.department)}::int[], ${open.map((row) => row.day)}::date[])`;
}

/** The department whose hours somebody keeps; 0 for those of the campaign. */
function hoursOf({ ownHours }: OpenHours, person: 'p' | 'someone') {
  const department = sql.ref(`${person}.department_id`);
  return sql`case when ${department} = any(${ownHours}::int[]) then ${department} else 0 end`;
}

function sendable(hours: OpenHours, pilot: PilotLists) {
  return sql`
    from employees p, campaigns c, ${openRows(hours)} o (campaign_id, department_id, day)
    where o.campaign_id = d.campaign_id and (d.local_day = o.day or d.state = 'unknown')
      and o.department_id = ${hoursOf(hours, 'p')}
      and c.id = d.campaign_id and c.status = 'running'
      and p.id = d.employee_id and p.left_at is null and p.email is not null
      and (${pilot === undefined}
        or lower(p.email) = any(${pilot?.addresses ?? []}::text[])
        or split_part(lower(p.email), '@', 2) = any(${pilot?.domains ?? []}::text[]))
      and not exists (
        select from holds h where h.employee_id = p.id and h.from_on <= o.day
          and (h.until_on is null or h.until_on >= o.day))
      and (d.kind <> 'reminder' or not exists (
        select from answers a where a.asking_id = d.asking_id))
      and not exists (select from settings where key = 'sending' and value = '"stopped"')`;
}

// What a plain lesson does not have is looked up only where the row says that it is there.
const returning = sql`
  returning d.id, d.kind, d.message_id as "messageId", d.campaign_id as "campaignId",
    d.course_version_id as "courseVersionId", d.lesson, d.enrolment_id as "enrolmentId", d.attempts, d.baseline,
    (select variant from askings where id = d.asking_id) as variant,
    p.email, p.first_name as "firstName", p.last_name as "lastName", p.language,
    case when d.repetition_asking_id is not null then (
      select jsonb_build_object('lesson', a.lesson, 'question', a.question,
        'variant', a.variant)
      from askings a where a.id = d.repetition_asking_id)
    end as repetition,
    case when d.lesson > 1 or d.kind <> 'lesson' then (
      select f.message_id from deliveries f
      where f.enrolment_id = d.enrolment_id and f.lesson = 1 and f.kind = 'lesson'
        and f.state = 'sent' limit 1)
    end as "firstMessageId",
    case when d.kind = 'reminder' then (
      select l.message_id from deliveries l
      where l.enrolment_id = d.enrolment_id and l.lesson = d.lesson and l.kind = 'lesson'
        and l.state = 'sent' limit 1)
    end as "lessonMessageId"`;
