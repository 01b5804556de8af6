/**
 * FSRS-6, written from its published definition (Ye, Su and Cao; the algorithm page of the
 * Free Spaced Repetition Scheduler and its reference implementations). Only the grades Again
 * (wrong) and Good (right) are used: a mail knows no more. Repetitions on the same day do not
 * occur here, so the short-term formula is left out.
 */
export type FsrsMemory = { stability: number; difficulty: number };

/** The 21 weights w0 … w20. */
export type FsrsWeights = readonly number[];

/** Defaults of FSRS-6, fitted to about 10,000 volunteers' flash cards. */
export const fsrsDefaultWeights: FsrsWeights = [
  0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
  0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

const again = 1;
const good = 3;
const easy = 4;
const shortestStability = 0.001;
const longestStability = 36_500;

/** R = (1 + F·t/S)^(-w20), with F such that R(S) = 0.9. */
export function fsrsRecall(weights: FsrsWeights, stability: number, days: number): number {
  const decay = weight(weights, 20);
  return (1 + (fsrsFactor(decay) * days) / stability) ** -decay;
}

/** Days until recall has fallen to `target`. */
export function fsrsInterval(weights: FsrsWeights, stability: number, target: number): number {
  const decay = weight(weights, 20);
  return (stability / fsrsFactor(decay)) * (target ** (-1 / decay) - 1);
}

export function fsrsFirst(weights: FsrsWeights, right: boolean): FsrsMemory {
  const grade = right ? good : again;
  return {
    stability: Math.max(0.1, weight(weights, grade - 1)),
    difficulty: clamp(firstDifficulty(weights, grade), 1, 10),
  };
}

/** The memory after a repetition `days` after the one before. */
export function fsrsNext(
  weights: FsrsWeights,
  memory: FsrsMemory,
  days: number,
  right: boolean,
): FsrsMemory {
  const w = (index: number) => weight(weights, index);
  const { stability: s, difficulty: d } = memory;
  const recall = fsrsRecall(weights, s, days);
  const grown =
    s * (1 + Math.exp(w(8)) * (11 - d) * s ** -w(9) * (Math.exp((1 - recall) * w(10)) - 1));
  const lost = Math.min(
    w(11) * d ** -w(12) * ((s + 1) ** w(13) - 1) * Math.exp((1 - recall) * w(14)),
    s / Math.exp(w(17) * w(18)),
  );
  const change = -w(6) * ((right ? good : again) - 3);
  const damped = d + (change * (10 - d)) / 9;
  const reverted = w(7) * firstDifficulty(weights, easy) + (1 - w(7)) * damped;
  return {
    stability: clamp(right ? grown : lost, shortestStability, longestStability),
    difficulty: clamp(reverted, 1, 10),
  };
}

function fsrsFactor(decay: number): number {
  return 0.9 ** (-1 / decay) - 1;
}

function firstDifficulty(weights: FsrsWeights, grade: number): number {
  return weight(weights, 4) - Math.exp((grade - 1) * weight(weights, 5)) + 1;
}

function weight(weights: FsrsWeights, index: number): number {
  return weights[index] ?? 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
