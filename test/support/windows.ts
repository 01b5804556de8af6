import fc from 'fast-check';
import type { SendingWindow } from '../../src/spacing/sending-window.ts';

/** What campaigns get unless told otherwise. */
export const officeHours: SendingWindow = {
  timeZone: 'Europe/Stockholm',
  weekdays: [1, 2, 3, 4, 5],
  from: '07:30',
  until: '16:00',
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

function seconds(from: string, until: string): fc.Arbitrary<Date> {
  return fc
    .integer({ min: Date.parse(from) / 1000, max: Date.parse(until) / 1000 })
    .map((at) => new Date(at * 1000));
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
