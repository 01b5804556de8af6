import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultFreeDays, freeDayTest } from '../../../src/spacing/free-days.ts';
import {
  addDays,
  isOpen,
  isSendingDay,
  localDay,
  nextSlot,
  type SendingCalendar,
  slotOn,
  windowProblem,
} from '../../../src/spacing/sending-window.ts';
import { spreadFraction } from '../../../src/spacing/spread.ts';
import {
  anyDay,
  anyFraction,
  anyInstant,
  anyNight,
  daysBetween,
  officeHours,
} from '../../support/windows.ts';

const night: SendingCalendar = { ...officeHours, from: '22:00', until: '05:00' };
const everyNight: SendingCalendar = { ...night, weekdays: [1, 2, 3, 4, 5, 6, 7] };
const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Local day and time, by Intl rather than by what is tested. */
const local = (at: Date) => stockholm.format(at);

/** Days of the changes of daylight saving from 2020 to 2100: the last Sundays of March and October. */
const changes = daysBetween('2020-01-01', '2100-12-31').filter((day) => {
  const lastOfMonth = /-(03|10)-(2[5-9]|3[01])$/.test(day);
  return lastOfMonth && new Date(`${day}T12:00:00Z`).getUTCDay() === 0;
});

describe('a window over midnight', () => {
  test('a mail belongs to the local day on which it leaves: morning hours first, then the evening', () => {
    // 285 minutes from midnight and 105 before it, less a quarter of an hour each.
    expect(local(slotOn(night, '2026-09-16', 0))).toBe('2026-09-16 00:00:00');
    expect(local(slotOn(night, '2026-09-16', 284 / 390))).toBe('2026-09-16 04:44:00');
    expect(local(slotOn(night, '2026-09-16', 286 / 390))).toBe('2026-09-16 22:01:00');
    expect(local(slotOn(night, '2026-09-16', 1 - Number.EPSILON))).toBe('2026-09-16 23:44:59');
  });

  test('rule 6: every slot lies in the window, on its own sending day, a quarter of an hour before a close', () => {
    fc.assert(
      fc.property(anyNight, anyInstant, anyFraction, (window, after, fraction) => {
        expect(windowProblem(window)).toBeUndefined();
        const slot = nextSlot(window, after, fraction);
        const day = localDay(window.timeZone, slot);
        expect(slot >= after && isOpen(window, slot) && isSendingDay(window, day)).toBe(true);
        const time = local(slot).slice(11, 16);
        expect(time >= window.from || time < window.until).toBe(true);
        // In spring what falls into the hour left out comes an hour nearer to the close.
        if (isSpringNight(day)) return;
        const later = new Date(slot.getTime() + 14 * 60_000);
        expect(isOpen(window, later)).toBe(true);
        expect(localDay(window.timeZone, later)).toBe(day);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the larger the fraction, the later on that day', () => {
    fc.assert(
      fc.property(anyNight, anyDay, anyFraction, anyFraction, (window, day, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const utc = { ...window, timeZone: 'UTC' };
        expect(slotOn(utc, day, early) <= slotOn(utc, day, late)).toBe(true);
      }),
    );
  });

  test('holidays: the night into a free day ends at midnight, the night out of it begins there', () => {
    const calendar = { ...everyNight, isFree: freeDayTest(defaultFreeDays) };
    const open = (at: string) => isOpen(calendar, new Date(at));
    expect(open('2026-12-23T22:59:59Z')).toBe(true);
    expect(open('2026-12-23T23:00:00Z')).toBe(false);
    expect(open('2026-12-24T21:30:00Z')).toBe(false);
    expect(open('2026-12-26T22:59:59Z')).toBe(false);
    expect(open('2026-12-26T23:00:00Z')).toBe(true);
    // At half past two: the night before Christmas Eve is out, the one after Boxing Day is in.
    const slot = nextSlot(calendar, new Date('2026-12-23T02:00:00Z'), 150 / 390);
    expect(local(slot)).toBe('2026-12-27 02:30:00');
  });

  test('weekdays are those of the local day too', () => {
    expect(isOpen(night, new Date('2026-09-18T21:00:00Z'))).toBe(true);
    expect(isOpen(night, new Date('2026-09-18T22:00:00Z'))).toBe(false);
    expect(isOpen(night, new Date('2026-09-20T22:00:00Z'))).toBe(true);
  });
});

describe('changes of daylight saving, 2020 to 2100', () => {
  test('the list of them is whole', () => {
    expect(changes).toHaveLength(162);
    for (const day of changes) {
      const offset = (at: string) =>
        Temporal.PlainDate.from(at).toZonedDateTime('Europe/Stockholm').offset;
      expect(offset(day)).not.toBe(offset(addDays(day, 1)));
    }
  });

  test.each([
    ['a night', everyNight],
    ['the hour itself', { ...everyNight, from: '02:00', until: '02:45' }],
    ['the hour and the one before', { ...everyNight, from: '01:15', until: '03:00' }],
    ['the hour and the one after', { ...everyNight, from: '02:15', until: '04:00' }],
    ['from midnight', { ...everyNight, from: '00:00', until: '24:00' }],
  ])('rule 6: one slot a local day, at the same local time, never outside: %s', (_name, window) => {
    for (const change of changes)
      for (const fraction of [0, 0.2, 0.41, 0.55, 0.73, 0.999]) {
        const usual = local(slotOn(window, '2026-06-10', fraction)).slice(11);
        let after = slotOn(window, addDays(change, -2), fraction);
        const days: string[] = [];
        while (days.length < 4) {
          const slot = nextSlot(window, after, fraction);
          expect(isOpen(window, slot)).toBe(true);
          const [day = '', time = ''] = local(slot).split(' ');
          const isLeftOut = day === change && change.slice(5, 7) === '03' && /^02/.test(usual);
          expect(time).toBe(isLeftOut ? usual.replace(/^02/, '03') : usual);
          days.push(day);
          after = new Date(slot.getTime() + 1000);
        }
        expect(new Set(days).size).toBe(4);
        // Who falls into the hour left out, and finds the window closed after it, waits a day.
        const waits =
          /^02/.test(usual) && change.slice(5, 7) === '03' && !hasHourAfter(window, usual);
        expect(days.includes(change)).toBe(!waits);
      }
  });

  test('a window in the doubled hour is open in both, and sends in the first', () => {
    const window = { ...everyNight, from: '02:00', until: '02:45' };
    const open = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    expect(open.map((at) => isOpen(window, new Date(at)))).toEqual([true, true]);
    expect(slotOn(window, '2026-10-25', 0.5).toISOString()).toBe('2026-10-25T00:15:00.000Z');
    expect(nextSlot(window, new Date('2026-10-25T00:20:00Z'), 0.5).toISOString()).toBe(
      '2026-10-26T01:15:00.000Z',
    );
  });
});

describe('spread over the window', () => {
  test.each([
    ['office hours', officeHours, 495],
    ['a night', everyNight, 390],
  ])(
    '10,000 people fall evenly on %s, each at the same local time every day',
    (_n, window, minutes) => {
      const people = 10_000;
      const bins = new Array<number>(30).fill(0);
      const start = slotOn(window, '2026-09-16', 0);
      const evening = slotOn(window, '2026-09-16', 1 - Number.EPSILON);
      for (let id = 1; id <= people; id++) {
        const slot = slotOn(window, '2026-09-16', spreadFraction(id));
        expect(slot >= start && slot <= evening).toBe(true);
        if (id % 100 === 0)
          expect(local(slotOn(window, '2026-12-16', spreadFraction(id))).slice(11)).toBe(
            local(slot).slice(11),
          );
        let minute = (slot.getTime() - start.getTime()) / 60_000;
        // The hours between 04:45 and 22:00, in which nothing leaves, taken out.
        if (window === everyNight && minute >= 285) minute -= 17.25 * 60;
        const bin = Math.floor((minute / minutes) * bins.length);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      expect(bins).toHaveLength(30);
      const expected = people / bins.length;
      const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 29 degrees of freedom: 58.3 is the 99.9th percentile.
      expect(chiSquare).toBeLessThan(58.3);
    },
  );
});

describe('nothing open', () => {
  const never: SendingCalendar = { ...officeHours, isFree: () => true };

  test('a search without end stops with an error', () => {
    expect(() => nextSlot(never, new Date('2026-09-16T08:00:00Z'), 0)).toThrow(RangeError);
    const noDays = { ...officeHours, weekdays: [] };
    expect(() => nextSlot(noDays, new Date('2026-09-16T08:00:00Z'), 0)).toThrow(RangeError);
  });

  test('half a year closed, the most that settings allow, does not stop it, on any single weekday', () => {
    const closed = [{ from: '2026-12-20', until: '2027-06-20', name: 'Ombyggnad' }];
    const isFree = freeDayTest({ ...defaultFreeDays, closed });
    for (let weekday = 1; weekday <= 7; weekday++) {
      const slot = nextSlot(
        { ...officeHours, weekdays: [weekday], isFree },
        new Date('2026-12-19T20:00:00Z'),
        0.5,
      );
      const day = localDay('Europe/Stockholm', slot);
      expect(day > '2027-06-20' && day < '2027-07-05').toBe(true);
    }
  });
});

function isSpringNight(day: string): boolean {
  return changes.includes(day) && day.slice(5, 7) === '03';
}

function hasHourAfter(window: SendingCalendar, usual: string): boolean {
  const moved = usual.replace(/^02/, '03').slice(0, 5);
  return window.from > window.until
    ? moved < window.until || moved >= window.from
    : moved < window.until;
}
