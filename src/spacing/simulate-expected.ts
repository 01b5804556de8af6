import type { Arm } from './arm.ts';
import { laterDays, standardCaps } from './simulate.ts';
import { type Caps, simulateLearner } from './simulate-learner.ts';
import { middleWillingness, questionEase, simulatedPerson } from './simulate-people.ts';
import type { TruthName } from './truth.ts';
import { defaultTruths, makeTruths, type Truths } from './truths.ts';

export type ExpectedPlan = {
  arm: Arm;
  /** Days of the lessons, as epoch days, and the last day of the campaign. */
  lessonDays: readonly number[];
  endDay: number;
  /** Share of people who answer, 0 to 1. */
  response: number;
  caps?: Caps;
  truths?: Truths;
  /** How many people to simulate; 2,000 by default. */
  people?: number;
  seed?: number;
};

export type Expected = {
  truth: TruthName;
  /** Share of questions recalled, 0 to 1, those whose lesson was never answered included. */
  recallAtEnd: number;
  recallLater: number;
  mails: number;
  repetitions: number;
};

const courses = 20;

/**
 * What a campaign can be expected to leave behind, under each truth: for `campaign plan`.
 * Compare arms with it; the level itself hangs on assumptions (docs/spacing.md).
 */
export function expectedOutcome(plan: ExpectedPlan): Expected[] {
  const truths = plan.truths ?? defaultTruths;
  const { spread } = truths;
  const people = plan.people ?? 2_000;
  const seed = plan.seed ?? 1;
  const middle = middleWillingness(plan.response, spread);
  // Weekdays matter to the caps, so the simulation begins on the Monday before the first lesson.
  const zero = mondayBefore(plan.lessonDays[0] ?? plan.endDay);
  const lessonDays = plan.lessonDays.map((day) => day - zero);
  return makeTruths(truths).map((truth) => {
    const sum = { recallAtEnd: 0, recallLater: 0, mails: 0, repetitions: 0 };
    for (let index = 0; index < people; index++) {
      const ease = lessonDays.map((_, lesson) =>
        questionEase(seed, index % courses, lesson, spread),
      );
      const outcome = simulateLearner({
        arm: plan.arm,
        truth,
        person: simulatedPerson(seed, index, spread, middle),
        campaigns: [{ lessonDays, endDay: plan.endDay - zero, ease }],
        caps: plan.caps ?? standardCaps,
        spread,
        laterDays,
        seed,
        index,
      });
      sum.recallAtEnd += outcome.recallAtEnd / people;
      sum.recallLater += outcome.recallLater / people;
      sum.mails += outcome.mails / people;
      sum.repetitions += outcome.questions / people;
    }
    return { truth: truth.name, ...sum };
  });
}

/** 1970-01-01 was a Thursday. */
function mondayBefore(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7);
}
