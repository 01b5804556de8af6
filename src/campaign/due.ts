import { type Arm, pickRepetition } from '../spacing/arm.ts';
import { type CappedMail, type Caps, capProblem, nextAllowedDay } from '../spacing/caps.ts';
import { chooseMail, type MailCandidate } from '../spacing/choose-mail.ts';
import { dayNumber, dayText } from '../spacing/local-day.ts';
import { nextReminderDay, type ReminderRule } from '../spacing/reminder.ts';
import type { Review } from '../spacing/review.ts';
import {
  addDays,
  isOpen,
  localDay,
  nextSlot,
  type SendingCalendar,
} from '../spacing/sending-window.ts';
import { spreadFraction } from '../spacing/spread.ts';
import {
  type CoursePlanner,
  followingLesson,
  type NextLesson,
  type Place,
} from './lesson-course.ts';

/** Why nothing more is planned; all but `end` are lifted when the roster or a hold changes. */
export type ParkReason = 'left' | 'no-address' | 'hold' | 'end';

export type DueCampaign = {
  id: number;
  until: string | null;
  lessons: number;
  arm: Arm;
  plan: CoursePlanner;
  caps: Caps;
  reminders: ReminderRule;
};

/** The lesson that was planned last and has no answer yet; `reminded` holds the days of its reminders. */
export type UnansweredLesson = {
  asking: number;
  lesson: number;
  sentDay: string;
  reminded: readonly string[];
  /** Its mail still waits to be sent: the relay is slow, or all sending is stopped. */
  isQueued?: boolean;
};

/** How an earlier question stands. `round` is the number its next asking gets. */
export type DueReview = { lesson: number; question: string; round: number; review: Review };

/** What the tick knows of an enrolment in which something has fallen due. */
export type DueEnrolment = Place & {
  id: number;
  employeeId: number;
  campaign: DueCampaign;
  /** The hours of the person's department. */
  calendar: SendingCalendar;
  nextLesson: number;
  lessonOn: string | null;
  dueAt: Date;
  unanswered: UnansweredLesson | undefined;
  reviews: readonly DueReview[];
  /** Days of the next lessons of the person's other campaigns, as far as they are near. */
  others?: readonly CappedMail[];
};

/** A person with all of their enrolments in which something is due. */
export type DuePerson = {
  employeeId: number;
  hasLeft: boolean;
  hasAddress: boolean;
  /** False while a pilot (MAIL_ONLY_TO) leaves this address out. */
  mayBeMailed: boolean;
  /** Last local day of a hold that covers today; 'open' without an end; undefined without a hold. */
  heldUntil: string | 'open' | undefined;
  /** Their mails of the last two weeks that are not cancelled, of all campaigns. */
  history: readonly CappedMail[];
  enrolments: readonly DueEnrolment[];
};

/** A mail to be written down for today. */
export type DueMail = { day: string } & (
  | { kind: 'lesson'; lesson: number; repetition: DueReview | undefined }
  | { kind: 'reminder'; lesson: number; asking: number }
  | { kind: 'repetition'; repetition: DueReview }
);

/** Where an enrolment stands after the decision. */
export type DuePlan = NextLesson & {
  nextLesson: number;
  dueAt: Date | null;
  parked: ParkReason | null;
};

export type DueDecision = {
  enrolment: DueEnrolment;
  /** At most one of a person's decisions has a mail. */
  mail: DueMail | undefined;
  plan: DuePlan;
  /** The plan instead, should the day turn out to be taken (rule 6). */
  withoutMail: DuePlan;
};

/** Older than this, a due time is taken for downtime and re-spaced instead of poured out (rule 6). */
const lateMilliseconds = 60 * 60_000;

/** Which campaign took a day that was lost is read at the next look. */
const someOther = 0;

type Candidate = MailCandidate & { enrolment: DueEnrolment; day: string; review?: DueReview };

