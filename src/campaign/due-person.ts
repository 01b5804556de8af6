import type { Arm } from '../spacing/arm.ts';
import type { CappedMail, Caps } from '../spacing/caps.ts';
import type { ReminderRule } from '../spacing/reminder.ts';
import type { Review } from '../spacing/review.ts';
import type { SendingCalendar } from '../spacing/sending-window.ts';
import type { BaselineTime } from './baseline-day.ts';
import type { CoursePlanner, NextLesson, Place } from './lesson-course.ts';

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
  /** Whether it asks its form before and after. */
  baseline?: boolean | undefined;
  /** Its first day: before it nothing but the announcement goes. */
  start?: string | undefined;
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
  departmentId?: number | null;
  campaign: DueCampaign;
  /** The hours of the person's department. */
  calendar: SendingCalendar;
  nextLesson: number;
  lessonOn: string | null;
  /** The form that is to come next; null or undefined where none is. */
  baseline?: BaselineTime | null | undefined;
  /** The local day from which the announcement goes; null or undefined where none is to come. */
  announceOn?: string | null | undefined;
  dueAt: Date;
  unanswered: UnansweredLesson | undefined;
  reviews: readonly DueReview[];
  /** Days of the next lessons and forms of the person's other campaigns, as far as they are near. */
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
  | {
      kind: 'baseline';
      baseline: BaselineTime;
      /** 0 before the lessons, the last one's number after them. */
      lesson: number;
      repetition?: undefined;
    }
  | { kind: 'announcement'; lesson: 0; repetition?: undefined }
);

/** Where an enrolment stands after the decision. */
export type DuePlan = NextLesson & {
  nextLesson: number;
  baseline?: BaselineTime | null | undefined;
  announceOn?: string | null | undefined;
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
