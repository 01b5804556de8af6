import { type FsrsWeights, fsrsFirst, fsrsNext, fsrsRecall } from './memory-fsrs.ts';

/**
 * What the answers say about one question for one person, when nobody knows how easy it is for
 * them: FSRS-6 run side by side for a few grades of ease, each with the weight that the answers
 * so far give it (Bayes' rule). Ease stretches time: twice as easy, half as fast forgotten.
 * Flat numbers, three a grade (weight, stability, difficulty), so that it can be stored.
 */
export type Belief = readonly number[];

/** Ease on a log scale, and the prior weight of a normal spread with a deviation of about 1. */
const grades = [-1.6, -0.8, 0, 0.8, 1.6].map((ease) => ({
  ease,
  pace: Math.exp(ease),
  prior: Math.exp((-ease * ease) / 2.2),
}));
const perGrade = 3;
/** The chance to tick the right one of four options without knowing. */
const guess = 0.25;
/** Logit of knowing the answer straight after the lesson, at ease 0. */
const firstLogit = 1;

export function firstBelief(weights: FsrsWeights, right: boolean): Belief {
  const { stability, difficulty } = fsrsFirst(weights, right);
  return normalised(
    grades.flatMap(({ ease, prior }) => {
      const knows = 1 / (1 + Math.exp(-firstLogit - ease));
      return [prior * likelihood(knows, right), stability, difficulty];
    }),
  );
}

/** After an answer so many days after the one before. */
export function nextBelief(
  weights: FsrsWeights,
  belief: Belief,
  days: number,
  right: boolean,
): Belief {
  return normalised(
    grades.flatMap(({ pace }, index) => {
      const [weight, memory] = gradeOf(belief, index);
      const recall = fsrsRecall(weights, memory.stability, days / pace);
      const next = fsrsNext(weights, memory, days / pace, right);
      return [weight * likelihood(recall, right), next.stability, next.difficulty];
    }),
  );
}

/**
 * How much a repetition `days` after the last answer is expected to add to recall `horizon`
 * days after that answer.
 */
export function expectedGain(
  weights: FsrsWeights,
  belief: Belief,
  days: number,
  horizon: number,
): number {
  let gain = 0;
  for (let index = 0; index < grades.length; index++) {
    const pace = grades[index]?.pace ?? 1;
    const [weight, memory] = gradeOf(belief, index);
    const recall = fsrsRecall(weights, memory.stability, days / pace);
    const after = (right: boolean) =>
      fsrsRecall(
        weights,
        fsrsNext(weights, memory, days / pace, right).stability,
        (horizon - days) / pace,
      );
    const without = fsrsRecall(weights, memory.stability, horizon / pace);
    gain += weight * (recall * after(true) + (1 - recall) * after(false) - without);
  }
  return gain;
}

function gradeOf(belief: Belief, index: number) {
  const at = (offset: number) => belief[index * perGrade + offset] ?? 1;
  return [at(0), { stability: at(1), difficulty: at(2) }] as const;
}

function likelihood(recall: number, right: boolean): number {
  const ticked = recall + (1 - recall) * guess;
  return right ? ticked : 1 - ticked;
}

function normalised(flat: number[]): Belief {
  let sum = 0;
  for (let index = 0; index < flat.length; index += perGrade) sum += flat[index] ?? 0;
  return flat.map((value, index) => (index % perGrade === 0 ? value / sum : value));
}
