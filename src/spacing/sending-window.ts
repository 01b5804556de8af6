import type { FreeDayTest } from './free-days.ts';
import { dayNumber, dayText, weekdayOf } from './local-day.ts';

/**
 * When mails may leave: these weekdays, between these local times, in this time zone. Hours that
 * end before they begin cross midnight (22:00-05:00). A mail belongs to the local day on which
 * it leaves (rule 6), and that day alone decides whether it may: on a sending day such a window
 * is open from midnight to 05:00 and from 22:00 to midnight. So the night into a holiday ends
 * at midnight, the night out of it begins there, and nights worked from Monday evening to
 * Saturday morning are the weekdays Monday to Saturday.
 */
export type SendingWindow = {
  timeZone: string;
  /** ISO weekdays, 1 = Monday. */
  weekdays: readonly number[];
  /** Local times of day, HH:MM; `until` itself lies outside. */
  from: string;
  until: string;
};

/** A window together with the organisation's free days, on which nothing leaves. */
export type SendingCalendar = SendingWindow & { readonly isFree?: FreeDayTest };

const minutesInADay = 24 * 60;
/**
 * Mails are spread over the window less this tail, so that a clock which moves in steps of
 * 15 minutes (DESIGN rule 5) and a queue that takes a while still find the window open. Before
 * midnight it is kept as well: a slot missed there might find the next day closed, every time.
 */
const tailMinutes = 15;
const shortestWindowMinutes = 30;
const longestNightMinutes = 12 * 60;
/** Settings cannot close a weekday for longer (free-days.ts). */
const searchDays = 400;
/** A slot may be gone today and fall into the hour that spring leaves out on the next day. */
const slotTries = 10;

export function isSendingDay(calendar: SendingCalendar, day: string): boolean {
  return calendar.weekdays.includes(weekdayOf(dayNumber(day))) && calendar.isFree?.(day) !== true;
}

/** The local calendar day, YYYY-MM-DD, of an instant. */
export function localDay(timeZone: string, at: Date): string {
  return zoned(timeZone, at).toPlainDate().toString();
}

export function isOpen(calendar: SendingCalendar, at: Date): boolean {
  const local = zoned(calendar.timeZone, at);
  return (
    calendar.weekdays.includes(local.dayOfWeek) &&
    withinHours(calendar, local) &&
    calendar.isFree?.(local.toPlainDate().toString()) !== true
  );
}

/**
 * The first sending day on or after `day`.
 * @throws RangeError when 400 days hold none, which no window and settings that were checked allow.
 */
export function nextSendingDay(calendar: SendingCalendar, day: string): string {
  const first = dayNumber(day);
  const found = findSendingDay(calendar, first, first + searchDays);
  if (found !== undefined) return dayText(found);
  throw new RangeError(`There is no sending day within ${searchDays} days from ${day}.`);
}

/** The sending day nearest to `from` on the way to `to`, both included, as day numbers; `to` may lie before. */
export function findSendingDay(
  calendar: SendingCalendar,
  from: number,
  to: number,
): number | undefined {
  const step = to < from ? -1 : 1;
  for (let number = from; step * number <= step * to; number += step)
    if (
      calendar.weekdays.includes(weekdayOf(number)) &&
      calendar.isFree?.(dayText(number)) !== true
    )
      return number;
  return undefined;
}

/**
 * The instant at `fraction` (0 up to, not including, 1) of the window's hours on that local day,
 * in order of time. Around a change of daylight saving the local time of day decides: in spring
 * what falls into the hour left out goes an hour later (`nextSlot` minds the window's end), and
 * in autumn what falls into the doubled hour goes in the first of the two.
 */
export function slotOn(window: SendingWindow, day: string, fraction: number): Date {
  return new Date(zonedSlot(window, day, fraction).epochMilliseconds);
}

/**
 * A person's first slot at or after an instant, and on or after a local day where one is given.
 * @throws RangeError as `nextSendingDay`.
 */
export function nextSlot(
  calendar: SendingCalendar,
  after: Date,
  fraction: number,
  notBefore?: string,
): Date {
  const today = localDay(calendar.timeZone, after);
  let day = nextSendingDay(
    calendar,
    notBefore !== undefined && notBefore > today ? notBefore : today,
  );
  for (let tries = 0; tries < slotTries; tries++) {
    const slot = zonedSlot(calendar, day, fraction);
    // In spring a night window may fall into the hour that is left out; then it waits a day.
    if (slot.epochMilliseconds >= after.getTime() && withinHours(calendar, slot))
      return new Date(slot.epochMilliseconds);
    day = nextSendingDay(calendar, dayText(dayNumber(day) + 1));
  }
  throw new RangeError(
    `The hours ${calendar.from}-${calendar.until} do not exist on any of ${slotTries} days.`,
  );
}

export function addDays(day: string, days: number): string {
  return dayText(dayNumber(day) + days);
}

/** What is wrong with a window, in words, or undefined. */
export function windowProblem(window: SendingWindow): string | undefined {
  const time = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (!time.test(window.from) || !(time.test(window.until) || window.until === '24:00'))
    return `The hours ${window.from}-${window.until} cannot be read. Write them as 07:30-16:00.`;
  const length = minuteOf(window.until) - minuteOf(window.from);
  // Hours over midnight that are longer than a night are rather two times that changed places.
  if (length < 0 && length + minutesInADay > longestNightMinutes)
    return `The hours ${window.from}-${window.until} cross midnight and are longer than a night, ${longestNightMinutes / 60} hours. For the hours of a day write the earlier time first.`;
  if (spreadMinutes(window) < shortestWindowMinutes - tailMinutes)
    return `The hours ${window.from}-${window.until} are too short: at least ${shortestWindowMinutes} minutes are needed, on one side of midnight.`;
  if (window.weekdays.length === 0) return 'At least one weekday is needed.';
  if (window.weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))
    return `The weekdays ${window.weekdays.join(', ')} cannot be read. Write 1 for Monday to 7 for Sunday.`;
  return undefined;
}

/** The parts of a local day over which mails are spread, in minutes, less the tails. */
function spreadParts(window: SendingWindow): [from: number, until: number][] {
  const [from, until] = [minuteOf(window.from), minuteOf(window.until)];
  if (from <= until) return [[from, until - tailMinutes]];
  const parts: [number, number][] = [
    [0, until - tailMinutes],
    [from, minutesInADay - tailMinutes],
  ];
  return parts.filter(([start, end]) => start < end);
}

function spreadMinutes(window: SendingWindow): number {
  return spreadParts(window).reduce((sum, [from, until]) => sum + until - from, 0);
}

function zonedSlot(window: SendingWindow, day: string, fraction: number): Temporal.ZonedDateTime {
  const parts = spreadParts(window);
  let seconds = Math.floor(fraction * spreadMinutes(window) * 60);
  let [from, until] = parts[0] ?? [0, 0];
  for (const [nextFrom, nextUntil] of parts.slice(1)) {
    if (seconds < (until - from) * 60) break;
    seconds -= (until - from) * 60;
    [from, until] = [nextFrom, nextUntil];
  }
  const second = from * 60 + seconds;
  return Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: window.timeZone,
    plainTime: new Temporal.PlainTime(
      Math.floor(second / 3600),
      Math.floor(second / 60) % 60,
      second % 60,
    ),
  });
}

function withinHours(window: SendingWindow, local: Temporal.ZonedDateTime): boolean {
  const minute = local.hour * 60 + local.minute;
  const [from, until] = [minuteOf(window.from), minuteOf(window.until)];
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Math.min(hours * 60 + minutes, minutesInADay);
}

function zoned(timeZone: string, at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}
