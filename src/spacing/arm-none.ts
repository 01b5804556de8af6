import type { Arm } from './arm.ts';
import { answered, firstReview, sent } from './review.ts';

/** `none`: nothing comes back. */
export const noneArm: Arm = {
  name: 'none',
  start: (correct, at) => firstReview(correct, at.day),
  afterSent: (review) => ({ ...sent(review), dueOn: null }),
  afterAnswer: (review, correct, at) => ({ ...answered(review, correct, at.day), dueOn: null }),
  urgency: () => 0,
};
