import type { Arm } from './arm.ts';
import { type Belief, expectedGain, firstBelief, nextBelief } from './memory-belief.ts';
import { type FsrsWeights, fsrsDefaultWeights } from './memory-fsrs.ts';
import { answered, firstReview, type Moment, type Review, sent } from './review.ts';

/** What is learnt shall be there half a year after the campaign. */
const horizonDays = 180;
const shortestGapDays = 7;
/** Days are tried a fortnight apart: the gain changes slowly. */
const stepDays = 14;
/** The earliest day is taken that gives so much of the best day's gain: early leaves room for more. */
const goodEnough = 0.8;
/** A rolling campaign has no end: half a year from the lesson stands in for it. */
const rollingDays = 180;

/**
 * `gain:N`: as many repetitions as `even:N` (each question N more, and one more for each wrong
 * answer, the lesson's own included), but on the day and in the order in which they are
 * expected to add most to recall half a year after the campaign's end, judged from this
 * person's own answers to this question. A repetition that is not answered is used up. Only for
 * `simulate`: it saves questions, but may let a question answered wrong wait until there is no
 * time left for all it has earned.
 */
export function gainArm(times: number, weights: FsrsWeights = fsrsDefaultWeights): Arm {
  const plan = (review: Review, belief: Belief, at: Moment): Review => {
    const none = { ...review, memory: [0, ...belief], dueOn: null };
    if (times + review.wrong <= review.asked) return none;
    const end = at.endDay ?? review.since + rollingDays;
    const horizon = Math.max(end, at.day + shortestGapDays) + horizonDays - review.lastOn;
    const first = at.day + shortestGapDays;
    if (at.endDay !== null && first > end) return none;
    const days = [first];
    for (let day = first + stepDays; day <= end; day += stepDays) days.push(day);
    const gains = days.map((day) => expectedGain(weights, belief, day - review.lastOn, horizon));
    const best = Math.max(...gains);
    const index = gains.findIndex((gain) => gain >= goodEnough * best);
    return { ...review, memory: [best, ...belief], dueOn: days[index] ?? first };
  };
  return {
    name: `gain:${times}`,
    start: (correct, at) => plan(firstReview(correct, at.day), firstBelief(weights, correct), at),
    afterSent: (review, at) => plan(sent(review), beliefOf(review), at),
    afterAnswer: (review, correct, at) => {
      const belief = nextBelief(weights, beliefOf(review), at.day - review.lastOn, correct);
      return plan(answered(review, correct, at.day), belief, at);
    },
    urgency: (review) => review.memory?.[0] ?? 0,
  };
}

function beliefOf({ memory }: Review): Belief {
  return memory?.slice(1) ?? [];
}
