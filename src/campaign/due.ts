import { pickRepetition } from '../spacing/arm.ts';
import { type CappedMail, capProblem } from '../spacing/caps.ts';
import { chooseMail, type MailCandidate } from '../spacing/choose-mail.ts';
import { dayNumber, dayText } from '../spacing/local-day.ts';
import type { Review } from '../spacing/review.ts';
import { addDays, isOpen, localDay } from '../spacing/sending-window.ts';
import { announcementCampaign } from './announcement-day.ts';
import { lessonAfterForm } from './baseline-day.ts';
import {
  announcedDay,
  baselineDay,
  comingDays,
  planned,
  reminderDay,
  slotPlan,
  waitsForForm,
  withLesson,
} from './due-day.ts';
import type {
  DueCampaign,
  DueDecision,
  DueEnrolment,
  DueMail,
  DuePerson,
  DuePlan,
  DueReview,
  ParkReason,
} from './due-person.ts';
import { followingLesson } from './lesson-course.ts';

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

function standing(enrolment: DueEnrolment) {
  const { anchor, anchorLesson, announceOn, baseline, lessonOn, nextLesson } = enrolment;
  return { anchor, anchorLesson, announceOn, baseline, lessonOn, nextLesson };
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
  const { baseline, campaign, calendar, lessonOn, nextLesson, unanswered } = enrolment;
  const day = localDay(calendar.timeZone, now);
  if (capProblem(person.history, day, campaign.id, campaign.caps) !== undefined) return [];
  const found: Candidate[] = [];
  const base = { campaign: campaign.id, enrolment, day };
  if (announcedDay(enrolment, person.history, day) === day)
    found.push({ ...base, kind: 'announcement', due: enrolment.announceOn ?? day });
  const form = baselineDay(enrolment, person.history, day);
  const isFormDue = form === day && baseline != null;
  // The form before was due a week before lesson 1: the longer it has waited, the sooner it goes.
  const [formDue = day] = baseline === 'before' ? comingDays(enrolment) : [];
  if (isFormDue) found.push({ ...base, kind: baseline, due: formDue });
  const waits = waitsForForm(enrolment, form);
  if (!waits && lessonOn !== null && lessonOn <= day && nextLesson <= campaign.lessons)
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
  if (kind === 'announcement') return { kind, day, lesson: 0 };
  if (kind === 'before' || kind === 'after') {
    const lesson = kind === 'before' ? 0 : enrolment.nextLesson - 1;
    return { kind: 'baseline', day, baseline: kind, lesson };
  }
  if (chosen.review === undefined) throw new RangeError('A repetition has a question.');
  return { kind: 'repetition', day, repetition: chosen.review };
}

/** The enrolment once another one's mail has gone: a lesson or a form that was near is so no more. */
function after(enrolment: DueEnrolment, sent: Candidate | undefined): DueEnrolment {
  const { others } = enrolment;
  if (others === undefined || (sent?.kind !== 'lesson' && sent?.kind !== 'before'))
    return enrolment;
  const isStillNear = ({ campaign, day }: { campaign: number; day: string }) =>
    campaign !== sent.campaign || (sent.kind === 'before' && day > sent.day);
  return { ...enrolment, others: others.filter(isStillNear) };
}

/** The enrolment as it stands once the mail is written down. */
function afterMail(enrolment: DueEnrolment, mail: DueMail): DueEnrolment {
  const { campaign, calendar, unanswered } = enrolment;
  if (mail.kind === 'reminder')
    return {
      ...enrolment,
      unanswered: unanswered && { ...unanswered, reminded: [...unanswered.reminded, mail.day] },
    };
  if (mail.kind === 'announcement') return { ...enrolment, announceOn: null };
  if (mail.kind === 'baseline') {
    if (mail.baseline === 'after') return { ...enrolment, baseline: null };
    const lesson = lessonAfterForm(campaign.plan, calendar, mail.day, campaign);
    return { ...enrolment, ...lesson, announceOn: null, baseline: 'after' };
  }
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
    announceOn: null,
    // Whoever got no form before the course gets none after it: there is nothing to compare.
    baseline: enrolment.baseline === 'before' ? null : enrolment.baseline,
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

function withMail(history: readonly CappedMail[], chosen: Candidate): readonly CappedMail[] {
  const { day, kind, campaign } = chosen;
  return [...history, { day, campaign: kind === 'announcement' ? announcementCampaign : campaign }];
}