/** Decides for one person what goes now, at most one mail, and when to look again. Pure. */
export function decideDue(person: DuePerson, now: Date): DueDecision[] {
  const early = new Map<DueEnrolment, DuePlan>();
  const candidates: Candidate[] = [];
  for (const enrolment of person.enrolments) {
    const plan = notNow(person, enrolment, now);
    if (plan !== undefined) early.set(enrolment, plan);
    else candidates.push(...candidatesOf(person, enrolment, now));
  }
  const chosen = chooseMail(candidates);
  return person.enrolments.map((enrolment): DueDecision => {
    const tomorrow = addDays(localDay(enrolment.calendar.timeZone, now), 1);
    const plan = early.get(enrolment);
    if (plan !== undefined) return { enrolment, mail: undefined, plan, withoutMail: plan };
    const stay = standing(enrolment);
    if (chosen === undefined || chosen.mail.enrolment !== enrolment) {
      const history = chosen === undefined ? person.history : withMail(person.history, chosen.mail);
      // Nothing of it may go today any more, whatever the reason.
      const waiting = planned(person, after(enrolment, chosen?.mail), stay, history, now, tomorrow);
      return { enrolment, mail: undefined, plan: waiting, withoutMail: waiting };
    }
    const mail = mailOf(chosen.mail, chosen.repetition);
    const moved = afterMail(enrolment, mail);
    return {
      enrolment,
      mail,
      plan: planned(
        person,
        moved,
        standing(moved),
        withMail(person.history, chosen.mail),
        now,
        tomorrow,
      ),
      withoutMail: planned(
        person,
        enrolment,
        stay,
        [...person.history, { day: mail.day, campaign: someOther }],
        now,
        tomorrow,
      ),
    };
  });
}

/** When to look at an enrolment again, from `notBefore` (a local day) on. */
export function nextLook(
  person: Pick<DuePerson, 'employeeId' | 'history'>,
  enrolment: DueEnrolment,
  now: Date,
  notBefore: string,
): DuePlan {
  return planned(person, enrolment, standing(enrolment), person.history, now, notBefore);
}

function standing({ anchor, anchorLesson, lessonOn, nextLesson }: DueEnrolment) {
  return { anchor, anchorLesson, lessonOn, nextLesson };
}

/** A plan where nothing can be decided now: gone, held, outside the hours, or late. */
function notNow(person: DuePerson, enrolment: DueEnrolment, now: Date): DuePlan | undefined {
  const { calendar, campaign } = enrolment;
  const today = localDay(calendar.timeZone, now);
  const stay = standing(enrolment);
  const park = (parked: ParkReason): DuePlan => ({ ...stay, dueAt: null, parked });
  const at = (notBefore: string): DuePlan => slotPlan(person, enrolment, stay, now, notBefore);
  if (person.hasLeft) return park('left');
  if (!person.hasAddress) return park('no-address');
  if (campaign.until !== null && today > campaign.until) return park('end');
  if (person.heldUntil === 'open') return park('hold');
  if (person.heldUntil !== undefined) return at(addDays(person.heldUntil, 1));
  // What follows waits: a queued mail that is too late is cancelled, and its lesson comes again.
  if (!person.mayBeMailed || enrolment.unanswered?.isQueued) return at(addDays(today, 1));
  if (!isOpen(calendar, now) || now.getTime() - enrolment.dueAt.getTime() > lateMilliseconds)
    return at(today);
  return undefined;
}

/** What of an enrolment may go today: its lesson, a reminder, the one question most in need. */
function candidatesOf(person: DuePerson, enrolment: DueEnrolment, now: Date): Candidate[] {
  const { campaign, calendar, lessonOn, nextLesson, unanswered } = enrolment;
  const day = localDay(calendar.timeZone, now);
  if (capProblem(person.history, day, campaign.id, campaign.caps) !== undefined) return [];
  const found: Candidate[] = [];
  const base = { campaign: campaign.id, enrolment, day };
  if (lessonOn !== null && lessonOn <= day && nextLesson <= campaign.lessons)
    found.push({ ...base, kind: 'lesson', due: lessonOn });
  if (unanswered !== undefined && reminderDay(enrolment, person.history, day) === day)
    found.push({ ...base, kind: 'reminder', due: addDays(unanswered.sentDay, 1) });
  const review = mostUrgent(enrolment, day);
  if (review !== undefined && (found[0]?.kind === 'lesson' || mayGoAlone(person, enrolment, day)))
    found.push({
      ...base,
      kind: 'repetition',
      due: dayText(review.review.dueOn ?? dayNumber(day)),
      review,
    });
  return found;
}

