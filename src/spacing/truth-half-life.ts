import type { Trace, Truth } from './truth.ts';

export type HalfLifeParameters = {
  /** log2 of the half-life in days before any answer. */
  bias: number;
  /** Weight of the square root of the number of right answers. */
  right: number;
  /** Weight of the square root of the number of wrong answers. */
  wrong: number;
  /** 0: every right answer counts the same (as published). 1: it counts by what had been forgotten. */
  spacing: number;
};

const shortestDays = 15 / (24 * 60);

/**
 * Half-life regression (Settles and Meeder 2016): R = 2^(-t/h), h = 2^(θ·x), with the square
 * roots of the counts of right and wrong answers as x.
 */
export function halfLifeTruth(parameters: HalfLifeParameters): Truth {
  const trace = (ease: number, right: number, wrong: number): Trace => {
    const log =
      parameters.bias + parameters.right * Math.sqrt(right) + parameters.wrong * Math.sqrt(wrong);
    const halfLife = Math.max(shortestDays, 2 ** log * Math.exp(ease));
    const recall = (days: number) => 2 ** (-days / halfLife);
    return {
      recall,
      repeated: (days, isRight) => {
        if (!isRight) return trace(ease, right, wrong + 1);
        // Twice what was forgotten: a repetition at half recall counts as one.
        const counts = 1 - parameters.spacing + parameters.spacing * 2 * (1 - recall(days));
        return trace(ease, right + counts, wrong);
      },
    };
  };
  return { name: 'hlr', first: (ease, right) => trace(ease, right ? 1 : 0, right ? 0 : 1) };
}
