import type { Trace, Truth } from './truth.ts';

export type PowerParameters = {
  /** Wickelgren's λ: recall at once. */
  initial: number;
  /** Wickelgren's β, per day. */
  perDay: number;
  /** Wickelgren's ψ of a question of middle ease for a person of middle ease, after a right answer. */
  decay: number;
  /** ψ after a wrong first answer, as a multiple. */
  wrongFirst: number;
  /** A right repetition takes away this share of ψ, times how much had been forgotten. */
  rightGain: number;
  /** A wrong repetition, with its feedback, takes away this share of ψ. */
  wrongGain: number;
};

/** R = λ(1 + βt)^(-ψ) (Wickelgren 1974; Wixted and Carpenter 2007), ψ falling with repetitions. */
export function powerTruth(parameters: PowerParameters): Truth {
  const { initial, perDay, rightGain, wrongGain } = parameters;
  const trace = (decay: number): Trace => {
    const recall = (days: number) => initial * (1 + perDay * days) ** -decay;
    return {
      recall,
      repeated: (days, right) =>
        trace(decay * (1 - (right ? rightGain * Math.min(1, 2 * (1 - recall(days))) : wrongGain))),
    };
  };
  return {
    name: 'power',
    first: (ease, right) =>
      trace(parameters.decay * Math.exp(-ease) * (right ? 1 : parameters.wrongFirst)),
  };
}
