import { chance } from './simulate-random.ts';

/** A mean with the bounds of its 95 % confidence interval. */
export type Interval = { mean: number; low: number; high: number };

const z95 = 1.96;
const resamples = 200;

/** Mean of independent values, with a normal interval. */
export function meanInterval(values: Float64Array): Interval {
  const n = values.length;
  const mean = average(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const half = n > 1 ? z95 * Math.sqrt(squares / (n - 1) / n) : 0;
  return { mean, low: mean - half, high: mean + half };
}

/** Per person: repetition questions sent, and recall 180 days after the end. */
export type Sample = { questions: Float64Array; later: Float64Array };

type Point = { questions: number; later: number };

/**
 * Of a family of arms (points from `none` upwards), the questions a person it needs for that
 * recall, interpolated straight between neighbours; undefined where the family does not reach.
 */
export function questionsFor(family: readonly Point[], later: number): number | undefined {
  const points = [...family].sort((a, b) => a.questions - b.questions);
  for (let index = 0; index < points.length; index++) {
    const point = points[index];
    if (point === undefined || point.later < later) continue;
    const before = points[index - 1];
    if (before === undefined) return point.questions;
    const share = (later - before.later) / (point.later - before.later);
    return before.questions + share * (point.questions - before.questions);
  }
  return undefined;
}

/**
 * The share of repetition questions a family saves against a reference arm at the reference's
 * own recall, with a percentile interval over 200 resamples of people; the same people are
 * drawn for all arms, since all arms met the same people. Null where the family does not reach
 * that recall.
 */
export function savedShare(
  family: readonly Sample[],
  reference: Sample,
  seed: number,
): Interval | null {
  const people = reference.questions.length;
  const everyone = Float64Array.from({ length: people }, () => 1);
  const mean = savedOnce(family, reference, everyone);
  if (mean === undefined) return null;
  const draws: number[] = [];
  for (let draw = 0; draw < resamples; draw++) {
    const counts = new Float64Array(people);
    for (let pick = 0; pick < people; pick++) {
      const person = Math.floor(chance(seed, draw, pick) * people);
      counts[person] = (counts[person] ?? 0) + 1;
    }
    const saved = savedOnce(family, reference, counts);
    if (saved !== undefined) draws.push(saved);
  }
  draws.sort((a, b) => a - b);
  const at = (share: number) => draws[Math.round(share * (draws.length - 1))] ?? mean;
  return { mean, low: at(0.025), high: at(0.975) };
}

function savedOnce(
  family: readonly Sample[],
  reference: Sample,
  counts: Float64Array,
): number | undefined {
  const point = (sample: Sample): Point => ({
    questions: weighted(sample.questions, counts),
    later: weighted(sample.later, counts),
  });
  const target = point(reference);
  const needed = questionsFor(family.map(point), target.later);
  return needed === undefined || target.questions === 0 ? undefined : 1 - needed / target.questions;
}

function weighted(values: Float64Array, counts: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++)
    sum += (values[index] ?? 0) * (counts[index] ?? 0);
  return sum / values.length;
}

function average(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
