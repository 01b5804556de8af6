import {
  type CappedMail,
  type Caps,
  capProblem,
  nextAllowedDay,
  previousAllowedDay,
} from '../spacing/caps.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import { addDays, type SendingCalendar } from '../spacing/sending-window.ts';
import { type CoursePlanner, firstLesson, type NextLesson } from './lesson-course.ts';

/** A form with the same questions goes before the first lesson and after the last one. */
export type BaselineTime = 'before' | 'after';
export const baselineTimes: readonly BaselineTime[] = ['before', 'after'];

/**
 * Days after the last lesson was sent on which the form goes to somebody who has not answered it;
 * whoever has gets it on the next day that the caps allow.
 */
export const baselineWaitDays = 14;

/** What decides about a form besides the calendar. */
export type BaselineCampaign = { lessons: number; until: string | null; caps: Caps };

/** Caps look at mails of one campaign here; which one it is does not matter. */
const campaign = 0;
/** Longer than any stretch of closed days that the settings accept with its neighbours. */
const searchDays = 400;

/**
 * Lesson 1 of somebody whose form goes on the local day `day`: on the first day after it that the
 * caps allow, so with one mail a week from a campaign a week later. Undefined where the form would
 * cost a lesson its place before the end: then the lessons go without it.
 */
export function lessonAfterForm(
  plan: CoursePlanner,
  calendar: SendingCalendar,
  day: string,
  { lessons, until, caps }: BaselineCampaign,
): NextLesson | undefined {
  const form = { day, campaign };
  const end = until ?? undefined;
  const next = (from: string) => nextAllowedDay(calendar, [form], from, campaign, caps, end);
  let from = next(addDays(day, 1));
  // Where the caps allow several mails a week, the form must leave room for the second lesson too.
  while (from !== undefined && crowds(form, plan(calendar, from, lessons).days, caps))
    from = next(addDays(from, 1));
  if (from === undefined) return undefined;
  const fitting = (anchor: string) => plan(calendar, anchor, lessons).days.length;
  return fitting(from) < fitting(day) ? undefined : firstLesson(plan, calendar, from, lessons);
}

/** Whether the caps allow the form or these lessons, but not both. */
function crowds(form: CappedMail, days: readonly string[], caps: Caps): boolean {
  const near = addDays(form.day, 14);
  const mails = [form];
  return days.some((day) => {
    if (day > near) return false;
    const problem = capProblem(mails, day, campaign, caps);
    mails.push({ day, campaign });
    return problem !== undefined;
  });
}

/** The first form and lesson of somebody who begins on `anchor`; `form` is undefined without one. */
export function courseStart(
  plan: CoursePlanner,
  calendar: SendingCalendar,
  anchor: string,
  given: BaselineCampaign & { baseline: boolean },
): { form: string | undefined; lesson: NextLesson } {
  const { baseline, caps, lessons, until } = given;
  const form = baseline
    ? nextAllowedDay(calendar, [], anchor, campaign, caps, until ?? undefined)
    : undefined;
  const after = form && lessonAfterForm(plan, calendar, form, given);
  return after
    ? { form, lesson: after }
    : { form: undefined, lesson: firstLesson(plan, calendar, anchor, lessons) };
}

/** The form of somebody whose last lesson went on `day` and is answered at once. */
export function formAfterLessons(
  calendar: SendingCalendar,
  day: string,
  { until, caps }: Pick<BaselineCampaign, 'until' | 'caps'>,
): string | undefined {
  const sent = [{ day, campaign }];
  return nextAllowedDay(calendar, sent, addDays(day, 1), campaign, caps, until ?? undefined);
}

/** The last day for a lesson that leaves the form after it a day before the end. */
export function lastDayBeforeForm(
  cadence: Cadence,
  calendar: SendingCalendar,
  caps: Caps,
): string | undefined {
  if (cadence.kind === 'rolling') return undefined;
  const { until } = cadence;
  const first = addDays(until, -searchDays);
  const form = previousAllowedDay(calendar, [], until, campaign, caps, first);
  if (form === undefined) return undefined;
  const planned = [{ day: form, campaign }];
  return previousAllowedDay(calendar, planned, addDays(form, -1), campaign, caps, first);
}
