import fc from 'fast-check';
import { fsrs, generatorParameters, Rating } from 'ts-fsrs';
import { expect, test } from 'vitest';
import {
  fsrsDefaultWeights,
  fsrsFirst,
  fsrsInterval,
  fsrsNext,
  fsrsRecall,
} from '../../../src/spacing/memory-fsrs.ts';
import '../../support/fast-check.ts';

/** The reference implementation rounds its results to eight decimals. */
const oracle = fsrs(generatorParameters({ enable_short_term: true, enable_fuzz: false }));
const weights = fsrsDefaultWeights;
const close = (ours: number, theirs: number) =>
  expect(Math.abs(ours - theirs)).toBeLessThan(1e-5 * Math.max(1, Math.abs(theirs)));

test('the default weights are those of ts-fsrs', () => {
  expect(weights).toEqual([...oracle.parameters.w]);
});

test('FSRS-6 agrees with ts-fsrs over any history of answers, in every stability, difficulty and recall', () => {
  const repetition = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean());
  fc.assert(
    fc.property(fc.boolean(), fc.array(repetition, { maxLength: 12 }), (first, repetitions) => {
      let ours = fsrsFirst(weights, first);
      let theirs = oracle.next_state(null, 0, first ? Rating.Good : Rating.Again);
      close(ours.stability, theirs.stability);
      close(ours.difficulty, theirs.difficulty);
      for (const [days, right] of repetitions) {
        close(
          fsrsRecall(weights, ours.stability, days),
          oracle.forgetting_curve(days, theirs.stability),
        );
        ours = fsrsNext(weights, ours, days, right);
        theirs = oracle.next_state(theirs, days, right ? Rating.Good : Rating.Again);
        close(ours.stability, theirs.stability);
        close(ours.difficulty, theirs.difficulty);
      }
    }),
  );
});

test('the interval to a target recall is that of ts-fsrs, which gives whole days', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 300, noNaN: true }),
      fc.double({ min: 0.75, max: 0.97, noNaN: true }),
      (stability, target) => {
        const scheduler = fsrs(
          generatorParameters({ request_retention: target, enable_fuzz: false }),
        );
        const theirs = scheduler.next_interval(stability, 0);
        const ours = fsrsInterval(weights, stability, target);
        expect(Math.abs(theirs - Math.max(1, ours))).toBeLessThanOrEqual(0.51 + ours * 1e-6);
      },
    ),
  );
});
