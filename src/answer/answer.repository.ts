import type pg from 'pg';
import type {} from '../campaign/campaign.table.ts';
import { type ReviewRow, replaceReview } from '../campaign/review.repository.ts';
import type { Language, VariantKey } from '../course/course.ts';
import type {} from '../course/course-version.table.ts';
import { readPreviewedCourse } from '../delivery/answer-token.ts';
import type {} from '../delivery/delivery.table.ts';
import type { Database } from '../platform/database.ts';
import type {} from '../roster/roster.table.ts';
import type {} from './answer.table.ts';

/**
 * The pool, or one connection within a transaction. The two statements behind every answer go
 * to pg by name, so that it plans them once a connection and not each time, which was measured at
 * two thirds of an answer's time. Kysely cannot name statements.
 */
export type Connection = Pick<pg.Pool, 'query'>;

/** What decides how a question comes back; null where it neither does nor has. */
export type RepeatedRow = {
  question: string;
  lesson: number;
  round: number;
  arm: string;
  timeZone: string;
  until: string | null;
  review: ReviewRow | null;
  /** Changes with every change of the review. */
  version: string | null;
};

/** Everything an answer page needs to know about one question of a delivery, and the answer there may be. */
export type AskedRow = {
  asking_id: number;
  enrolment_id: number;
  course_version_id: number;
  /** The lesson of the delivery; the question may be an earlier one's. */
  lesson: number;
  /** The scenario of the asking; null: the lesson's own text. */
  variant: VariantKey | null;
  first_name: string;
  last_name: string;
  language: Language;
  lessons: number;
  lessons_answered: number;
  repeated: RepeatedRow | null;
  options: string[] | null;
  /** Null where there is no answer, and for a stance; `options` tells them apart. */
  correct: boolean | null;
  next_delivery_id: number | null;
  next_course_version_id: number | null;
  next_lesson: number | null;
  next_variant: VariantKey | null;
};

const findAskedText = `
    select asked.id as asking_id, d.enrolment_id, d.course_version_id, d.lesson,
           (select variant from askings where id = asked.id) as variant,
           person.first_name, person.last_name, person.language,
           c.lessons, e.lessons_answered, repeated.facts as repeated, given.options, given.correct,
           next.delivery_id as next_delivery_id,
           next.course_version_id as next_course_version_id, next.lesson as next_lesson,
           next.variant as next_variant
    from deliveries d
    cross join lateral (
      select case $2::int when 1 then d.asking_id when 2 then d.repetition_asking_id end as id
    ) asked
    join enrolments e on e.id = d.enrolment_id
    join employees person on person.id = e.employee_id
    join campaigns c on c.id = e.campaign_id
    left join lateral (
      select jsonb_build_object(
        'question', a.question, 'lesson', a.lesson, 'round', a.round, 'arm', c.arm,
        'timeZone', c.time_zone, 'until', c.until_on,
        'review', to_jsonb(r), 'version', r.xmin::text) as facts
      from askings a
      left join reviews r on r.enrolment_id = a.enrolment_id and r.question = a.question
      where (c.arm <> 'none' or $2::int > 1 or d.kind = 'repetition') and a.id = asked.id
      limit 1
    ) repeated on true
    left join answers given on given.asking_id = asked.id
    left join lateral (
      select other.id as delivery_id, other.course_version_id, other.lesson, a.variant
      from askings a
      join deliveries other on other.asking_id = a.id and other.enrolment_id = a.enrolment_id
      where a.enrolment_id = d.enrolment_id and a.id <> asked.id and a.round = 1
        and other.state = 'sent' and other.kind in ('lesson', 'reminder')
        and not exists (select from answers where answers.asking_id = a.id)
      order by a.asked_at, a.id, other.id desc
      limit 1
    ) next on true
    where d.id = $1 and d.state <> 'cancelled' and asked.id is not null`;

/**
 * Reads what was asked in a delivery, its answer, and the oldest other lesson of the same
 * enrolment that was sent and has no answer. `question` counts as in an answer token. The option
 * numbers in a token count in the version that the mail was made from, so that version is the
 * delivery's, not the asking's.
 */
export async function findAsked(
  connection: Connection,
  deliveryId: number,
  question: number,
): Promise<AskedRow | undefined> {
  const values = [deliveryId, question];
  const query = { name: 'find-asked', text: findAskedText, values };
  return (await connection.query<AskedRow>(query)).rows[0];
}

export type StoredAnswer = { lessons_answered: number };

