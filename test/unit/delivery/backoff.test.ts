import { expect, it } from 'vitest';
import { retryDelaySeconds } from '../../../src/delivery/backoff.ts';

it('rule 4: the wait grows from a minute to two hours and no further', () => {
  const waits = Array.from({ length: 8 }, (_, at) => retryDelaySeconds(at + 1));
  expect(waits).toEqual([60, 180, 540, 1_620, 4_860, 7_200, 7_200, 7_200]);
});

it('a delivery without a failed attempt waits a minute, and thousands of attempts do not overflow', () => {
  expect(retryDelaySeconds(0)).toBe(60);
  expect(retryDelaySeconds(32_767)).toBe(7_200);
});
