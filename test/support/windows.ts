import fc from 'fast-check';
import { defaultFreeDays, type FreeDays, freeDayTest } from '../../src/spacing/free-days.ts';
import { dayNumber, dayText } from '../../src/spacing/local-day.ts';
import type { SendingCalendar, SendingWindow } from '../../src/spacing/sending-window.ts';

/** What campaigns get unless told otherwise. */
export const officeHours: SendingWindow = {
  timeZone: 'Europe/Stockholm',
  weekdays: [1, 2, 3, 4, 5],
  from: '07:30',
  until: '16:00',
};

/** Office hours of an organisation that takes off the public holidays and the three eves. */
export const officeCalendar: SendingCalendar = {
  ...officeHours,
  isFree: freeDayTest(defaultFreeDays),
};

/** Any valid window in Stockholm: night hours, Sundays and the last half hour of the day included. */
export const anyWindow: fc.Arbitrary<SendingWindow> = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: fc.integer({ min: 0, max: 24 * 60 - 30 }),
    length: fc.integer({ min: 30, max: 24 * 60 }),
  })
  .map(({ weekdays, from, length }) => ({
    timeZone: 'Europe/Stockholm',
    weekdays,
    from: clock(from),
    until: clock(Math.min(from + length, 24 * 60)),
  }));

/** Any valid hours over midnight in Stockholm, up to twelve hours long. */
export const anyNight: fc.Arbitrary<SendingWindow> = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    evening: fc.integer({ min: 0, max: 6 * 60 }),
    morning: fc.integer({ min: 0, max: 6 * 60 }),
  })
  .filter(({ evening, morning }) => evening > 0 && Math.max(evening, morning) >= 30)
  .map(({ weekdays, evening, morning }) => ({
    timeZone: 'Europe/Stockholm',
    weekdays,
    from: clock(24 * 60 - evening),
    until: clock(morning),
  }));

/** What an organisation may take off in 2026 and 2027; July and a week in February among others. */
export const anyFreeDays: fc.Arbitrary<FreeDays> = fc
  .record({
    holySaturday: fc.boolean(),
    twelfthNight: fc.boolean(),
    closed: fc.array(
      fc.constantFrom(
        { from: '2026-02-16', until: '2026-02-20', name: 'Sportlov' },
        { from: '2026-07-01', until: '2026-07-31', name: 'Juli' },
        { from: '2026-10-24', until: '2026-11-01', name: 'Höstlov' },
        { from: '2026-12-20', until: '2027-01-10', name: 'Jullov' },
        { from: '2027-03-26', until: '2027-03-30', name: 'Påsk' },
      ),
    ),
  })
  .map(({ closed, ...eves }) => ({ eves: { ...defaultFreeDays.eves, ...eves }, closed }));

/** Any window of a day or a night, with or without free days. */
export const anyCalendar: fc.Arbitrary<SendingCalendar> = fc
  .tuple(
    fc.oneof(
      fc.boolean().chain((night) => (night ? anyNight : anyWindow)),
      fc.constant(officeHours),
    ),
    fc.option(anyFreeDays),
  )
  .map(([window, free]) => (free === null ? window : { ...window, isFree: freeDayTest(free) }));

/** Instants of 2026 and 2027, many of them around the changes of daylight saving. */
export const anyInstant: fc.Arbitrary<Date> = fc.oneof(
  seconds('2026-01-01T00:00:00Z', '2027-12-31T00:00:00Z'),
  seconds('2026-03-27T00:00:00Z', '2026-03-31T00:00:00Z'),
  seconds('2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z'),
);

/** Local days of 2026 and 2027, many of them around the changes of daylight saving. */
export const anyDay: fc.Arbitrary<string> = anyInstant.map((at) => at.toISOString().slice(0, 10));

/** From 0 up to, not including, 1; the very last number below 1 among them. */
export const anyFraction: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.constantFrom(0, (2 ** 32 - 1) / 2 ** 32, 1 - Number.EPSILON),
);

/** The days from and until, both included, in order. */
export function daysBetween(from: string, until: string): string[] {
  const first = dayNumber(from);
  return Array.from({ length: dayNumber(until) - first + 1 }, (_, i) => dayText(first + i));
}

function seconds(from: string, until: string): fc.Arbitrary<Date> {
  return fc
    .integer({ min: Date.parse(from) / 1000, max: Date.parse(until) / 1000 })
    .map((at) => new Date(at * 1000));
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
