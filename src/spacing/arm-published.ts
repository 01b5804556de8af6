import { type Arm, byDueDay } from './arm.ts';
import { answered, firstReview, type Review, sent } from './review.ts';

const daysAfterWrong = 12;
const daysAfterRight = 24;
const rightInRowToRetire = 2;
/** Unanswered so many times in a row, a question rests until somebody answers it after all. */
const unansweredToRest = 3;

/**
 * `12-24`: the published rule (Kerfoot 2014, PubMed 24847084): wrong: again after 12 days;
 * right: after 24; retired after two right in a row, of which the lesson's own answer is one.
 * The publication does not say what happens without an answer: here the question comes again
 * after 24 days, and rests after three times in a row.
 */
export const publishedArm: Arm = {
  name: '12-24',
  start: (correct, at) => plan(firstReview(correct, at.day), at.day),
  afterSent: (review, at) => {
    const after = sent(review);
    return {
      ...after,
      dueOn: after.unanswered >= unansweredToRest ? null : at.day + daysAfterRight,
    };
  },
  afterAnswer: (review, correct, at) => plan(answered(review, correct, at.day), at.day),
  urgency: byDueDay,
};

function plan(review: Review, day: number): Review {
  if (review.rightInRow >= rightInRowToRetire) return { ...review, dueOn: null, retired: true };
  const gap = review.last === 'right' ? daysAfterRight : daysAfterWrong;
  return { ...review, dueOn: day + gap, retired: false };
}
