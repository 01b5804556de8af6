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

describe('known values', () => {
  test('power law: λ(1 + βt)^(-ψ), and ψ after a repetition', () => {
    const trace = powerTruth({ ...defaultTruths.power, initial: 1 }).first(0, true);
    expect(trace.recall(0)).toBe(1);
    expect(trace.recall(15)).toBeCloseTo(0.5, 10);
    // Half forgotten: the full gain of 0.7, so ψ = 0.25 * 0.3.
    expect(trace.repeated(15, true).recall(15)).toBeCloseTo(16 ** -0.075, 10);
    expect(trace.repeated(15, false).recall(15)).toBeCloseTo(0.5, 10);
  });

  test('power law: the best gap for a test after a year is 7 to 35 days (Cepeda 2008: about 21)', () => {
    const trace = truths[0]?.first(0, true);
    const expected = (gap: number) => {
      const recall = trace?.recall(gap) ?? 0;
      const afterwards = (right: boolean) => trace?.repeated(gap, right).recall(350) ?? 0;
      return recall * afterwards(true) + (1 - recall) * afterwards(false);
    };
    const gaps = [0, 1, 2, 4, 7, 11, 14, 21, 35, 70, 105];
    const best = gaps.reduce((a, b) => (expected(b) > expected(a) ? b : a));
    expect(best).toBeGreaterThanOrEqual(7);
    expect(best).toBeLessThanOrEqual(35);
    expect(expected(best) / expected(0)).toBeGreaterThan(1.5);
  });

  test('half-life: half is left after one half-life, and counts raise it', () => {
    const published = { ...defaultTruths.hlr, spacing: 0 };
    const trace = halfLifeTruth(published).first(0, true);
    const halfLife = 2 ** (2.7245 + 2.5819);
    expect(trace.recall(halfLife)).toBeCloseTo(0.5, 10);
    const twice = 2 ** (2.7245 + 2.5819 * Math.SQRT2);
    expect(trace.repeated(30, true).recall(twice)).toBeCloseTo(0.5, 10);
    const spaced = halfLifeTruth(defaultTruths.hlr).first(0, true);
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
