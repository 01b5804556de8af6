import type { Moment, Review } from './review.ts';

/**
 * A rule for when questions come back. All arms sit behind this; they are pure, and know
 * neither the course nor the person, only the review.
 */
export type Arm = {
  /** As it is written: `even:2`, `12-24`. Two arms with the same name are the same arm. */
  name: string;
  /** The lesson was answered: the first review. */
  start(correct: boolean, at: Moment): Review;
  /**
   * A repetition was sent. Plans as if it were never answered, so that silence neither blocks
   * a question nor brings it back without end; an answer plans anew.
   */
  afterSent(review: Review, at: Moment): Review;
  /** A repetition was answered, on the day it was sent or any day later. */
  afterAnswer(review: Review, correct: boolean, at: Moment): Review;
  /** Of several due questions the one with the highest urgency goes first; the rest wait. */
  urgency(review: Review, at: Moment): number;
};

/** Whether a repetition may be sent on that day. */
export function isDue(review: Review, { day, endDay }: Moment): boolean {
  return review.dueOn !== null && review.dueOn <= day && (endDay === null || day <= endDay);
}

/**
 * The one question that goes with a mail on that day, as an index, or undefined when none is
 * due. What is due and not chosen waits for the next mail, and its arm counts from the day it
 * is really sent; nothing is ever sent in a heap to catch up.
 */
export function pickRepetition(
  arm: Arm,
  reviews: readonly (Review | undefined)[],
  at: Moment,
): number | undefined {
  let best: number | undefined;
  let bestUrgency = 0;
  for (let index = 0; index < reviews.length; index++) {
    const review = reviews[index];
    if (review === undefined || !isDue(review, at)) continue;
    const urgency = arm.urgency(review, at);
    if (best !== undefined && urgency <= bestUrgency) continue;
    best = index;
    bestUrgency = urgency;
  }
  return best;
}

/** Oldest due first. */
export function byDueDay(review: Review, { day }: Moment): number {
  return day - (review.dueOn ?? day);
}
