import { type CappedMail, nextAllowedDay, previousAllowedDay } from '../spacing/caps.ts';
import { dayText } from '../spacing/local-day.ts';
import { nextReminderDay } from '../spacing/reminder.ts';
import { addDays, localDay, nextSlot } from '../spacing/sending-window.ts';
import { spreadFraction } from '../spacing/spread.ts';
import { announcementDay } from './announcement-day.ts';
import { baselineWaitDays, formLeadDays, lessonAfterForm } from './baseline-day.ts';
import type { DueEnrolment, DuePerson, DuePlan } from './due-person.ts';

/** The plan for the first day from `notBefore` (a local day) on with something to send, or the end. */
export function planned(
  person: Pick<DuePerson, 'employeeId'>,
  enrolment: DueEnrolment,
  stay: Omit<DuePlan, 'dueAt' | 'parked'>,
  history: readonly CappedMail[],
  now: Date,
  notBefore: string,
): DuePlan {
  const day = nextDay(enrolment, history, notBefore);
  if (day === undefined) return { ...stay, dueAt: null, parked: 'end' };
  return slotPlan(person, enrolment, stay, now, day);
}

/** The first day from `notBefore` on with something to send; undefined where there is none. */
function nextDay(
  enrolment: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): string | undefined {
  const { campaign, calendar, reviews } = enrolment;
  const allowed = (mails: readonly CappedMail[], from: string) =>
    nextAllowedDay(calendar, mails, from, campaign.id, campaign.caps, campaign.until ?? undefined);
  const form = baselineDay(enrolment, history, notBefore);
  const lesson = waitsForForm(enrolment, form) ? form : lessonDay(enrolment, history, notBefore);
  const announcement = announcedDay(enrolment, history, notBefore);
  const days = [announcement, lesson, form, reminderDay(enrolment, history, notBefore)];
  const dueOn = reviews.flatMap(({ review }) => review.dueOn ?? []);
  if (dueOn.length > 0) {
    const due = dayText(Math.min(...dueOn));
    const from = due > notBefore ? due : notBefore;
    days.push(allowed(withLesson(enrolment, history, notBefore), from));
  }
  return days.filter((day) => day !== undefined).toSorted()[0];
}

function lessonDay(
  { campaign, calendar, lessonOn, nextLesson }: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): string | undefined {
  if (lessonOn === null || nextLesson > campaign.lessons) return undefined;
  const from = lessonOn > notBefore ? lessonOn : notBefore;
  const until = campaign.until ?? undefined;
  return nextAllowedDay(calendar, history, from, campaign.id, campaign.caps, until);
}

/** The next reminder's local day, out of the way of the next lesson, which goes first. */
export function reminderDay(
  enrolment: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): string | undefined {
  const { campaign, calendar, unanswered } = enrolment;
  if (unanswered === undefined) return undefined;
  return nextReminderDay(
    {
      campaign: campaign.id,
      sentDay: unanswered.sentDay,
      reminded: unanswered.reminded,
      hasAnswered: false,
      isHeld: false,
      isPaused: false,
      hasLeft: false,
      hasEnded: false,
    },
    calendar,
    withLesson(enrolment, history, notBefore),
    {
      notBefore,
      until: campaign.until ?? undefined,
      rule: campaign.reminders,
      caps: campaign.caps,
    },
  );
}

/**
 * The next form's local day. The one before the course goes first of all, unless it would cost a
 * lesson; the one after it once the last lesson is answered, or has waited long enough or as long
 * as the campaign's end allows, and out of the way of other campaigns' lessons.
 */
