import type { AnswerModel } from '../campaign/forecast.ts';
import { spreadFraction } from '../spacing/spread.ts';

/** What first and later answers get right, for counting mails; recall is simulated apart. */
const rightShares = { first: 0.75, later: 0.85 };
/** Answers come within a week, most of them in the first two days. */
const latestDays = 7;

/**
 * Answers to so many of a person's questions (`response`, 0 to 1), drawn from the number of the
 * person: each time that a plan is made they are the same.
 */
export function guessedAnswers(employeeId: number, response: number): AnswerModel {
  return ({ campaign, lesson, round }) => {
    const seed = ((employeeId * 31 + campaign) * 101 + lesson) * 13 + round;
    if (spreadFraction(seed) >= response) return undefined;
    const right = round === 1 ? rightShares.first : rightShares.later;
    return {
      afterDays: Math.floor(spreadFraction(seed + 7_919) ** 2 * latestDays),
      correct: spreadFraction(seed + 104_729) < right,
    };
  };
}
