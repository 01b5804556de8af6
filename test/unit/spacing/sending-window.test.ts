import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  isOpen,
  isSendingDay,
  localDay,
  nextSendingDay,
  nextSlot,
  slotOn,
  windowProblem,
} from '../../../src/spacing/sending-window.ts';
import {
  anyCalendar,
  anyDay,
  anyFraction,
  anyInstant,
  anyWindow,
  officeCalendar,
  officeHours,
} from '../../support/windows.ts';

const minute = 60_000;

describe('slotOn', () => {
  test.each([
    ['2026-03-27', 0, '2026-03-27T06:30:00.000Z'],
    ['2026-03-30', 0, '2026-03-30T05:30:00.000Z'],
    ['2026-10-23', 0, '2026-10-23T05:30:00.000Z'],
    ['2026-10-26', 0, '2026-10-26T06:30:00.000Z'],
    ['2026-10-26', 0.5, '2026-10-26T10:37:30.000Z'],
  ])('keeps the local time of day over a change of daylight saving: %s at %d', (day, at, slot) => {
    expect(slotOn(officeHours, day, at).toISOString()).toBe(slot);
  });

  test('rule 5: the last slot leaves a quarter of an hour before the window closes', () => {
    fc.assert(
      fc.property(anyWindow, anyDay, anyFraction, (window, day, fraction) => {
        const slot = slotOn({ ...window, timeZone: 'UTC' }, day, fraction);
        const close = Date.parse(`${day}T00:00:00Z`) + minuteOf(window.until) * minute;
        expect(slot.getTime()).toBeLessThanOrEqual(close - 15 * minute);
      }),
    );
    expect(slotOn(officeHours, '2026-10-26', 1 - Number.EPSILON).toISOString()).toBe(
      '2026-10-26T14:44:59.000Z',
    );
  });

  test('the larger the fraction, the later the slot', () => {
    fc.assert(
      fc.property(anyWindow, anyDay, anyFraction, anyFraction, (window, day, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const utc = { ...window, timeZone: 'UTC' };
        expect(slotOn(utc, day, early) <= slotOn(utc, day, late)).toBe(true);
      }),
    );
  });
});

describe('nextSlot', () => {
  test('rule 6: every slot lies inside the window and on an allowed weekday, in any night of the year', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, anyFraction, (window, after, fraction) => {
        const slot = nextSlot(window, after, fraction);
        expect(slot >= after).toBe(true);
        expect(isOpen(window, slot)).toBe(true);
        expect(window.weekdays).toContain(weekday(localDay(window.timeZone, slot)));
      }),
      { numRuns: 2_000 },
    );
  });

  test('rule 6: never on a free day, and isOpen and nextSendingDay know it too', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyFraction, (calendar, after, fraction) => {
        const slot = nextSlot(calendar, after, fraction);
        const day = localDay(calendar.timeZone, slot);
        expect(isOpen(calendar, slot) && isSendingDay(calendar, day)).toBe(true);
        expect(calendar.isFree?.(day) ?? false).toBe(false);
        expect(nextSendingDay(calendar, day)).toBe(day);
      }),
      { numRuns: 1_000 },
    );
    const noon = new Date('2026-06-19T10:00:00Z');
    expect(isOpen(officeHours, noon)).toBe(true);
    expect(isOpen(officeCalendar, noon)).toBe(false);
    expect(nextSendingDay(officeCalendar, '2026-12-24')).toBe('2026-12-28');
  });

  test('rule 6: a window inside the hour that the spring change drops waits for a night that has it', () => {
    const night = { ...officeHours, weekdays: [6, 7], from: '02:00', until: '02:45' };
    const slot = nextSlot(night, new Date('2026-03-29T00:00:00Z'), 0.5);
    expect(slot.toISOString()).toBe('2026-04-04T00:15:00.000Z');
  });

  test('later askers get no earlier slots', () => {
    fc.assert(
      fc.property(
        anyWindow,
        anyInstant,
        anyInstant,
        anyFraction,
        (window, one, other, fraction) => {
          const [early, late] = one < other ? [one, other] : [other, one];
          expect(nextSlot(window, early, fraction) <= nextSlot(window, late, fraction)).toBe(true);
        },
      ),
    );
  });

  test('a slot is its own next slot, and a second later it is missed', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, anyFraction, (window, after, fraction) => {
        const slot = nextSlot(window, after, fraction);
        expect(nextSlot(window, slot, fraction)).toEqual(slot);
        const missed = nextSlot(window, new Date(slot.getTime() + 1000), fraction);
        expect(localDay(window.timeZone, missed) > localDay(window.timeZone, slot)).toBe(true);
      }),
    );
  });

  test('it never lies before the local day asked for', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, anyDay, anyFraction, (window, after, day, fraction) => {
        const slot = nextSlot(window, after, fraction, day);
        expect(slot >= after).toBe(true);
        expect(localDay(window.timeZone, slot) >= day).toBe(true);
      }),
    );
  });

  test('Friday evening leads to Monday', () => {
    expect(nextSlot(officeHours, new Date('2026-10-23T15:00:00Z'), 0).toISOString()).toBe(
      '2026-10-26T06:30:00.000Z',
    );
  });
});

