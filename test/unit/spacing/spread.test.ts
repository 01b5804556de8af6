import { describe, expect, test } from 'vitest';
import { spreadFraction } from '../../../src/spacing/spread.ts';

describe('spreadFraction', () => {
  test.each([
    ['ids from 1 on', 1, 1],
    ['every tenth id', 10, 10],
    ['ids of a large database', 7_000_000, 3],
    ['ids beyond 32 bits', 2 ** 40, 1],
  ])('is even over %s', (_name, first, step) => {
    const people = 20_000;
    const bins = new Array<number>(50).fill(0);
    for (let i = 0; i < people; i++) {
      const fraction = spreadFraction(first + i * step);
      expect(fraction >= 0 && fraction < 1).toBe(true);
      const bin = Math.floor(fraction * bins.length);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const expected = people / bins.length;
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 49 degrees of freedom: 85.4 is the 99.9th percentile.
    expect(chiSquare).toBeLessThan(85.4);
  });

  test('never changes, or everyone would be moved to another time of day', () => {
    expect([1, 2, 3, 1_000, 123_456, 2 ** 32 + 1].map(spreadFraction)).toMatchInlineSnapshot(`
      [
        0.3175988623406738,
        0.19123476883396506,
        0.5232040972914547,
        0.4000419583171606,
        0.5876824136357754,
        0.24046040675602853,
      ]
    `);
  });
});
