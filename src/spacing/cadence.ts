import { addDays, nextSendingDay, type SendingWindow } from './sending-window.ts';

/** How often: one lesson every so many days, counted from an anchor day, up to a last day. */
export type Cadence = {
  window: SendingWindow;
  everyDays: number;
  /** Local days, YYYY-MM-DD. */
  anchor: string;
  until: string;
};

/** Catching up after an outage keeps at least this distance, or the cadence itself where it is denser. */
const closestDays = 7;

/** The day a lesson (1, 2, …) falls on by the cadence alone, moved to a sending day. */
export function lessonDay(cadence: Cadence, lesson: number): string {
  return nextSendingDay(cadence.window, addDays(cadence.anchor, (lesson - 1) * cadence.everyDays));
}

/**
 * The day for a lesson when the one before it went out on `previousDay`: the cadence's own
 * day, but never crowding the lesson before, so that nobody gets two in a row because a
 * server was off. Undefined when that day lies after the end.
 */
export function followingLessonDay(
  cadence: Cadence,
  lesson: number,
  previousDay: string,
): string | undefined {
  const planned = lessonDay(cadence, lesson);
  const closest = nextSendingDay(
    cadence.window,
    addDays(previousDay, Math.min(cadence.everyDays, closestDays)),
  );
  const day = laterDay(planned, closest);
  return day <= cadence.until ? day : undefined;
}

/**
 * The days of a whole course for someone who starts at the anchor and is mailed without
 * delays; days after the end are left out.
 */
export function plannedDays(cadence: Cadence, lessons: number): string[] {
  const days: string[] = [];
  for (let lesson = 1; lesson <= lessons; lesson++) {
    const previous = days.at(-1);
    const day =
      previous === undefined
        ? lessonDay(cadence, lesson)
        : followingLessonDay(cadence, lesson, previous);
    if (day === undefined || day > cadence.until) break;
    days.push(day);
  }
  return days;
}

/** Of two local days in YYYY-MM-DD the later one; the text order is the order of time. */
export function laterDay(one: string, other: string): string {
  if (one > other) return one;
  return other;
}
