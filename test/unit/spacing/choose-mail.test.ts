import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseMail, type MailCandidate } from '../../../src/spacing/choose-mail.ts';

const of = (kind: MailCandidate['kind'], due: string, campaign = 1) => ({ kind, due, campaign });

const anyCandidates: fc.Arbitrary<MailCandidate[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('lesson', 'reminder', 'repetition'),
    campaign: fc.integer({ min: 1, max: 3 }),
    due: fc.constantFrom('2026-09-14', '2026-09-15', '2026-09-16'),
  }),
);

describe('chooseMail', () => {
  test('a lesson before an older reminder before an older repetition', () => {
    const lesson = of('lesson', '2026-09-16');
    const reminder = of('reminder', '2026-09-15');
    const repetition = of('repetition', '2026-09-14');
    expect(chooseMail([repetition, reminder, lesson])).toEqual({ mail: lesson, repetition });
    expect(chooseMail([repetition, reminder])).toEqual({ mail: reminder, repetition: undefined });
    expect(chooseMail([repetition])).toEqual({ mail: repetition, repetition: undefined });
    expect(chooseMail([])).toBeUndefined();
  });

  test('of the same kind the oldest, then the lowest campaign', () => {
    const [late, early, other] = [
      of('lesson', '2026-09-16'),
      of('lesson', '2026-09-14', 2),
      of('lesson', '2026-09-14', 1),
    ];
    expect(chooseMail([late, early])?.mail).toBe(early);
    expect(chooseMail([late, early, other])?.mail).toBe(other);
  });

  test('a lesson takes the oldest repetition of its own campaign, and only one', () => {
    const lesson = of('lesson', '2026-09-16');
    const foreign = of('repetition', '2026-09-01', 2);
    const own = of('repetition', '2026-09-10');
    const younger = of('repetition', '2026-09-11');
    expect(chooseMail([younger, foreign, lesson, own])).toEqual({ mail: lesson, repetition: own });
    expect(chooseMail([foreign, lesson])?.repetition).toBeUndefined();
  });

  test('does not depend on the order in which things are given', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        expect(chooseMail(candidates.toReversed())).toEqual(chooseMail(candidates));
        expect(chooseMail(candidates) === undefined).toBe(candidates.length === 0);
      }),
    );
  });
});
