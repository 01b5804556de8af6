import type pg from 'pg';
import type {} from '../campaign/campaign.table.ts';
import type { Language } from '../course/course.ts';
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

/** Everything an answer page needs to know about one delivery, and the answer there may be. */
export type AskedRow = {
  asking_id: number;
  enrolment_id: number;
  course_version_id: number;
  lesson: number;
  first_name: string;
  last_name: string;
  language: Language;
  lessons: number;
  lessons_answered: number;
  options: string[] | null;
  correct: boolean | null;
  next_delivery_id: number | null;
  next_course_version_id: number | null;
  next_lesson: number | null;
};

const findAskedText = `
    select d.asking_id, d.enrolment_id, d.course_version_id, d.lesson,
           person.first_name, person.last_name, person.language,
           c.lessons, e.lessons_answered, given.options, given.correct,
           next.delivery_id as next_delivery_id,
           next.course_version_id as next_course_version_id, next.lesson as next_lesson
    from deliveries d
    join enrolments e on e.id = d.enrolment_id
    join employees person on person.id = e.employee_id
    join campaigns c on c.id = e.campaign_id
    left join answers given on given.asking_id = d.asking_id
    left join lateral (
      select other.id as delivery_id, other.course_version_id, other.lesson
      from askings a
      join deliveries other on other.asking_id = a.id and other.enrolment_id = a.enrolment_id
      where a.enrolment_id = d.enrolment_id and a.id <> d.asking_id and other.state = 'sent'
        and not exists (select from answers where answers.asking_id = a.id)
      order by a.asked_at, a.id, other.id desc
      limit 1
    ) next on true
    where d.id = $1 and d.state <> 'cancelled'`;

/**
 * Reads what was asked in a delivery, its answer, and the oldest other asking of the same
 * enrolment that was sent and has no answer. The option numbers in a token count in the
 * version that the mail was made from, so that version is the delivery's, not the asking's.
 */
export async function findAsked(
  connection: Connection,
  deliveryId: number,
): Promise<AskedRow | undefined> {
  const values = [deliveryId];
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

/**
 * Stores the one answer of an asking and stamps its enrolment; undefined when the asking has
 * an answer already, or is gone. One statement, so the lock, the answer and the stamps are
 * one transaction in one round trip, of its own or inside a larger one.
 *
 * A lesson counts as answered by the answer to its first asking; later rounds repeat it. The
 * answer keeps the department that the enrolment counts in at this moment, whatever becomes of
 * that department later; departments are closed, never deleted.
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
  },
): Promise<StoredAnswer | undefined> {
  const { askingId, deliveryId, options, correct, evidence, answeredAt } = answer;
  const values = [askingId, deliveryId, options, correct, evidence, answeredAt];
  const query = { name: 'record-answer', text: recordAnswerText, values };
  return (await connection.query<StoredAnswer>(query)).rows[0];
}

/** What a test mail of a campaign asks: the version the campaign sends from. */
export async function findCampaignVersion(
  db: Database,
  campaignId: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('campaigns')
    .select('course_version_id')
    .where('id', '=', campaignId)
    .executeTakeFirst();
  return row?.course_version_id;
}
