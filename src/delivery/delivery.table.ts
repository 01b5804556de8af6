import type { Generated, GeneratedAlways } from 'kysely';
import type { BaselineTime } from '../campaign/baseline-day.ts';

declare module '../platform/database.ts' {
  interface Tables {
    deliveries: DeliveryTable;
  }
}

export type DeliveryState =
  | 'due'
  | 'claimed'
  | 'sending'
  | 'sent'
  | 'failed'
  | 'unknown'
  | 'cancelled';
export type DeliveryKind = 'lesson' | 'repetition' | 'reminder' | 'baseline' | 'announcement';

export type DeliveryTable = {
  id: Generated<number>;
  kind: DeliveryKind;
  /** Null once the answers have lost their person (rule 15). */
  employee_id: number | null;
  enrolment_id: number;
  campaign_id: number;
  course_version_id: number;
  lesson: number;
  /** Null in a form and an announcement. What it asks: its lesson's question, in a reminder once more, in a repetition in a later round. */
  asking_id: number | null;
  /** The question that a lesson mail repeats besides. */
  repetition_asking_id: Generated<number | null>;
  /** Which form it is, in that kind alone. */
  baseline: Generated<BaselineTime | null>;
  /** The form was sent in: all that is known of it here. */
  form_used: Generated<boolean | null>;
  message_id: string;
  /** The service's time: the local day it counts for, when it was planned, when the relay took it. */
  local_day: string;
  scheduled_at: Date;
  sent_at: Date | null;
  state: Generated<DeliveryState>;
  /** Computed from `state`: not cancelled; not settled for good. */
  live: GeneratedAlways<boolean>;
  open: GeneratedAlways<boolean>;
  /** Postgres's clock: last change, earliest next attempt, end of the lease. */
  state_at: Generated<Date>;
  not_before: Generated<Date>;
  lease_until: Date | null;
  attempts: Generated<number>;
  /** How often its outcome was lost; two wait for a person. */
  unknowns: Generated<number>;
  claimed_by: string | null;
  smtp_code: number | null;
  smtp_reply: string | null;
  reason: string | null;
};
