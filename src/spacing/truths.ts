import { z } from 'zod';
import { fsrsDefaultWeights } from './memory-fsrs.ts';
import type { Spread } from './simulate-people.ts';
import type { Truth } from './truth.ts';
import { type FsrsParameters, fsrsTruth } from './truth-fsrs.ts';
import { type HalfLifeParameters, halfLifeTruth } from './truth-half-life.ts';
import { type PowerParameters, powerTruth } from './truth-power.ts';

/** Everything the simulation assumes about people and memory; docs/spacing.md gives the sources. */
export type Truths = {
  power: PowerParameters;
  hlr: HalfLifeParameters;
  fsrs: FsrsParameters;
  spread: Spread;
};

export const defaultTruths: Truths = {
  power: { initial: 0.95, perDay: 0.09, decay: 0.8, wrong: 1.7 },
  hlr: { bias: 2.7245, right: 2.5819, wrong: -0.8674, spacing: 0.81 },
  fsrs: { weights: fsrsDefaultWeights },
  spread: {
    people: 0.75,
    questions: 0.75,
    firstLogit: 1,
    guess: 0.25,
    willingness: 1,
    prompt: 0.75,
  },
};

export function makeTruths({ power, hlr, fsrs }: Truths): Truth[] {
  return [powerTruth(power), halfLifeTruth(hlr), fsrsTruth(fsrs)];
}

const share = z.number().min(0).max(1);
const deviation = z.number().min(0).max(5);
const weightCount = 21;

/** A file may give any part; what it leaves out keeps its default. */
const fileSchema = z.strictObject({
  power: z
    .strictObject({
      initial: z.number().gt(0).max(1),
      perDay: z.number().gt(0).max(1000),
      decay: z.number().gt(0).max(10),
      wrong: z.number().min(1).max(10),
    })
    .partial()
    .optional(),
  hlr: z
    .strictObject({
      bias: z.number().min(-10).max(15),
      right: z.number().min(0).max(10),
      wrong: z.number().min(-10).max(10),
      spacing: share,
    })
    .partial()
    .optional(),
  fsrs: z
    .strictObject({ weights: z.array(z.number().min(0).max(100)).length(weightCount) })
    .partial()
    .optional(),
  spread: z
    .strictObject({
      people: deviation,
      questions: deviation,
      firstLogit: z.number().min(-10).max(10),
      guess: share,
      willingness: deviation,
      prompt: share,
    })
    .partial()
    .optional(),
});

/** Reads a file of truths, or says in words what is wrong, with line and field. */
export function readTruths(text: string): { truths: Truths } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `Not JSON: ${(error as Error).message}` };
  }
  const read = fileSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [...(issue?.path ?? []), ...keys.slice(0, 1)].map(String);
    const known =
      keys.length > 0
        ? ' Known: power, hlr, fsrs, spread; see docs/spacing.md for their fields.'
        : '';
    return {
      problem: `Line ${lineOf(text, path)}, field ${path.join('.') || '(whole file)'}: ${issue?.message}.${known}`,
    };
  }
  const { power, hlr, fsrs, spread } = read.data;
  return {
    truths: {
      power: merged(defaultTruths.power, power),
      hlr: merged(defaultTruths.hlr, hlr),
      fsrs: merged(defaultTruths.fsrs, fsrs),
      spread: merged(defaultTruths.spread, spread),
    },
  };
}

function merged<T extends object>(
  defaults: T,
  given: { [K in keyof T]?: T[K] | undefined } = {},
): T {
  return { ...defaults, ...given } as T;
}

/** The line where the keys of a path occur one after the other; list indexes stay on their key's line. */
function lineOf(text: string, path: readonly string[]): number {
  let at = 0;
  for (const key of path) {
    const found = text.indexOf(`"${key}"`, at);
    if (found >= 0) at = found;
  }
  return text.slice(0, at).split('\n').length;
}
