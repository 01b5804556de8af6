import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cadence,
  followingLessonDay,
  laterDay,
  lessonDay,
  plannedDays,
} from '../../../src/spacing/cadence.ts';
import { addDays, isSendingDay } from '../../../src/spacing/sending-window.ts';
import { anyDay, anyWindow, officeHours } from '../../support/windows.ts';

const fortnightly: Cadence = {
  window: officeHours,
  everyDays: 14,
  anchor: '2026-08-31',
  until: '2026-12-31',
};

const anyCadence: fc.Arbitrary<Cadence> = fc
  .record({
    window: anyWindow,
    everyDays: fc.integer({ min: 1, max: 40 }),
    anchor: anyDay,
    length: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ length, ...cadence }) => ({ ...cadence, until: addDays(cadence.anchor, length) }));

describe('followingLessonDay', () => {
  test('keeps min(every, 7) days from the lesson before, on sending days, never after the end', () => {
    fc.assert(
      fc.property(
        anyCadence,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 200 }),
        (cadence, lesson, days) => {
          const previous = addDays(cadence.anchor, days);
          const day = followingLessonDay(cadence, lesson, previous);
          if (day === undefined) return;
          expect(day >= addDays(previous, Math.min(cadence.everyDays, 7))).toBe(true);
          expect(day >= lessonDay(cadence, lesson)).toBe(true);
          expect(day <= cadence.until).toBe(true);
          expect(isSendingDay(cadence.window, day)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('is undefined only when the day would lie after the end', () => {
    fc.assert(
      fc.property(
        anyCadence,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 200 }),
        (cadence, lesson, days) => {
          const previous = addDays(cadence.anchor, days);
          const endless = { ...cadence, until: '2099-12-31' };
          const day = followingLessonDay(endless, lesson, previous);
          expect(day).toBeDefined();
          const bounded = followingLessonDay(cadence, lesson, previous);
          expect(bounded).toBe(day !== undefined && day <= cadence.until ? day : undefined);
        },
      ),
    );
  });

  test('a lesson that went out a little late leaves the grid as it was', () => {
    expect(followingLessonDay(fortnightly, 2, '2026-08-31')).toBe('2026-09-14');
    expect(followingLessonDay(fortnightly, 2, '2026-09-07')).toBe('2026-09-14');
  });

  test('after an outage one lesson is pushed a week away, and the next is on the grid again', () => {
    // Lesson 1 of Monday 31 August went out on Friday 11 September, three days before lesson 2.
    expect(followingLessonDay(fortnightly, 2, '2026-09-11')).toBe('2026-09-18');
    expect(followingLessonDay(fortnightly, 3, '2026-09-18')).toBe('2026-09-28');
  });
});

describe('plannedDays', () => {
  test('a fortnightly course of three', () => {
    expect(plannedDays(fortnightly, 3)).toEqual(['2026-08-31', '2026-09-14', '2026-09-28']);
  });

  test('a daily course has one lesson on each working day', () => {
    const daily = { ...fortnightly, everyDays: 1, anchor: '2026-09-03' };
    expect(plannedDays(daily, 4)).toEqual(['2026-09-03', '2026-09-04', '2026-09-07', '2026-09-08']);
  });

  test('lessons after the end are left out', () => {
    expect(plannedDays({ ...fortnightly, until: '2026-09-27' }, 3)).toHaveLength(2);
    expect(plannedDays({ ...fortnightly, anchor: '2026-09-05', until: '2026-09-06' }, 3)).toEqual(
      [],
    );
  });

  test('are the days on which somebody without delays is mailed', () => {
    fc.assert(
      fc.property(anyCadence, fc.integer({ min: 1, max: 12 }), (cadence, lessons) => {
        const days = plannedDays(cadence, lessons);
        days.forEach((day, index) => {
          const previous = days[index - 1];
          const expected =
            previous === undefined
              ? lessonDay(cadence, 1)
              : followingLessonDay(cadence, index + 1, previous);
          expect(day).toBe(expected);
          expect(day <= cadence.until).toBe(true);
          if (previous !== undefined)
            expect(day >= addDays(previous, Math.min(cadence.everyDays, 7))).toBe(true);
        });
        const last = days.at(-1);
        if (last !== undefined && days.length < lessons)
          expect(followingLessonDay(cadence, days.length + 1, last)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

test('laterDay', () => {
  expect(laterDay('2026-09-30', '2026-10-01')).toBe('2026-10-01');
  expect(laterDay('2026-10-01', '2026-09-30')).toBe('2026-10-01');
});
