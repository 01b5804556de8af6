import type { Caps } from '../spacing/caps.ts';
import { type Cadence, lessonDays } from '../spacing/lesson-days.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import type { SendingCalendar } from '../spacing/sending-window.ts';

/** A lesson that a free day moved; `from` is the day it would have without any free days. */
export type MovedLesson = { lesson: number; from: string; to: string; name: BothLanguages };

/**
 * Which lessons of someone who starts on `anchor` free days move, and the free day that does it.
 * In a cadence of so many days the lessons that follow a moved one later are moved by it too; in
 * an even spread they are only rounded otherwise, and are left out.
 */
export function movedLessons(
  cadence: Cadence,
  calendar: SendingCalendar,
  anchor: string,
  lessons: number,
  caps: Caps,
  freeDays: readonly { day: string; name: BothLanguages }[],
): MovedLesson[] {
  const { timeZone, weekdays, from, until } = calendar;
  const plain = { timeZone, weekdays, from, until };
  const wished = lessonDays(cadence, plain, anchor, lessons, caps).days;
  const real = lessonDays(cadence, calendar, anchor, lessons, caps).days;
  const names = new Map(freeDays.map(({ day, name }) => [day, name]));
  let cause: BothLanguages | undefined;
  return real.flatMap((to, index) => {
    const day = wished[index];
    if (day === undefined || day === to) return [];
    const name = names.get(day) ?? ('days' in cadence ? cause : undefined);
    cause = name;
    return name === undefined ? [] : [{ lesson: index + 1, from: day, to, name }];
  });
}
