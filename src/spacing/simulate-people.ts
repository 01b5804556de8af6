import { chance, normalChance } from './simulate-random.ts';

/** How people and questions differ, and how they answer. */
export type Spread = {
  /** Standard deviation of a person's ease (log scale), the same for all questions. */
  people: number;
  /** Standard deviation of a question's ease (log scale), the same for all people. */
  questions: number;
  /** Logit of a right answer straight after the lesson, at ease 0. */
  firstLogit: number;
  /** The chance to tick the right option without remembering it. */
  guess: number;
  /** Standard deviation, on the logit scale, of how willing people are to answer. */
  willingness: number;
  /** Of those who answer a lesson, the share who do so without a reminder. */
  prompt: number;
};

export type Person = { ease: number; answers: number };

/** Streams of chance; each has room for 2^20 events. */
const stream = {
  person: 1,
  question: 2,
  lesson: 3,
  lessonRight: 4,
  prompt: 5,
  asking: 6,
  recall: 7,
  guess: 8,
};
const perStream = 2 ** 20;

export function eventChance(seed: number, person: number, of: keyof typeof stream, event: number) {
  return chance(seed, person, stream[of] * perStream + event);
}

/** A person of the simulation; `answers` is their own chance to answer what they are asked. */
export function simulatedPerson(
  seed: number,
  index: number,
  spread: Spread,
  middle: number,
): Person {
  const base = stream.person * perStream;
  return {
    ease: spread.people * normalChance(seed, index, base),
    answers: logistic(middle + spread.willingness * normalChance(seed, index, base + 1)),
  };
}

/** The ease of the questions of a course; courses differ, people of the same course share it. */
export function questionEase(
  seed: number,
  course: number,
  question: number,
  spread: Spread,
): number {
  return (
    spread.questions *
    normalChance(seed ^ 0x5bd1e995, course, stream.question * perStream + question)
  );
}

/** The logit at which people of such differing willingness answer at `rate` on average. */
export function middleWillingness(rate: number, spread: Spread): number {
  let low = -20;
  let high = 20;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanLogistic(middle, spread.willingness) < rate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The mean of logistic(middle + deviation * z) over a standard normal z. */
function meanLogistic(middle: number, deviation: number): number {
  let sum = 0;
  let weights = 0;
  for (let z = -5; z <= 5; z += 0.1) {
    const weight = Math.exp((-z * z) / 2);
    sum += weight * logistic(middle + deviation * z);
    weights += weight;
  }
  return sum / weights;
}
