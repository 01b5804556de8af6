import {
  type FsrsMemory,
  type FsrsWeights,
  fsrsFirst,
  fsrsNext,
  fsrsRecall,
} from './memory-fsrs.ts';
import type { Trace, Truth } from './truth.ts';

export type FsrsParameters = { weights: FsrsWeights };

/** FSRS-6 as truth; ease multiplies every stability. */
export function fsrsTruth({ weights }: FsrsParameters): Truth {
  const trace = (ease: number, memory: FsrsMemory): Trace => ({
    recall: (days) => fsrsRecall(weights, memory.stability * ease, days),
    // In the time scale of this pair the formula holds unchanged.
    repeated: (days, right) => trace(ease, fsrsNext(weights, memory, days / ease, right)),
  });
  return { name: 'fsrs', first: (ease, right) => trace(Math.exp(ease), fsrsFirst(weights, right)) };
}
