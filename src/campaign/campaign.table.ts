import type { Generated, JSONColumnType } from 'kysely';
import type { VariantKey, Workplace } from '../course/course.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import type { Audience } from './audience.ts';
import type { BaselineTime } from './baseline-day.ts';
import type { CampaignStatus } from './campaign.ts';
import type { ParkReason } from './due-person.ts';

declare module '../platform/database.ts' {
  interface Tables {
    campaigns: CampaignTable;
    enrolments: EnrolmentTable;
    askings: AskingTable;
    reviews: ReviewTable;
    department_windows: DepartmentWindowTable;
    department_workplaces: DepartmentWorkplaceTable;
  }
}

export type CampaignTable = {
  id: Generated<number>;
  course_slug: string;
  course_version_id: number;
  lessons: number;
  audience: JSONColumnType<Audience>;
  /** Local dates, YYYY-MM-DD, in `time_zone`. */
  start_on: string;
  /** Null for a rolling campaign. */
  until_on: string | null;
  cadence: JSONColumnType<Cadence>;
  /** Name of the rule by which questions come back, such as `even:2`. */
  arm: Generated<string>;
  /** Whether its form goes out before the course and after it. */
  baseline: Generated<boolean>;
  /** Local times of day, HH:MM; `window_until` itself lies outside the window. */
  window_from: string;
  window_until: string;
  /** ISO weekdays, 1 = Monday. */
  weekdays: number[];
  time_zone: string;
  /** Days before the start on which it is announced; null: it is not. */
  announce_days: Generated<number | null>;
  status: CampaignStatus;
  created_at: Date;
  ended_at: Date | null;
};

export type EnrolmentTable = {
  id: Generated<number>;
  campaign_id: number;
  /** Null once the answers have lost their person (rule 15). */
  employee_id: number | null;
  department_id: number | null;
  /** The local date from which this person's lessons from `anchor_lesson` on are counted. */
  anchor_on: string;
  anchor_lesson: Generated<number>;
  next_lesson: Generated<number>;
  /** The local date of the next lesson; null once all were sent or none has room. */
  lesson_on: Generated<string | null>;
  /** The form that is to come next. */
  baseline: Generated<BaselineTime | null>;
  /** The local date from which the announcement goes; null: none is to come. */
  announce_on: Generated<string | null>;
  /** When there is something to decide next: a lesson, a reminder or a repetition. */
  next_due_at: Date | null;
  parked: ParkReason | null;
  reachable: boolean;
  /** Has had an address; with `reachable` it says who counts in the figures. */
  invited: Generated<boolean>;
  /** Where statistics show this person (statistics/shown.ts); null before the first day. */
  shown_strand: Generated<number | null>;
  /** How this person stood when counted out of them, in bits (statistics/shown.repository.ts). */
  shown_last: Generated<number | null>;
  left_at: Date | null;
  lessons_answered: Generated<number>;
  first_sent_at: Date | null;
  failed_at: Date | null;
  first_answered_at: Date | null;
  completed_at: Date | null;
};

export type AskingTable = {
  id: Generated<number>;
  enrolment_id: number;
  course_version_id: number;
  lesson: number;
  question: string;
  round: Generated<number>;
  asked_at: Date;
  /** The scenario it is asked with; null: the lesson's own. */
  variant: Generated<VariantKey | null>;
};

/** See spacing/review.ts; days are local dates. */
export type ReviewTable = {
  enrolment_id: number;
  question: string;
  lesson: number;
  since_on: string;
  asked: Generated<number>;
  unanswered: Generated<number>;
  right_in_row: number;
  wrong: number;
  last: 'right' | 'wrong';
  last_on: string;
  due_on: string | null;
  retired: Generated<boolean>;
  memory: unknown;
};

/** Hours of a department and everything below it, instead of the campaign's. */
export type DepartmentWindowTable = {
  department_id: number;
  window_from: string;
  window_until: string;
  weekdays: number[];
};

/** Where people of a department and of everything below it work. */
export type DepartmentWorkplaceTable = { department_id: number; workplace: Workplace };
