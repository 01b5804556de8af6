import { type Selectable, sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import { dayText, epochDay, type Review } from '../spacing/review.ts';
import type { ReviewTable } from './campaign.table.ts';

/** How one question of an enrolment stands; `lesson` is the number of the lesson that asks it. */
export type KeptReview = { lesson: number; question: string; review: Review };
export type EnrolmentReview = KeptReview & { enrolmentId: number };

/** A row as Postgres gives it, also as JSON. */
export type ReviewRow = Selectable<ReviewTable>;

/**
 * The reviews of these enrolments, by enrolment and in the order of the lessons; an enrolment
 * without any is left out. Whoever goes on to write them holds a lock on their enrolments.
 */
export async function loadReviews(
  trx: Trx,
  enrolmentIds: readonly number[],
): Promise<Map<number, KeptReview[]>> {
  const { rows } = await sql<ReviewRow>`
    select * from reviews where enrolment_id = any(${enrolmentIds}::bigint[])
    order by enrolment_id, lesson, question`.execute(trx);
  return new Map(
    Map.groupBy(rows, (row) => row.enrolment_id)
      .entries()
      .map(([id, own]) => [
        id,
        own.map((row) => ({
          lesson: row.lesson,
          question: row.question,
          review: reviewOfRow(row),
        })),
      ]),
  );
}

/** Writes reviews, new ones and changed ones alike; no question twice. */
export async function saveReviews(trx: Trx, rows: readonly EnrolmentReview[]): Promise<void> {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows.map(rowOfReview));
  await sql`
    insert into reviews
    select r.* from jsonb_populate_recordset(null::reviews, ${json}::jsonb) r
    ${sql.raw(replaceReview)}`.execute(trx);
}

/** What an insert of whole rows ends with. */
export const replaceReview = `
    on conflict (enrolment_id, question) do update
    set lesson = excluded.lesson, since_on = excluded.since_on, asked = excluded.asked,
      unanswered = excluded.unanswered, right_in_row = excluded.right_in_row,
      wrong = excluded.wrong, last = excluded.last, last_on = excluded.last_on,
      due_on = excluded.due_on, retired = excluded.retired, memory = excluded.memory`;

/** A row of the table, to be written as JSON. */
export function rowOfReview({ enrolmentId, lesson, question, review }: EnrolmentReview): ReviewRow {
  return {
    enrolment_id: enrolmentId,
    question,
    lesson,
    since_on: dayText(review.since),
    asked: review.asked,
    unanswered: review.unanswered,
    right_in_row: review.rightInRow,
    wrong: review.wrong,
    last: review.last,
    last_on: dayText(review.lastOn),
    due_on: review.dueOn === null ? null : dayText(review.dueOn),
    retired: review.retired,
    memory: review.memory ?? null,
  };
}

/** @throws RangeError when `memory` is not a list of numbers, which nothing here writes. */
export function reviewOfRow(row: ReviewRow): Review {
  return {
    since: epochDay(row.since_on),
    asked: row.asked,
    unanswered: row.unanswered,
    rightInRow: row.right_in_row,
    wrong: row.wrong,
    last: row.last,
    lastOn: epochDay(row.last_on),
    dueOn: row.due_on === null ? null : epochDay(row.due_on),
    retired: row.retired,
    ...(row.memory === null ? {} : { memory: memoryOf(row.memory) }),
  };
}

function memoryOf(memory: unknown): number[] {
  if (!Array.isArray(memory) || !memory.every((one) => typeof one === 'number'))
    throw new RangeError('The memory of a review is a list of numbers.');
  return memory;
}
