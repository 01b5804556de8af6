import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestGapDays, retentionGapDays } from '../../../src/spacing/retention-gap.ts';

const anyDelay = fc.double({ min: 0.1, max: 2_000, noNaN: true });

describe('bestGapDays', () => {
  test.each([
    [7, 3],
    [35, 8],
    [70, 12],
    [350, 27],
  ])('a delay of %d days has a best gap of %d, as published', (delay, gap) => {
    expect(bestGapDays(delay)).toBeCloseTo(gap);
  });

  test('grows with the delay while its share falls', () => {
    fc.assert(
      fc.property(anyDelay, anyDelay, (one, other) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)];
        expect(bestGapDays(short)).toBeLessThanOrEqual(bestGapDays(long) + 1e-9);
        expect(bestGapDays(long) / long).toBeLessThanOrEqual(bestGapDays(short) / short + 1e-9);
      }),
    );
    expect(bestGapDays(28) / 28).toBeGreaterThan(0.2);
    expect(bestGapDays(730) / 730).toBeCloseTo(0.05, 1);
    expect(bestGapDays(0)).toBe(0);
  });
});

test('retentionGapDays is the best gap for the delay that it leaves', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_500 }),
      fc.integer({ min: 1, max: 20 }),
      (horizon, lessons) => {
        const gap = retentionGapDays(horizon, lessons);
        expect(gap * (lessons - 1)).toBeLessThanOrEqual(horizon);
        expect(bestGapDays(horizon - gap * (lessons - 1))).toBeCloseTo(gap, 3);
      },
    ),
  );
});