describe('days', () => {
  test('nextSendingDay is the first allowed day on or after', () => {
    fc.assert(
      fc.property(anyWindow, anyDay, (window, day) => {
        const next = nextSendingDay(window, day);
        expect(next >= day && next < addDays(day, 7)).toBe(true);
        expect(isSendingDay(window, next)).toBe(true);
        for (let between = day; between < next; between = addDays(between, 1))
          expect(isSendingDay(window, between)).toBe(false);
      }),
    );
  });

  test('localDay changes at local midnight, in winter and in summer', () => {
    const day = (at: string) => localDay('Europe/Stockholm', new Date(at));
    expect(day('2026-01-15T22:59:59Z')).toBe('2026-01-15');
    expect(day('2026-01-15T23:00:00Z')).toBe('2026-01-16');
    expect(day('2026-07-15T21:59:59Z')).toBe('2026-07-15');
    expect(day('2026-07-15T22:00:00Z')).toBe('2026-07-16');
  });

  test('isOpen includes the first minute and excludes the last', () => {
    const open = (at: string) => isOpen(officeHours, new Date(at));
    expect(open('2026-10-26T06:29:59Z')).toBe(false);
    expect(open('2026-10-26T06:30:00Z')).toBe(true);
    expect(open('2026-10-26T14:59:59Z')).toBe(true);
    expect(open('2026-10-26T15:00:00Z')).toBe(false);
    expect(open('2026-10-25T10:00:00Z')).toBe(false);
  });
});

describe('windowProblem', () => {
  test('has nothing to say of a valid window', () => {
    fc.assert(
      fc.property(anyWindow, (window) => {
        expect(windowProblem(window)).toBeUndefined();
      }),
    );
  });

  test.each([
    [{ from: '7:30' }, 'cannot be read'],
    [{ from: '24:00' }, 'cannot be read'],
    [{ until: '16.00' }, 'cannot be read'],
    [{ until: '24:01' }, 'cannot be read'],
    [{ from: '16:00', until: '07:30' }, 'longer than a night'],
    [{ from: '16:00', until: '16:00' }, 'too short'],
    [{ from: '23:45', until: '00:15' }, 'too short'],
    [{ from: '15:31', until: '16:00' }, 'too short'],
    [{ weekdays: [] }, 'weekday'],
    [{ weekdays: [0] }, 'weekday'],
    [{ weekdays: [1, 8] }, 'weekday'],
  ])('tells what is wrong with %j', (wrong, words) => {
    expect(windowProblem({ ...officeHours, ...wrong })).toContain(words);
  });
});

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function weekday(day: string): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
}