export function baselineDay(
  enrolment: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): string | undefined {
  const { baseline, campaign, calendar, lessonOn, nextLesson, unanswered } = enrolment;
  const { id, caps, lessons, plan } = campaign;
  const until = campaign.until ?? undefined;
  if (campaign.baseline !== true) return undefined;
  if (baseline === 'before') {
    if (nextLesson > 1) return undefined;
    // Whoever is looked at for the announcement has the form still to come.
    const { start = notBefore } = campaign;
    const from = start > notBefore ? start : notBefore;
    const day = nextAllowedDay(calendar, history, from, id, caps, until);
    const lesson = day && lessonAfterForm(plan, calendar, day, campaign);
    return lesson && day;
  }
  const isOver = nextLesson > lessons || lessonOn === null;
  if (baseline !== 'after' || !isOver) return undefined;
  const mails = withLesson(enrolment, history, notBefore);
  let from = notBefore;
  if (unanswered !== undefined) {
    const waited = addDays(unanswered.sentDay, baselineWaitDays);
    const latest =
      until && previousAllowedDay(calendar, mails, until, id, caps, addDays(unanswered.sentDay, 1));
    const wished = latest !== undefined && latest < waited ? latest : waited;
    if (wished > from) from = wished;
  }
  return nextAllowedDay(calendar, mails, from, id, caps, until);
}

/** The announcement's local day; undefined where none is to come before the start. */
export function announcedDay(
  enrolment: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): string | undefined {
  const { announceOn, calendar, campaign, nextLesson } = enrolment;
  const { caps, start } = campaign;
  if (announceOn == null || start === undefined || nextLesson > 1) return undefined;
  const mails = { past: history, coming: withLesson(enrolment, history, notBefore) };
  return announcementDay({ announceOn, start, caps }, calendar, mails, notBefore);
}

/** True while the first lesson has to wait for the form, whose day is `form`. */
export function waitsForForm({ baseline }: DueEnrolment, form: string | undefined): boolean {
  return baseline === 'before' && form !== undefined;
}

/** History and the lessons that are about to come, of all campaigns: nothing else takes their place. */
export function withLesson(
  enrolment: DueEnrolment,
  history: readonly CappedMail[],
  notBefore: string,
): readonly CappedMail[] {
  const others = (enrolment.others ?? []).map(({ day, campaign }) => ({
    day: day > notBefore ? day : notBefore,
    campaign,
  }));
  const day = lessonDay(enrolment, history, notBefore);
  if (day === undefined) return [...history, ...others];
  const coming = [day, ...soonAfter(enrolment, day)];
  return [...history, ...others, ...coming.map((one) => mailOn(enrolment, one))];
}

/** Lessons of the plan within a week after the next one; there are some where the caps allow two. */
function soonAfter(enrolment: DueEnrolment, day: string): string[] {
  const { anchor, anchorLesson, calendar, campaign, nextLesson } = enrolment;
  if (campaign.caps.perWeekPerCampaign === 1) return [];
  const { days } = campaign.plan(calendar, anchor, campaign.lessons - anchorLesson + 1);
  const last = addDays(day, 7);
  return days
    .slice(Math.max(0, nextLesson - anchorLesson + 1))
    .filter((one) => one > day && one <= last);
}

function mailOn({ campaign }: DueEnrolment, day: string): CappedMail {
  return { day, campaign: campaign.id };
}

/** The person's slot on the first sending day from `notBefore` on, or the end. */
export function slotPlan(
  { employeeId }: Pick<DuePerson, 'employeeId'>,
  { calendar, campaign }: DueEnrolment,
  stay: Omit<DuePlan, 'dueAt' | 'parked'>,
  now: Date,
  notBefore: string,
): DuePlan {
  const dueAt = nextSlot(calendar, now, spreadFraction(employeeId), notBefore);
  const late = campaign.until !== null && localDay(calendar.timeZone, dueAt) > campaign.until;
  return late ? { ...stay, dueAt: null, parked: 'end' } : { ...stay, dueAt, parked: null };
}

/**
 * The days of the next lesson, and of the form before it where that is still to come: what
 * reminders and repetitions of other campaigns keep out of the way of. Where they did not, the day
 * of a mail that HR sees would tell of one that HR may not see (DESIGN rule 11).
 */
export function comingDays({
  baseline,
  lessonOn,
}: {
  baseline?: string | null | undefined;
  lessonOn: string | null;
}): string[] {
  if (lessonOn === null) return [];
  return baseline === 'before' ? [addDays(lessonOn, -formLeadDays), lessonOn] : [lessonOn];
}
