import type { Caps } from '../spacing/caps.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import type { SendingCalendar } from '../spacing/sending-window.ts';
import { courseStart, formAfterLessons, lastDayBeforeForm } from './baseline-day.ts';
import { type CoursePlanner, coursePlanner } from './lesson-course.ts';

/**
 * The planner of a campaign: where it sends its form after the lessons, they end early enough for
 * it to have a day before the end, unless that would cost a lesson.
 */
export function baselinePlanner(cadence: Cadence, caps: Caps, baseline: boolean): CoursePlanner {
  const whole = coursePlanner(cadence, caps);
  if (!baseline || cadence.kind === 'rolling') return whole;
  const shorter = new Map<SendingCalendar, CoursePlanner>();
  return (calendar, anchor, lessons) => {
    let planner = shorter.get(calendar);
    if (planner === undefined) {
      const until = lastDayBeforeForm(cadence, calendar, caps);
      planner = until === undefined ? whole : coursePlanner({ ...cadence, until }, caps);
      shorter.set(calendar, planner);
    }
    const early = planner(calendar, anchor, lessons);
    if (early.lessonsWithoutRoom === 0) return early;
    const late = whole(calendar, anchor, lessons);
    return late.days.length > early.days.length ? late : early;
  };
}

/** Days of somebody who begins on `anchor`, answers at once and meets no other campaign. */
export type CourseDays = {
  /** Days of the forms; null where there is none. */
  before: string | null;
  after: string | null;
  lessons: string[];
  lessonsWithoutRoom: number;
  /** Days between two lessons before free days and caps move them; may be a fraction. */
  gapDays: number;
  /** From where the lessons are counted. */
  anchor: string;
};

export function courseDays(
  campaign: { cadence: Cadence; lessons: number; until: string | null; baseline: boolean },
  calendar: SendingCalendar,
  anchor: string,
  caps: Caps,
): CourseDays {
  const { cadence, lessons, until, baseline } = campaign;
  const plan = baselinePlanner(cadence, caps, baseline);
  const { form, lesson } = courseStart(plan, calendar, anchor, { baseline, lessons, until, caps });
  const { days, lessonsWithoutRoom, gapDays } = plan(calendar, lesson.anchor, lessons);
  const last = days.at(-1);
  const sendsAfter = form !== undefined && last !== undefined;
  return {
    before: form ?? null,
    after: (sendsAfter ? formAfterLessons(calendar, last, { until, caps }) : undefined) ?? null,
    lessons: days,
    lessonsWithoutRoom,
    gapDays,
    anchor: lesson.anchor,
  };
}
