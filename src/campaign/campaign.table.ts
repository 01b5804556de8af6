import type { Generated, JSONColumnType } from 'kysely';
import type { Audience } from './audience.ts';
import type { CampaignStatus } from './campaign.ts';
import type { ParkReason } from './due.ts';

declare module '../platform/database.ts' {
  interface Tables {
    campaigns: CampaignTable;
    enrolments: EnrolmentTable;
    askings: AskingTable;
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
  until_on: string;
  every_days: number;
  /** Local times of day, HH:MM; `window_until` itself lies outside the window. */
  window_from: string;
  window_until: string;
  /** ISO weekdays, 1 = Monday. */
  weekdays: number[];
  time_zone: string;
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
  /** The local date from which this person's lessons are counted. */
  anchor_on: string;
  next_lesson: Generated<number>;
  /** When the next lesson falls due; null while there is none to send. */
  next_due_at: Date | null;
  parked: ParkReason | null;
  reachable: boolean;
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
};
