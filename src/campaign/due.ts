import { type Cadence, followingLessonDay, lessonDay } from '../spacing/cadence.ts';
import {
  addDays,
  isOpen,
  localDay,
  nextSlot,
  type SendingWindow,
  slotOn,
} from '../spacing/sending-window.ts';
import { spreadFraction } from '../spacing/spread.ts';

/** Why nothing more is planned; all but `end` are lifted when the roster or a hold changes. */
export type ParkReason = 'left' | 'no-address' | 'hold' | 'end';

/** What the tick knows of an enrolment whose next lesson has fallen due. */
export type DueEnrolment = {
  id: number;
  employeeId: number;
  anchor: string;
  nextLesson: number;
  dueAt: Date;
  hasLeft: boolean;
  hasAddress: boolean;
  /** False while a pilot (MAIL_ONLY_TO) leaves this address out. */
  mayBeMailed: boolean;
  /** Last local day of a hold that covers today; 'open' without an end; undefined without a hold. */
  heldUntil: string | 'open' | undefined;
};

export type DueCampaign = {
  window: SendingWindow;
  everyDays: number;
  until: string;
  lessons: number;
};

/** Send now; try again at an instant; or leave it until the roster or the campaign changes. */
export type DueDecision =
  | { kind: 'send'; lesson: number; day: string; nextLesson: number; nextDueAt: Date | undefined }
  | { kind: 'postpone'; dueAt: Date }
  | { kind: 'park'; reason: ParkReason };

/** Older than this, a due time is taken for downtime and re-spaced instead of poured out (rule 6). */
const lateMilliseconds = 60 * 60_000;

/** Decides what to do with one due enrolment. Pure: everything it needs is in its arguments. */
export function decideDue(campaign: DueCampaign, due: DueEnrolment, now: Date): DueDecision {
  const { window } = campaign;
  const today = localDay(window.timeZone, now);
  const fraction = spreadFraction(due.employeeId);
  const park = (reason: ParkReason): DueDecision => ({ kind: 'park', reason });
  const at = (notBefore: string): DueDecision => {
    const dueAt = nextSlot(window, now, fraction, notBefore);
    return localDay(window.timeZone, dueAt) > campaign.until
      ? park('end')
      : { kind: 'postpone', dueAt };
  };
  if (due.hasLeft) return park('left');
  if (!due.hasAddress) return park('no-address');
  if (due.nextLesson > campaign.lessons || today > campaign.until) return park('end');
  if (due.heldUntil === 'open') return park('hold');
  if (due.heldUntil !== undefined) return at(addDays(due.heldUntil, 1));
  if (!due.mayBeMailed) return at(addDays(today, 1));
  if (!isOpen(window, now) || now.getTime() - due.dueAt.getTime() > lateMilliseconds)
    return at(today);
  return { kind: 'send', lesson: due.nextLesson, day: today, ...following(campaign, due, today) };
}

/** Where an enrolment goes that lost its day to another mail (rule 6): its slot on a later day. */
export function respaced(campaign: DueCampaign, employeeId: number, now: Date): Date | undefined {
  const today = localDay(campaign.window.timeZone, now);
  const dueAt = nextSlot(campaign.window, now, spreadFraction(employeeId), addDays(today, 1));
  return localDay(campaign.window.timeZone, dueAt) > campaign.until ? undefined : dueAt;
}

/** The first due time of a new enrolment, from its anchor day or from now on, whichever is later. */
export function firstDue(
  campaign: DueCampaign,
  employeeId: number,
  anchor: string,
  now: Date,
): Date | undefined {
  const dueAt = nextSlot(campaign.window, now, spreadFraction(employeeId), anchor);
  return localDay(campaign.window.timeZone, dueAt) > campaign.until ? undefined : dueAt;
}

/**
 * The due time of someone who goes on after a leave: the lesson's own day by the cadence, so
 * that a return after a day or two crowds no lesson, and from now on where it has passed.
 */
export function resumedDue(
  campaign: DueCampaign,
  enrolment: Pick<DueEnrolment, 'employeeId' | 'anchor' | 'nextLesson'>,
  now: Date,
): Date | undefined {
  const day = lessonDay(cadenceOf(campaign, enrolment.anchor), enrolment.nextLesson);
  return firstDue(campaign, enrolment.employeeId, day, now);
}

function cadenceOf({ window, everyDays, until }: DueCampaign, anchor: string): Cadence {
  return { window, everyDays, until, anchor };
}

function following(campaign: DueCampaign, due: DueEnrolment, today: string) {
  const nextLesson = due.nextLesson + 1;
  if (nextLesson > campaign.lessons) return { nextLesson, nextDueAt: undefined };
  const day = followingLessonDay(cadenceOf(campaign, due.anchor), nextLesson, today);
  const nextDueAt =
    day === undefined ? undefined : slotOn(campaign.window, day, spreadFraction(due.employeeId));
  return { nextLesson, nextDueAt };
}