const recordAnswerText = `
    with asked as (
      select id, enrolment_id, case round when 1 then 1 else 0 end as lessons
      from askings where id = $1 for update
    ), stored as (
      insert into answers
        (asking_id, enrolment_id, delivery_id, department_id, options, correct, evidence, answered_at)
      select asked.id, asked.enrolment_id, $2::bigint, e.department_id,
             $3::text[], $4::boolean, $5::text,
             $6::timestamptz
      from asked join enrolments e on e.id = asked.enrolment_id
      on conflict (asking_id) do nothing
      returning asking_id, enrolment_id, answered_at
    )
    update enrolments e
    set lessons_answered = e.lessons_answered + asked.lessons,
        first_answered_at = least(e.first_answered_at, stored.answered_at),
        completed_at = case
          when e.completed_at is null and e.lessons_answered + asked.lessons >= c.lessons
          then stored.answered_at else e.completed_at end
    from stored join asked on asked.id = stored.asking_id, campaigns c
    where e.id = stored.enrolment_id and c.id = e.campaign_id
    returning e.lessons_answered`;

/*
 * The enrolment is locked before the review, in the order of the tick. The review moves only if
 * it is still the one that the new one follows from, and only then is the answer stored: whoever
 * comes second, with the same asking or another round, finds another version.
 */
const recordRepeatedText = `
    with asked as (
      select a.id, a.enrolment_id, e.department_id, case a.round when 1 then 1 else 0 end as lessons
      from askings a join enrolments e on e.id = a.enrolment_id
      where a.id = $1 for update of e
    ), reviewed as (
      insert into reviews
      select moved.* from asked, jsonb_populate_record(null::reviews, $7::jsonb) moved
      where not exists (select from answers where answers.asking_id = $1)
      ${replaceReview}
      where reviews.xmin::text = $8::text
      returning due_on
    ), stored as (
      insert into answers
        (asking_id, enrolment_id, delivery_id, department_id, options, correct, evidence, answered_at)
      select asked.id, asked.enrolment_id, $2::bigint, asked.department_id,
             $3::text[], $4::boolean, $5::text,
             $6::timestamptz
      from asked, reviewed
      on conflict (asking_id) do nothing
      returning enrolment_id, answered_at
    )
    update enrolments e
    set lessons_answered = e.lessons_answered + asked.lessons,
        first_answered_at = least(e.first_answered_at, stored.answered_at),
        completed_at = case
          when e.completed_at is null and e.lessons_answered + asked.lessons >= c.lessons
          then stored.answered_at else e.completed_at end,
        next_due_at = case
          when coalesce(e.parked, 'end') = 'end' and look.at is not null
          then least(e.next_due_at, look.at) else e.next_due_at end,
        parked = case when e.parked = 'end' and look.at is not null then null else e.parked end
    from asked cross join reviewed cross join stored cross join campaigns c
    cross join lateral (
      select case
        when c.status <> 'ended' and reviewed.due_on <= coalesce(c.until_on, 'infinity')
        then reviewed.due_on::timestamp at time zone c.time_zone end as at
    ) look
    where e.id = stored.enrolment_id and c.id = e.campaign_id
    returning e.lessons_answered`;

/**
 * Stores the one answer of an asking and stamps its enrolment; undefined when the asking has
 * an answer already, or is gone, or when its review has changed since it was read. One statement, so the lock, the answer and the stamps are
 * one transaction in one round trip, of its own or inside a larger one.
 *
 * A lesson counts as answered by the answer to its first asking; later rounds repeat it. The
 * answer keeps the department that the enrolment counts in at this moment, whatever becomes of
 * that department later; departments are closed, never deleted.
 *
 * With `review` the question's review moves in the same statement, and the enrolment is looked at
 * by the tick again no later than on the day on which the review falls due.
 */
export async function recordAnswer(
  connection: Connection,
  answer: {
    askingId: number;
    deliveryId: number;
    options: readonly string[];
    correct: boolean;
    evidence: string;
    answeredAt: Date;
    /** The new row, and its `version` as it was read with the old one. */
    review?: { row: ReviewRow; version: string | null } | undefined;
  },
): Promise<StoredAnswer | undefined> {
  const { askingId, deliveryId, options, correct, evidence, answeredAt, review } = answer;
  const values = [askingId, deliveryId, options, correct, evidence, answeredAt];
  if (review !== undefined) {
    const all = [...values, JSON.stringify(review.row), review.version];
    const query = { name: 'record-repeated', text: recordRepeatedText, values: all };
    return (await connection.query<StoredAnswer>(query)).rows[0];
  }
  const query = { name: 'record-answer', text: recordAnswerText, values };
  return (await connection.query<StoredAnswer>(query)).rows[0];
}

/** What a test mail asks: the version its campaign sends from, or one that is only planned to be sent. */
export async function findCampaignVersion(
  db: Database,
  previewed: number,
): Promise<number | undefined> {
  const of = readPreviewedCourse(previewed);
  if ('version' in of) {
    const stored = await db
      .selectFrom('course_versions')
      .select('id')
      .where('id', '=', of.version)
      .executeTakeFirst();
    return stored?.id;
  }
  const row = await db
    .selectFrom('campaigns')
    .select('course_version_id')
    .where('id', '=', of.campaign)
    .executeTakeFirst();
  return row?.course_version_id;
}
