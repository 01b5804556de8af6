import type { Trace, Truth } from './truth.ts';

export type PowerParameters = {
  /** Wickelgren's λ: recall at once. */
  initial: number;
  /** Wickelgren's β, per day. */
  perDay: number;
  /** Wickelgren's ψ of a question of middle ease for a person of middle ease, after a right answer. */
  decay: number;
  /** What feedback taught after a wrong answer has so many times the ψ of what was recalled. */
  wrong: number;
};

/**
 * R = λ(1 + βt)^(-ψ) (Wickelgren 1974; Wixted and Carpenter 2007). A right repetition leaves of ψ
 * the share that was its chance: what was nearly forgotten gains most. After a wrong one it is
 * learnt anew from the feedback, with a greater ψ, but never a greater one than after a wrong
 * first answer: relearning is no slower than learning (Ebbinghaus's savings).
 */
export function powerTruth({ initial, perDay, decay, wrong }: PowerParameters): Truth {
  const trace = (psi: number, most: number): Trace => {
    const recall = (days: number) => initial * (1 + perDay * days) ** -psi;
    return {
      recall,
      repeated: (days, right) =>
        trace(right ? psi * recall(days) : Math.min(most, psi * wrong), most),
    };
  };
  return {
    name: 'power',
    first: (ease, right) => {
      const own = decay * Math.exp(-ease);
      return trace(right ? own : own * wrong, own * wrong);
    },
  };
}
