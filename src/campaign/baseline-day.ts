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

/** Lesson 1 is planned so many days after the form before it, where the caps are as by default. */
export const formLeadDays = 7;

/** What decides about a form besides the calendar. */
export type BaselineCampaign = { lessons: number; until: string | null; caps: Caps };

/** Caps look at mails of one campaign here; which one it is does not matter. */
const campaign = 0;
/** Longer than any stretch of closed days that the settings accept with its neighbours. */
const searchDays = 400;

/**
 * Lesson 1 of somebody whose form goes on the local day `day`: with one mail a week from a campaign
 * a week later, on the same weekday; sooner, as the caps allow, where a lesson would else lose its
 * place before the end, or where they allow more. Undefined where the form would cost a lesson
 * even so: then the lessons go without it.
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
  const fitting = (anchor: string) => plan(calendar, anchor, lessons).days.length;
  for (const gap of caps.perWeekPerCampaign === 1 ? [7, 1] : [1]) {
    let from = next(addDays(day, gap));
    // Where the caps allow several mails a week, the form must leave room for the second lesson too.
    while (from !== undefined && crowds(form, plan(calendar, from, lessons).days, caps))
      from = next(addDays(from, 1));
    if (from !== undefined && fitting(from) >= fitting(day))
      return firstLesson(plan, calendar, from, lessons);
  }
  return undefined;
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
