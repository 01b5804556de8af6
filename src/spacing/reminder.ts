import { type CappedMail, type Caps, defaultCaps, nextAllowedDay } from './caps.ts';
import { addDays, type SendingCalendar } from './sending-window.ts';

export type ReminderRule = {
  /** Days after the lesson was sent; one reminder each, at most two, growing. */
  afterDays: readonly number[];
  /** A reminder that free days and caps keep back for longer than this is left out. */
  lapsesAfterDays: number;
};

export const defaultReminderRule: ReminderRule = { afterDays: [5, 10], lapsesAfterDays: 7 };

/** A lesson that was sent, and what would stop its reminders (rule 7). */
export type RemindedLesson = {
  campaign: number;
  /** Local days, YYYY-MM-DD; the day of each reminder sent so far is in `reminded`. */
  sentDay: string;
  reminded: readonly string[];
  hasAnswered: boolean;
  isHeld: boolean;
  isPaused: boolean;
  hasLeft: boolean;
  hasEnded: boolean;
};

/**
 * The local day of a lesson's next reminder, or undefined where none is to come. `history` are
 * the person's capped mails of all campaigns. Give the days of lessons that are planned as well:
 * a reminder then keeps out of their way, for a lesson goes before it. (With one mail a week
 * from a campaign, a weekly course leaves room for reminders only after its last lesson, and a
 * fortnightly one for one reminder a lesson.) `notBefore` is today, or
 * the first day after a hold; `until` the campaign's last day, undefined without an end.
 */
export function nextReminderDay(
  lesson: RemindedLesson,
  calendar: SendingCalendar,
  history: readonly CappedMail[],
  options: {
    notBefore: string;
    until: string | undefined;
    rule?: ReminderRule;
    caps?: Caps;
  },
): string | undefined {
  const { rule = defaultReminderRule, caps = defaultCaps, until } = options;
  if (lesson.hasAnswered || lesson.isHeld || lesson.isPaused || lesson.hasLeft || lesson.hasEnded)
    return undefined;
  const after = rule.afterDays[lesson.reminded.length];
  if (after === undefined || lesson.reminded.length >= mostReminders) return undefined;
  const due = dueDay(lesson, rule, after);
  const lapses = addDays(due, rule.lapsesAfterDays);
  const last = until !== undefined && until < lapses ? until : lapses;
  const from = options.notBefore > due ? options.notBefore : due;
  return nextAllowedDay(calendar, history, from, lesson.campaign, caps, last);
}

const mostReminders = 2;

/** What is wrong with a rule of reminders, in words, or undefined. */
export function reminderRuleProblem({ afterDays, lapsesAfterDays }: ReminderRule) {
  const grows = afterDays.every((days, i) => days > (afterDays[i - 1] ?? 0));
  const whole = [...afterDays, lapsesAfterDays].every(
    (days) => Number.isInteger(days) && days >= 0 && days <= 60,
  );
  if (afterDays.length <= mostReminders && grows && whole) return undefined;
  return {
    sv: `Påminnelser ges som högst ${mostReminders} växande antal dagar efter lektionen, 1–60, till exempel 5 och 10.`,
    en: `Reminders are given as at most ${mostReminders} growing numbers of days after the lesson, 1-60, such as 5 and 10.`,
  };
}

/** After a reminder that went late the next one keeps its distance. */
function dueDay(lesson: RemindedLesson, rule: ReminderRule, after: number): string {
  const own = addDays(lesson.sentDay, after);
  const before = rule.afterDays[lesson.reminded.length - 1];
  const previous = lesson.reminded.at(-1);
  if (before === undefined || previous === undefined) return own;
  const spaced = addDays(previous, after - before);
  return spaced > own ? spaced : own;
}
