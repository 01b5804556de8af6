import type { Arm } from './arm.ts';
import { defaultCaps } from './caps.ts';
import { type Interval, meanInterval, type Sample, savedShare } from './simulate-interval.ts';
import { type Caps, type SimulatedCampaign, simulateLearner } from './simulate-learner.ts';
import {
  middleWillingness,
  questionEase,
  type Spread,
  simulatedPerson,
} from './simulate-people.ts';
import type { Truth, TruthName } from './truth.ts';

/** The caps a person's mails keep (settings of the organisation may be tighter). */
export const standardCaps: Caps = { ...defaultCaps, questionsPerMail: 1 };

/** One course: so many lessons, one every so many days, ending after so many days. */
export type CourseShape = { lessons: number; everyDays: number; days: number };

/** A year's course as the first customer ran it: 12 lessons, one a fortnight, 30 weeks. */
export const standardShape: CourseShape = { lessons: 12, everyDays: 14, days: 210 };

export type Trial = {
  truth: Truth;
  response: number;
  /** Campaigns at once; each begins two days after the one before. */
  campaigns: number;
  shape: CourseShape;
  caps: Caps;
  spread: Spread;
  learners: number;
  seed: number;
};

export type ArmResult = {
  arm: string;
  questions: Interval;
  mails: Interval;
  recallAtEnd: Interval;
  recallLater: Interval;
};

/** The families of arms compared at the recall of `12-24`. */
export const familyNames = ['even', 'gain', 'memory'] as const;
export type FamilyName = (typeof familyNames)[number];

export type TrialResult = {
  truth: TruthName;
  response: number;
  campaigns: number;
  arms: ArmResult[];
  /** Share of questions saved against `12-24` at its recall; null where a family does not reach it. */
  saved: Record<FamilyName, Interval | null>;
  /** The same for the family `gain` against `even:4`. */
  gainOverEven: Interval | null;
};

/** What is left half a year after. */
export const laterDays = 180;
/** Different courses, so that no result hangs on one set of questions. */
const courses = 20;
const secondStartDays = 2;

type Samples = Sample & { mails: Float64Array; end: Float64Array };

/** Runs every arm over the same people, under one truth and one response rate. */
export function runTrial(trial: Trial, arms: readonly Arm[]): TrialResult {
  const samples = new Map(arms.map((arm) => [arm.name, sampleArm(trial, arm)]));
  return {
    truth: trial.truth.name,
    response: trial.response,
    campaigns: trial.campaigns,
    arms: [...samples].map(([arm, sample]) => ({
      arm,
      questions: meanInterval(sample.questions),
      mails: meanInterval(sample.mails),
      recallAtEnd: meanInterval(sample.end),
      recallLater: meanInterval(sample.later),
    })),
    saved: {
      even: savedBy('even', '12-24', samples, trial.seed),
      gain: savedBy('gain', '12-24', samples, trial.seed),
      memory: savedBy('memory', '12-24', samples, trial.seed),
    },
    gainOverEven: savedBy('gain', 'even:4', samples, trial.seed),
  };
}

function savedBy(family: FamilyName, against: string, samples: Map<string, Samples>, seed: number) {
  const reference = samples.get(against);
  const members = [...samples].filter(([name]) => name.startsWith(`${family}:`));
  const none = samples.get('none');
  if (reference === undefined || none === undefined || members.length === 0) return null;
  return savedShare([none, ...members.map(([, sample]) => sample)], reference, seed);
}

/** One arm over all people of a trial, as one number a person and measure. */
export function sampleArm(trial: Trial, arm: Arm): Samples {
  const { truth, caps, spread, learners, seed } = trial;
  const middle = middleWillingness(trial.response, spread);
  const catalogue = Array.from({ length: courses }, (_, course) => campaignsOf(trial, course));
  const empty = () => new Float64Array(learners);
  const samples = { questions: empty(), mails: empty(), end: empty(), later: empty() };
  for (let index = 0; index < learners; index++) {
    const outcome = simulateLearner({
      arm,
      truth,
      person: simulatedPerson(seed, index, spread, middle),
      campaigns: catalogue[index % courses] ?? [],
      caps,
      spread,
      laterDays,
      seed,
      index,
    });
    samples.questions[index] = outcome.questions;
    samples.mails[index] = outcome.mails;
    samples.end[index] = outcome.recallAtEnd;
    samples.later[index] = outcome.recallLater;
  }
  return samples;
}

function campaignsOf(
  { shape, campaigns, spread, seed }: Trial,
  course: number,
): SimulatedCampaign[] {
  return Array.from({ length: campaigns }, (_, which) => {
    const start = which * secondStartDays;
    const lessons = Array.from({ length: shape.lessons }, (_, lesson) => lesson);
    return {
      lessonDays: lessons.map((lesson) => start + lesson * shape.everyDays),
      endDay: start + shape.days,
      ease: lessons.map((lesson) => questionEase(seed, course * campaigns + which, lesson, spread)),
    };
  });
}
