import { z } from 'zod';
import { dayNumber, dayText, weekOf } from './local-day.ts';
import { findSendingDay, type SendingCalendar } from './sending-window.ts';

/** A capped mail someone got or is going to get: its local day, YYYY-MM-DD, and its campaign. */
export type CappedMail = { day: string; campaign: number };

/**
 * How many capped mails a person gets: one a local day (rule 6, not to be changed), so many a
 * week from one campaign, and so many a week in all.
 *
 * A cap of n a week means: at most n in a calendar week, Monday to Sunday, and at most n in any
 * `spanDays` consecutive days. Seven rolling days alone would be what a person feels, but would
 * push a weekly lesson ever later: moved from a free Tuesday to Wednesday, it could never come
 * on a Tuesday again, and each holiday would take another day. Calendar weeks alone let a
 * Friday be followed by a Monday. With both, a lesson that a holiday moved within its week is
 * back on its own day the week after, whatever the weekday where mails leave Monday to Friday
 * and the move is of one or two days, and only a week without any allowed day costs a week.
 * `spanDays: 7` gives seven rolling days to those who want them.
 */
export type Caps = {
  perDay: 1;
  perWeekPerCampaign: number;
  perWeek: number;
  /** Whole days, 1-7. */
  spanDays: number;
};

export const defaultCaps: Caps = { perDay: 1, perWeekPerCampaign: 1, perWeek: 2, spanDays: 5 };

/** Caps as a settings value; what is left out is as in `defaultCaps`. */
export const capsSchema = z
  .strictObject({
    perDay: z.literal(1).default(defaultCaps.perDay),
    perWeekPerCampaign: z.int().min(1).max(7).default(defaultCaps.perWeekPerCampaign),
    perWeek: z.int().min(1).max(7).default(defaultCaps.perWeek),
    spanDays: z.int().min(1).max(7).default(defaultCaps.spanDays),
  })
  .refine((caps) => caps.perWeekPerCampaign <= caps.perWeek, {
    path: ['perWeekPerCampaign'],
    error: 'One campaign cannot have more mails a week than there are in all.',
  });

/** Which cap forbids a mail: one a day, the campaign's a week, or all campaigns' a week. */
export type CapProblem = 'day' | 'campaign-week' | 'week';

const searchDays = 400;

/**
 * The cap that forbids one more mail of `campaign` on `day`, or undefined. `history` holds the
 * person's capped mails that are not cancelled, in any order; mails planned for later days may
 * be among them and are kept as free of crowding as the earlier ones.
 */
export function capProblem(
  history: readonly CappedMail[],
  day: string,
  campaign: number,
  caps: Caps = defaultCaps,
): CapProblem | undefined {
  const candidate = dayNumber(day);
  const all: number[] = [];
  const own: number[] = [];
  // Nothing further away shares a week or a span with the candidate.
  const [first, last] = [dayText(candidate - 6), dayText(candidate + 6)];
  for (const mail of history) {
    if (mail.day < first || mail.day > last) continue;
    const number = dayNumber(mail.day);
    all.push(number);
    if (mail.campaign === campaign) own.push(number);
  }
  if (all.includes(candidate)) return 'day';
  if (isFull(own, candidate, caps.perWeekPerCampaign, caps.spanDays)) return 'campaign-week';
  if (isFull(all, candidate, caps.perWeek, caps.spanDays)) return 'week';
  return undefined;
}

/**
 * The first sending day on or after `from` on which the caps allow a mail of `campaign`;
 * undefined where there is none up to and including `until`, or within 400 days without it.
 */
export function nextAllowedDay(
  calendar: SendingCalendar,
  history: readonly CappedMail[],
  from: string,
  campaign: number,
  caps: Caps = defaultCaps,
  until?: string,
): string | undefined {
  const first = dayNumber(from);
  return firstAllowed(
    calendar,
    history,
    [first, until === undefined ? first + searchDays : dayNumber(until)],
    campaign,
    caps,
  );
}

/** As `nextAllowedDay`, the last such day on or before `from` and not before `notBefore`. */
export function previousAllowedDay(
  calendar: SendingCalendar,
  history: readonly CappedMail[],
  from: string,
  campaign: number,
  caps: Caps,
  notBefore: string,
): string | undefined {
  const [first, last] = [dayNumber(from), dayNumber(notBefore)];
  if (last > first) return undefined;
  return firstAllowed(calendar, history, [first, last], campaign, caps, -1);
}

function firstAllowed(
  calendar: SendingCalendar,
  history: readonly CappedMail[],
  [from, to]: [number, number],
  campaign: number,
  caps: Caps,
  step: 1 | -1 = 1,
): string | undefined {
  let number = from;
  while (step * number <= step * to) {
    const found = findSendingDay(calendar, number, to);
    if (found === undefined) return undefined;
    const day = dayText(found);
    if (capProblem(history, day, campaign, caps) === undefined) return day;
    number = found + step;
  }
  return undefined;
}

function isFull(days: readonly number[], candidate: number, most: number, span: number): boolean {
  if (days.length < most) return false;
  const week = weekOf(candidate);
  if (days.filter((day) => weekOf(day) === week).length >= most) return true;
  for (let start = candidate - span + 1; start <= candidate; start++)
    if (days.filter((day) => day >= start && day < start + span).length >= most) return true;
  return false;
}
