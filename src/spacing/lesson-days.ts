import {
  type CappedMail,
  type Caps,
  defaultCaps,
  nextAllowedDay,
  previousAllowedDay,
} from './caps.ts';
import { type BothLanguages, dayNumber, weekdayOf, weekOf } from './local-day.ts';
import { retentionGapDays } from './retention-gap.ts';
import { addDays, type SendingCalendar } from './sending-window.ts';

/**
 * How often lessons come. `every`: so many days apart; `spread`: evenly up to the end; `retain`:
 * so far apart as serves memory best on the day `retainUntil`; `rolling`: so many days apart
 * from the joining day, without an end. `until` is the last local day of sending, YYYY-MM-DD.
 */
export type Cadence =
  | { kind: 'every'; days: number; until: string }
  | { kind: 'spread'; until: string }
  | { kind: 'retain'; until: string; retainUntil: string }
  | { kind: 'rolling'; days: number };

/** The lessons' local days in order, and what did not fit before the end. */
export type LessonPlan = {
  days: string[];
  /** Days between two lessons before free days and caps move them; may be a fraction. */
  gapDays: number;
  lessonsWithoutRoom: number;
};

/** All lessons are of one campaign here; which one it is does not matter. */
const campaign = 0;

/**
 * The days on which someone gets lesson 1, 2, … who starts on or after `anchor` (YYYY-MM-DD) and
 * is mailed without delays. Never on a day that is no sending day, never above the caps. Whoever
 * comes late has the gaps made equally shorter, down to what the caps allow, so that every
 * lesson that can come before the end does; what cannot is counted in `lessonsWithoutRoom`.
 *
 * A lesson whose day is free comes later in the same week, else earlier in it (Good Friday's on
 * Thursday), and only then in a later week; so a weekly cadence stays where it is. Where the
 * caps leave a whole week no day (a Friday after 23 December, July) the lessons after it come
 * as many weeks later, on their weekday, as long as there is time.
 *
 * After a hold call it with the day of return and the lessons that are left: gaps no shorter
 * than before where time allows, equally shorter where it does not.
 */
export function lessonDays(
  cadence: Cadence,
  calendar: SendingCalendar,
  anchor: string,
  lessons: number,
  caps: Caps = defaultCaps,
): LessonPlan {
  const end = cadence.kind === 'rolling' ? undefined : cadence.until;
  const latest = end === undefined ? [] : latestDays(calendar, anchor, end, lessons, caps);
  const fitting = end === undefined ? lessons : latest.length;
  let first = nextAllowedDay(calendar, [], anchor, campaign, caps, end);
  const gapDays = gapOf(cadence, first ?? anchor, latest.at(-1), fitting, caps);
  const keepsWeekday = 'days' in cadence && cadence.days === gapDays;
  const days: string[] = [];
  while (first !== undefined && days.length < fitting) {
    const last = latest[days.length];
    const target = addDays(first, Math.round(days.length * gapDays));
    const lost = keepsWeekday ? lostWeeks(calendar, target, days, caps, last) : 0;
    first = addDays(first, 7 * lost);
    const day = dayNear(calendar, addDays(target, 7 * lost), days, caps, last);
    if (day === undefined) break;
    days.push(day);
  }
  return { days, gapDays, lessonsWithoutRoom: lessons - days.length };
}

/**
 * The day of a lesson (1, 2, …) for someone whose capped mails so far, of all campaigns, are
 * `history`: its day in the plan, or later where it was passed (an outage, a hold, a day lost to
 * another mail) or the caps forbid it. Undefined where the plan has no room for it or no allowed
 * day is left up to `until`.
 */
export function nextLessonDay(
  plan: LessonPlan,
  lesson: number,
  calendar: SendingCalendar,
  history: readonly CappedMail[],
  options: { campaign: number; notBefore: string; until: string | undefined; caps?: Caps },
): string | undefined {
  const day = plan.days[lesson - 1];
  if (day === undefined) return undefined;
  const from = day > options.notBefore ? day : options.notBefore;
  return nextAllowedDay(calendar, history, from, options.campaign, options.caps, options.until);
}

