import type { Caps } from '../spacing/caps.ts';
import { type Cadence, type LessonPlan, lessonPlanner } from '../spacing/lesson-days.ts';
import { dayNumber } from '../spacing/local-day.ts';
import { addDays, type SendingCalendar } from '../spacing/sending-window.ts';

/** Where someone is in a course: lessons from `anchorLesson` on are counted from `anchor`. */
export type Place = { anchor: string; anchorLesson: number };

/** The next lesson's day, null where the period has no room for it, and from where it is counted. */
export type NextLesson = Place & { lessonOn: string | null };

/** Plans whole courses, and remembers them by calendar and first day. */
export type CoursePlanner = (
  calendar: SendingCalendar,
  anchor: string,
  lessons: number,
) => LessonPlan;

export function coursePlanner(cadence: Cadence, caps: Caps): CoursePlanner {
  const planners = new Map<SendingCalendar, ReturnType<typeof lessonPlanner>>();
  return (calendar, anchor, lessons) => {
    let planner = planners.get(calendar);
    if (planner === undefined) {
      planner = lessonPlanner(cadence, calendar, caps);
      planners.set(calendar, planner);
    }
    return planner(anchor, lessons);
  };
}

/** The first lesson of someone who starts on or after `anchor`. */
export function firstLesson(
  plan: CoursePlanner,
  calendar: SendingCalendar,
  anchor: string,
  lessons: number,
): NextLesson {
  const day = plan(calendar, anchor, lessons).days[0] ?? null;
  return { anchor, anchorLesson: 1, lessonOn: day };
}

/**
 * The day of lesson `next` for someone whose lesson before it went out on `previous`, or who
 * goes on after a leave: the plan's own day. Where that would follow sooner than half the gap,
 * because the one before was late (an outage, a hold, a pause, a day lost to another mail), the
 * lessons that are left are planned anew from a whole gap later: intervals are prolonged, and
 * shortened evenly only where the end would be missed.
 */
export function followingLesson(
  plan: CoursePlanner,
  calendar: SendingCalendar,
  place: Place,
  input: { next: number; lessons: number; previous: string; until: string | null },
): NextLesson {
  const { next, lessons, previous, until } = input;
  if (next > lessons) return { ...place, lessonOn: null };
  const { days, gapDays } = plan(calendar, place.anchor, lessons - place.anchorLesson + 1);
  const day = days[next - place.anchorLesson];
  const before = days[next - place.anchorLesson - 1];
  // Free days may bring two lessons of the plan itself closer; that is no delay.
  const onTime = before !== undefined && previous <= before;
  if (day !== undefined && (onTime || dayNumber(day) - dayNumber(previous) >= gapDays / 2))
    return { ...place, lessonOn: day };
  const left = lessons - next + 1;
  const room = until === null ? gapDays : (dayNumber(until) - dayNumber(previous)) / left;
  const wished = Math.max(1, Math.min(Math.round(gapDays), Math.floor(room)));
  return plannedAnew(plan, calendar, { next, left, previous, wished });
}

/** From the wished day on, or as much sooner as it takes to lose no lesson. */
function plannedAnew(
  plan: CoursePlanner,
  calendar: SendingCalendar,
  input: { next: number; left: number; previous: string; wished: number },
): NextLesson {
  const { next, left, previous, wished } = input;
  let best: NextLesson | undefined;
  let most = -1;
  for (let gap = wished; gap >= 1 && most < left; gap--) {
    const anchor = addDays(previous, gap);
    const { days } = plan(calendar, anchor, left);
    if (days.length <= most) continue;
    most = days.length;
    best = { anchor, anchorLesson: next, lessonOn: days[0] ?? null };
  }
  if (best === undefined) throw new RangeError('A gap is at least a day.');
  return best;
}