function mostUrgent({ campaign, reviews }: DueEnrolment, day: string): DueReview | undefined {
  const at = momentOf(campaign, day);
  const index = pickRepetition(
    campaign.arm,
    reviews.map(({ review }) => review),
    at,
  );
  return index === undefined ? undefined : reviews[index];
}

/** A repetition by itself must not take the place of the lesson that is about to come. */
function mayGoAlone(person: DuePerson, enrolment: DueEnrolment, day: string): boolean {
  const history = withLesson(enrolment, person.history, day);
  return capProblem(history, day, enrolment.campaign.id, enrolment.campaign.caps) === undefined;
}

function mailOf(chosen: Candidate, rider: Candidate | undefined): DueMail {
  const { day, enrolment, kind } = chosen;
  if (kind === 'lesson')
    return { kind, day, lesson: enrolment.nextLesson, repetition: rider?.review };
  if (kind === 'reminder' && enrolment.unanswered !== undefined) {
    const { asking, lesson } = enrolment.unanswered;
    return { kind, day, lesson, asking };
  }
  if (chosen.review === undefined) throw new RangeError('A repetition has a question.');
  return { kind: 'repetition', day, repetition: chosen.review };
}

/** The enrolment once another one's mail has gone: a lesson that was near is so no more. */
function after(enrolment: DueEnrolment, sent: Candidate | undefined): DueEnrolment {
  const { others } = enrolment;
  if (others === undefined || sent?.kind !== 'lesson') return enrolment;
  return { ...enrolment, others: others.filter(({ campaign }) => campaign !== sent.campaign) };
}

/** The enrolment as it stands once the mail is written down. */
function afterMail(enrolment: DueEnrolment, mail: DueMail): DueEnrolment {
  const { campaign, calendar, unanswered } = enrolment;
  if (mail.kind === 'reminder')
    return {
      ...enrolment,
      unanswered: unanswered && { ...unanswered, reminded: [...unanswered.reminded, mail.day] },
    };
  const reviews = enrolment.reviews.map((one) =>
    one === mail.repetition ? { ...one, review: repeated(campaign, one.review, mail.day) } : one,
  );
  if (mail.kind === 'repetition') return { ...enrolment, reviews };
  const next = mail.lesson + 1;
  const following = followingLesson(campaign.plan, calendar, enrolment, {
    next,
    lessons: campaign.lessons,
    previous: mail.day,
    until: campaign.until,
  });
  return {
    ...enrolment,
    ...following,
    nextLesson: next,
    reviews,
    // Only its number is not known yet; the reminder's day does not need it.
    unanswered: { asking: 0, lesson: mail.lesson, sentDay: mail.day, reminded: [] },
  };
}

/** A review once its repetition has been sent. */
export function repeated(campaign: DueCampaign, review: Review, day: string): Review {
  return campaign.arm.afterSent(review, momentOf(campaign, day));
}

function momentOf({ until }: DueCampaign, day: string) {
  return { day: dayNumber(day), endDay: until === null ? null : dayNumber(until) };
}

function planned(
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
  const lesson = lessonDay(enrolment, history, notBefore);
  const days = [lesson, reminderDay(enrolment, history, notBefore)];
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

/** Out of the way of the next lesson, which goes first. */
function reminderDay(
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

/** History and the lessons that are about to come, of all campaigns: nothing else takes their place. */
function withLesson(
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

function withMail(history: readonly CappedMail[], chosen: Candidate): readonly CappedMail[] {
  return [...history, { day: chosen.day, campaign: chosen.campaign }];
}

/** The person's slot on the first sending day from `notBefore` on, or the end. */
function slotPlan(
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
