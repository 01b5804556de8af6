/** When mails may leave: these weekdays, between these local times, in this time zone. */
export type SendingWindow = {
  timeZone: string;
  /** ISO weekdays, 1 = Monday. */
  weekdays: readonly number[];
  /** Local times of day, HH:MM; `until` itself lies outside. */
  from: string;
  until: string;
};

const minutesInADay = 24 * 60;
/**
 * Mails are spread over the window less this tail, so that a clock which moves in steps of
 * 15 minutes (DESIGN rule 5) and a queue that takes a while still find the window open.
 */
const tailMinutes = 15;
const shortestWindowMinutes = 30;

export function isSendingDay(window: SendingWindow, day: string): boolean {
  return window.weekdays.includes(Temporal.PlainDate.from(day).dayOfWeek);
}

/** The local calendar day, YYYY-MM-DD, of an instant. */
export function localDay(timeZone: string, at: Date): string {
  return zoned(timeZone, at).toPlainDate().toString();
}

export function isOpen(window: SendingWindow, at: Date): boolean {
  const local = zoned(window.timeZone, at);
  const minute = local.hour * 60 + local.minute;
  return (
    window.weekdays.includes(local.dayOfWeek) &&
    minute >= minuteOf(window.from) &&
    minute < minuteOf(window.until)
  );
}

/** The first sending day on or after `day`. */
export function nextSendingDay(window: SendingWindow, day: string): string {
  let date = Temporal.PlainDate.from(day);
  for (let tries = 0; tries < 14; tries++, date = date.add({ days: 1 }))
    if (window.weekdays.includes(date.dayOfWeek)) return date.toString();
  throw new RangeError('A sending window needs at least one weekday.');
}

/**
 * The instant at `fraction` (0 up to, not including, 1) of the window on that local day.
 * Around a change of daylight saving the local time of day decides.
 */
export function slotOn(window: SendingWindow, day: string, fraction: number): Date {
  const from = minuteOf(window.from);
  const seconds = Math.floor(fraction * (minuteOf(window.until) - from - tailMinutes) * 60);
  const time = Temporal.PlainTime.from('00:00').add({ minutes: from, seconds });
  const local = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: window.timeZone,
    plainTime: time,
  });
  return new Date(local.epochMilliseconds);
}

/** A person's first slot at or after an instant, and on or after a local day where one is given. */
export function nextSlot(
  window: SendingWindow,
  after: Date,
  fraction: number,
  notBefore?: string,
): Date {
  const today = localDay(window.timeZone, after);
  let day = nextSendingDay(
    window,
    notBefore !== undefined && notBefore > today ? notBefore : today,
  );
  for (;;) {
    const slot = slotOn(window, day, fraction);
    // In spring a night window may fall into the hour that is left out; then it waits a day.
    if (slot >= after && isOpen(window, slot)) return slot;
    day = nextSendingDay(window, addDays(day, 1));
  }
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** What is wrong with a window, in words, or undefined. */
export function windowProblem(window: SendingWindow): string | undefined {
  const time = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (!time.test(window.from) || !(time.test(window.until) || window.until === '24:00'))
    return `The hours ${window.from}-${window.until} cannot be read. Write them as 07:30-16:00.`;
  if (minuteOf(window.until) - minuteOf(window.from) < shortestWindowMinutes)
    return `The hours ${window.from}-${window.until} are too short: at least ${shortestWindowMinutes} minutes are needed, and they must end after they begin.`;
  if (window.weekdays.length === 0) return 'At least one weekday is needed.';
  if (window.weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))
    return `The weekdays ${window.weekdays.join(', ')} cannot be read. Write 1 for Monday to 7 for Sunday.`;
  return undefined;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Math.min(hours * 60 + minutes, minutesInADay);
}

function zoned(timeZone: string, at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}
