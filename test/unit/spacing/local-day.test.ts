import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, dayText, weekdayOf, weekOf } from '../../../src/spacing/local-day.ts';

const anyNumber = fc.integer({ min: -50_000, max: 60_000 });

describe('local days as numbers', () => {
  test('there and back, in order, with the weekdays of the calendar', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    fc.assert(
      fc.property(anyNumber, (number) => {
        const day = dayText(number);
        expect(dayNumber(day)).toBe(number);
        expect(dayText(number + 1) > day).toBe(true);
        expect(weekdayOf(number)).toBe(Temporal.PlainDate.from(day).dayOfWeek);
      }),
    );
  });

  test('days share a week when they share the ISO week', () => {
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 0, max: 8 }), (number, days) => {
        const iso = (one: number) => {
          const date = Temporal.PlainDate.from(dayText(one));
          return `${date.yearOfWeek}-${date.weekOfYear}`;
        };
        expect(weekOf(number) === weekOf(number + days)).toBe(iso(number) === iso(number + days));
      }),
    );
  });

  test.each(['2026-02-30', '2026-13-01', '2026-2-3', '31 augusti', '', '2026-08-31T00:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(() => dayNumber(text)).toThrow(RangeError);
    },
  );
});
