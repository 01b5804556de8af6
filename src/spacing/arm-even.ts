import { type Arm, byDueDay } from './arm.ts';
import { answered, firstReview, type Moment, type Review, sent } from './review.ts';

/** Closer than this a repetition adds little and the weekly cap stands in its way. */
const shortestGapDays = 7;
/** The last repetition falls half a gap before the end: later is better for what shall last. */
const endShare = 0.5;
/** Longer than any wait, so that waiting only decides between questions asked equally often. */
const longestWaitDays = 10_000;
/** A rolling campaign has no end to spread over: questions are spread over half a year. */
const rollingHorizonDays = 180;

/**
 * `even:N`: each question N more times at equal gaps over the time that is left. Each wrong
 * answer, the lesson's own included, earns one repetition more. Finished when all are used up
 * or the campaign is over. A repetition that is not answered is used up all the same.
 */
export function evenArm(times: number): Arm {
  return {
    name: `even:${times}`,
    start: (correct, at) => plan(firstReview(correct, at.day), times, at),
    afterSent: (review, at) => plan(sent(review), times, at),
    afterAnswer: (review, correct, at) => plan(answered(review, correct, at.day), times, at),
    // Fewest repetitions first: the first repetitions of a question add most (docs/spacing.md).
    // Those since its last answer taught nobody anything and do not count here.
    urgency: (review, at) =>
      byDueDay(review, at) - (review.asked - review.unanswered) * longestWaitDays,
  };
}

/** Repetitions a question is still owed. */
function owed(review: Review, times: number): number {
  return Math.max(0, times + review.wrong - review.asked);
}

function plan(review: Review, times: number, { day, endDay }: Moment): Review {
  const left = owed(review, times);
  const end = endDay ?? review.since + rollingHorizonDays;
  if (left === 0) return { ...review, dueOn: null };
  const gap = Math.max(shortestGapDays, Math.floor((end - day) / (left + endShare)));
  const dueOn = day + gap;
  return { ...review, dueOn: endDay !== null && dueOn > endDay ? null : dueOn };
}