/** `lessonDays` that remembers its answers, for a batch in which many share a first day. */
export function lessonPlanner(
  cadence: Cadence,
  calendar: SendingCalendar,
  caps: Caps = defaultCaps,
): (anchor: string, lessons: number) => LessonPlan {
  const plans = new Map<string, LessonPlan>();
  return (anchor, lessons) => {
    const key = `${anchor} ${lessons}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = lessonDays(cadence, calendar, anchor, lessons, caps);
      plans.set(key, plan);
    }
    return plan;
  };
}

/** What is wrong with a cadence that begins on `start`, in words, or undefined. */
export function cadenceProblem(cadence: Cadence, start: string): BothLanguages | undefined {
  if (
    (cadence.kind === 'every' || cadence.kind === 'rolling') &&
    !(Number.isInteger(cadence.days) && cadence.days >= 1 && cadence.days <= 366)
  )
    return {
      sv: `En lektion var ${cadence.days}:e dag går inte. Ange ett helt antal dagar från 1 till 366, till exempel 14.`,
      en: `A lesson every ${cadence.days} days is impossible. Give a whole number of days from 1 to 366, such as 14.`,
    };
  if (cadence.kind !== 'rolling' && cadence.until < start)
    return {
      sv: `Utskicket skulle sluta (${cadence.until}) innan det börjar (${start}). Ange en senare slutdag.`,
      en: `The campaign would end (${cadence.until}) before it starts (${start}). Give a later end.`,
    };
  if (cadence.kind === 'retain' && cadence.retainUntil <= cadence.until)
    return {
      sv: `Dagen då kunskapen ska sitta (${cadence.retainUntil}) måste ligga efter utskickets slut (${cadence.until}).`,
      en: `The day up to which it is retained (${cadence.retainUntil}) must lie after the end of the campaign (${cadence.until}).`,
    };
  return undefined;
}

/** An allowed day for the next lesson near its target, and not after `last`. */
function dayNear(
  calendar: SendingCalendar,
  target: string,
  before: readonly string[],
  caps: Caps,
  last: string | undefined,
): string | undefined {
  const history = planned(before, caps);
  const previous = before.at(-1);
  const soonest = previous === undefined ? target : addDays(previous, 1);
  const from = target > soonest ? target : soonest;
  const later = nextAllowedDay(calendar, history, from, campaign, caps, last) ?? last;
  const number = dayNumber(target);
  const sameWeek = later !== undefined && weekOf(dayNumber(later)) <= weekOf(number);
  if (sameWeek || !calendar.weekdays.includes(weekdayOf(number))) return later;
  const monday = addDays(target, 1 - weekdayOf(number));
  const notBefore = monday > soonest ? monday : soonest;
  return previousAllowedDay(calendar, history, target, campaign, caps, notBefore) ?? later;
}

/** The weeks by which the caps, rather than free days alone, keep a lesson from its own week. */
function lostWeeks(
  calendar: SendingCalendar,
  target: string,
  before: readonly string[],
  caps: Caps,
  last: string | undefined,
): number {
  const week = (day: string | undefined) => weekOf(dayNumber(day ?? target));
  const capped = week(dayNear(calendar, target, before, caps, last));
  if (capped <= week(target)) return 0;
  return capped > week(dayNear(calendar, target, [], caps, last)) ? capped - week(target) : 0;
}

function gapOf(
  cadence: Cadence,
  first: string,
  last: string | undefined,
  lessons: number,
  caps: Caps,
): number {
  const densest = 7 / Math.min(caps.perWeekPerCampaign, caps.perWeek);
  if (cadence.kind === 'rolling') return Math.max(cadence.days, densest);
  const start = dayNumber(first);
  const evenly = last === undefined || lessons < 2 ? 0 : (dayNumber(last) - start) / (lessons - 1);
  return Math.max(densest, Math.min(evenly, wished(cadence, start, lessons)));
}

function wished(cadence: Exclude<Cadence, { kind: 'rolling' }>, first: number, lessons: number) {
  if (cadence.kind === 'every') return cadence.days;
  if (cadence.kind === 'spread') return Number.POSITIVE_INFINITY;
  return retentionGapDays(dayNumber(cadence.retainUntil) - first, lessons);
}

/**
 * The last day for each lesson on which all later ones still fit before the end; fewer days than
 * lessons where not all fit. Whoever keeps to these days is never kept from the next one by the
 * caps: an earlier mail only leaves more room.
 */
function latestDays(
  calendar: SendingCalendar,
  anchor: string,
  until: string,
  lessons: number,
  caps: Caps,
): string[] {
  const backwards: string[] = [];
  let from = until;
  while (backwards.length < lessons) {
    const later = planned(backwards, caps);
    const day = previousAllowedDay(calendar, later, from, campaign, caps, anchor);
    if (day === undefined) break;
    backwards.push(day);
    from = addDays(day, -1);
  }
  return backwards.reverse();
}

/** The last of these days as mails; older ones no cap looks at. */
function planned(days: readonly string[], caps: Caps): CappedMail[] {
  return days.slice(-caps.perWeekPerCampaign).map((day) => ({ day, campaign }));
}
