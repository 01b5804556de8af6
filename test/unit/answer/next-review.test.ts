import { describe, expect, test } from 'vitest';
import { nextReview, type ReviewedAsking } from '../../../src/answer/next-review.ts';
import { evenArm } from '../../../src/spacing/arm-even.ts';
import { dayText, epochDay, firstReview, sent } from '../../../src/spacing/review.ts';

const asking: ReviewedAsking = {
  arm: '12-24',
  timeZone: 'Europe/Stockholm',
  until: '2026-12-20',
  round: 1,
  review: undefined,
};
const day = '2026-09-14';
const now = new Date(`${day}T08:00:00Z`);
const first = firstReview(true, epochDay('2026-08-31'));

describe('the review after an answer', () => {
  test('begins with the answer to the lesson, and goes on from there', () => {
    const wrong = nextReview(asking, false, now);
    expect(wrong).toMatchObject({ since: epochDay(day), rightInRow: 0, wrong: 1 });
    expect(dayText(wrong?.dueOn ?? 0)).toBe('2026-09-26');
    const later = { ...asking, round: 2, review: sent(first) };
    expect(nextReview(later, true, now)).toMatchObject({
      since: first.since,
      asked: 1,
      unanswered: 0,
      rightInRow: 2,
      retired: true,
      dueOn: null,
    });
  });

  test('there is none where nothing is repeated', () => {
    expect(nextReview({ ...asking, arm: 'none' }, false, now)).toBeUndefined();
  });

  test('a repetition whose review is gone begins anew', () => {
    expect(nextReview({ ...asking, round: 2 }, true, now)).toMatchObject({ rightInRow: 1 });
  });

  test('counts in local days, and up to the end of the campaign', () => {
    const midnight = new Date('2026-09-14T22:30:00Z');
    expect(nextReview(asking, true, midnight)?.since).toBe(epochDay('2026-09-15'));
    const even = { ...asking, arm: 'even:1' };
    for (const until of ['2026-10-14', '2026-12-20', null]) {
      const endDay = until === null ? null : epochDay(until);
      const expected = evenArm(1).start(true, { day: epochDay(day), endDay });
      expect(expected.dueOn).not.toBeNull();
      expect(nextReview({ ...even, until }, true, now)).toEqual(expected);
    }
    expect(nextReview({ ...even, until: '2026-09-15' }, true, now)?.dueOn).toBeNull();
  });
});
