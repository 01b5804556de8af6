import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fsrsDefaultWeights,
  fsrsFirst,
  fsrsInterval,
  fsrsNext,
  fsrsRecall,
} from '../../../src/spacing/memory-fsrs.ts';
import type { Truth } from '../../../src/spacing/truth.ts';
import { halfLifeTruth } from '../../../src/spacing/truth-half-life.ts';
import { powerTruth } from '../../../src/spacing/truth-power.ts';
import { defaultTruths, makeTruths, readTruths } from '../../../src/spacing/truths.ts';
import '../../support/fast-check.ts';

const truths = makeTruths(defaultTruths);
const ease = fc.double({ min: -2, max: 2, noNaN: true });
const days = fc.integer({ min: 1, max: 400 });

describe.each(truths.map((truth): [string, Truth] => [truth.name, truth]))('%s', (_, truth) => {
  test('recall lies between 0 and 1 and falls with time', () => {
    fc.assert(
      fc.property(ease, fc.boolean(), days, days, (level, right, early, more) => {
        const trace = truth.first(level, right);
        const [soon, late] = [trace.recall(early), trace.recall(early + more)];
        expect(soon).toBeLessThanOrEqual(1);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(soon);
      }),
    );
  });

  test('recall rises with a right repetition, at every later day', () => {
    fc.assert(
      fc.property(ease, fc.boolean(), days, days, (level, first, gap, later) => {
        const trace = truth.first(level, first);
        expect(trace.repeated(gap, true).recall(later)).toBeGreaterThanOrEqual(trace.recall(later));
      }),
    );
  });

  test('an easier question lasts longer, and a repetition leaves the old memory as it was', () => {
    fc.assert(
      fc.property(ease, days, (level, gap) => {
        const trace = truth.first(level, true);
        const before = trace.recall(gap);
        trace.repeated(gap, false);
        expect(trace.recall(gap)).toBe(before);
        expect(truth.first(level + 0.5, true).recall(gap)).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

function truthNamed(name: string): Truth {
  const found = truths.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** What one repetition leaves at a test, right or wrong by chance; the gap at which it is most. */
function bestGap(truth: Truth, delay: number, ease = 0) {
  const trace = truth.first(ease, true);
  const expected = (gap: number) => {
    const recall = trace.recall(gap);
    const right = trace.repeated(gap, true).recall(delay);
    return recall * right + (1 - recall) * trace.repeated(gap, false).recall(delay);
  };
  const gaps = Array.from({ length: 1000 }, (_, step) => 0.1 * 1.0083 ** step);
  const gap = gaps.reduce((best, one) => (expected(one) > expected(best) ? one : best));
  return { gap, gain: expected(gap) / expected(0) - 1 };
}

describe('the spacing effect: best gaps for one repetition (Cepeda 2008: 3, 8, 12, 27 days)', () => {
  const delays = [7, 35, 70, 350];
  const published = [3, 8, 12, 27];
  const gaps = (name: string) => delays.map((delay) => bestGap(truthNamed(name), delay).gap);

  test.each(['power', 'hlr', 'fsrs'])('%s: they grow with the delay of the test', (name) => {
    const found = gaps(name);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect((found[3] ?? 0) / (found[0] ?? 1)).toBeGreaterThan(4);
  });

  // Half-life regression cannot do better at 350 days, where next to nothing is left whatever is done.
  test.each([
    ['power', [1.1, 1.1, 1.1, 1.1]],
    ['hlr', [1.1, 1.15, 1.1, 2.1]],
    ['fsrs', [1.4, 1.15, 1.1, 1.6]],
  ])('%s: within these factors of the published ones: %j', (name, factors) => {
    for (const [index, gap] of gaps(name).entries()) {
      const off = Math.abs(Math.log(gap / (published[index] ?? 1)));
      expect(off).toBeLessThan(Math.log(factors[index] ?? 1));
    }
  });

  test('power: still growing where question and person are easier or harder than the middle', () => {
    for (const ease of [-0.75, 0.75]) {
      const found = delays.map((delay) => bestGap(truthNamed('power'), delay, ease).gap);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
    }
  });

  test('power: over a year the best gap doubles what a repetition at once leaves (Mozer 2009)', () => {
    expect(bestGap(truthNamed('power'), 350).gain).toBeCloseTo(1, 1);
  });

  test('half-life as published has none: at once is best', () => {
    const truth = halfLifeTruth({ ...defaultTruths.hlr, spacing: 0 });
    for (const delay of delays) expect(bestGap(truth, delay).gap).toBeCloseTo(0.1, 5);
  });
});

test('power law: on average a repetition never takes away', () => {
  const history = fc.array(fc.tuple(days, fc.boolean()), { maxLength: 4 });
  fc.assert(
    fc.property(ease, fc.boolean(), history, days, days, (level, first, past, gap, later) => {
      let trace = truthNamed('power').first(level, first);
      for (const [day, right] of past) trace = trace.repeated(day, right);
      const recall = trace.recall(gap);
      const right = recall * trace.repeated(gap, true).recall(later);
      const wrong = (1 - recall) * trace.repeated(gap, false).recall(later);
      expect(right + wrong).toBeGreaterThanOrEqual(trace.recall(gap + later) - 1e-9);
    }),
  );
});

describe('known values', () => {
  test('power law: λ(1 + βt)^(-ψ), and ψ after right and wrong answers', () => {
    const parameters = { initial: 1, perDay: 1, decay: 0.25, wrong: 1.6 };
    const trace = powerTruth(parameters).first(0, true);
    expect(trace.recall(0)).toBe(1);
    expect(trace.recall(15)).toBeCloseTo(0.5, 10);
    // Right at a chance of one half: half of ψ is left.
    expect(trace.repeated(15, true).recall(15)).toBeCloseTo(16 ** -0.125, 10);
    expect(trace.repeated(15, false).recall(15)).toBeCloseTo(16 ** -0.4, 10);
    // Never faster forgotten than after a wrong first answer; what was learnt before counts.
    const wrongTwice = trace.repeated(15, false).repeated(15, false);
    expect(wrongTwice.recall(15)).toBeCloseTo(16 ** -0.4, 10);
    expect(powerTruth(parameters).first(0, false).recall(15)).toBeCloseTo(16 ** -0.4, 10);
    const rightThenWrong = trace.repeated(15, true).repeated(15, false);
    expect(rightThenWrong.recall(15)).toBeCloseTo(16 ** -0.2, 10);
  });

  test('power law: known values of the defaults', () => {
    const trace = truthNamed('power').first(0, true);
    const recalls = [1, 7, 35, 105].map((day) => Number(trace.recall(day).toFixed(3)));
    expect(recalls).toEqual([0.887, 0.643, 0.304, 0.145]);
    expect(trace.repeated(24, true).recall(180)).toBeCloseTo(0.4015, 4);
    expect(trace.repeated(24, false).recall(180)).toBeCloseTo(0.0198, 4);
  });

  test('half-life: half is left after one half-life, and counts raise it', () => {
    const published = { ...defaultTruths.hlr, spacing: 0 };
    const trace = halfLifeTruth(published).first(0, true);
    const halfLife = 2 ** (2.7245 + 2.5819);
    expect(trace.recall(halfLife)).toBeCloseTo(0.5, 10);
    const twice = 2 ** (2.7245 + 2.5819 * Math.SQRT2);
    expect(trace.repeated(30, true).recall(twice)).toBeCloseTo(0.5, 10);
    const spaced = halfLifeTruth({ ...defaultTruths.hlr, spacing: 1 }).first(0, true);
    expect(spaced.repeated(halfLife, true).recall(twice)).toBeCloseTo(0.5, 10);
    expect(spaced.repeated(1, true).recall(twice)).toBeLessThan(0.5);
  });

  test('FSRS-6: nine tenths are left after the stability, and the interval is its inverse', () => {
    expect(fsrsRecall(fsrsDefaultWeights, 10, 10)).toBeCloseTo(0.9, 10);
    expect(
      fsrsRecall(fsrsDefaultWeights, 10, fsrsInterval(fsrsDefaultWeights, 10, 0.6)),
    ).toBeCloseTo(0.6, 10);
  });

  test('FSRS-6: first states and a whole history as the reference implementations publish them', () => {
    expect(fsrsFirst(fsrsDefaultWeights, true).stability).toBe(2.3065);
    expect(fsrsFirst(fsrsDefaultWeights, true).difficulty).toBeCloseTo(2.11810397, 6);
    expect(fsrsFirst(fsrsDefaultWeights, false)).toEqual({ stability: 0.212, difficulty: 6.4133 });
    // Again, then Good after 0, 1, 3, 8 and 21 days, without the same-day formula.
    let memory = fsrsFirst(fsrsDefaultWeights, false);
    for (const gap of [0, 1, 3, 8, 21]) memory = fsrsNext(fsrsDefaultWeights, memory, gap, true);
    expect(memory.stability).toBeCloseTo(53.335106, 4);
    expect(memory.difficulty).toBeCloseTo(6.3574867, 4);
  });
});

describe('readTruths', () => {
  test('takes what is given and keeps the rest', () => {
    const read = readTruths('{"power": {"decay": 0.3}, "spread": {"guess": 0}}');
    expect(read).toEqual({
      truths: {
        ...defaultTruths,
        power: { ...defaultTruths.power, decay: 0.3 },
        spread: { ...defaultTruths.spread, guess: 0 },
      },
    });
    expect(readTruths('{}')).toEqual({ truths: defaultTruths });
  });

  test.each([
    ['{\n "power": {\n  "decay": -1 } }', 'Line 3, field power.decay'],
    ['{\n "hlr": { "spacing": 2 } }', 'Line 2, field hlr.spacing'],
    ['{ "fsrs": {\n "weights": [1, 2] } }', 'Line 2, field fsrs.weights'],
    ['{\n "pwoer": {} }', 'Line 2, field pwoer'],
    ['{ "spread": { "people": "much" } }', 'Line 1, field spread.people'],
    ['[]', 'field (whole file)'],
    ['{ nothing', 'Not JSON'],
  ])('says where and what is wrong: %j', (text, where) => {
    expect(readTruths(text)).toMatchObject({ problem: expect.stringContaining(where) });
  });
});
