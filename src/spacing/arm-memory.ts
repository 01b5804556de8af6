import { type Arm, byDueDay } from './arm.ts';
import {
  type FsrsMemory,
  type FsrsWeights,
  fsrsDefaultWeights,
  fsrsFirst,
  fsrsInterval,
  fsrsNext,
} from './memory-fsrs.ts';
import { answered, firstReview, type Review, sent } from './review.ts';

const shortestGapDays = 7;
/** Unanswered so many times in a row, a question rests until somebody answers it after all. */
const unansweredToRest = 3;

/**
 * `memory:P`: a question comes back when FSRS-6 expects recall to have fallen to P per cent.
 * Only for `simulate`: it knows nothing of the campaign's end, and loses to the other arms.
 */
export function memoryArm(percent: number, weights: FsrsWeights = fsrsDefaultWeights): Arm {
  const plan = (review: Review, memory: FsrsMemory, day: number, rests: boolean): Review => {
    const gap = Math.round(fsrsInterval(weights, memory.stability, percent / 100));
    return {
      ...review,
      memory: [memory.stability, memory.difficulty],
      dueOn: rests ? null : day + Math.max(shortestGapDays, gap),
    };
  };
  return {
    name: `memory:${percent}`,
    start: (correct, at) =>
      plan(firstReview(correct, at.day), fsrsFirst(weights, correct), at.day, false),
    afterSent: (review, at) => {
      const after = sent(review);
      return plan(after, remembered(review), at.day, after.unanswered >= unansweredToRest);
    },
    afterAnswer: (review, correct, at) => {
      const days = at.day - review.lastOn;
      const memory = fsrsNext(weights, remembered(review), days, correct);
      return plan(answered(review, correct, at.day), memory, at.day, false);
    },
    urgency: byDueDay,
  };
}

function remembered({ memory }: Review): FsrsMemory {
  return { stability: memory?.[0] ?? 1, difficulty: memory?.[1] ?? 5 };
}
