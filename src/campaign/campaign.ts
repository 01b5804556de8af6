import type { Cadence } from '../spacing/lesson-days.ts';
import type { SendingWindow } from '../spacing/sending-window.ts';
import type { Audience } from './audience.ts';

export type CampaignStatus = 'running' | 'paused' | 'ended';
export type CampaignChange = 'pause' | 'resume' | 'end';

/** One course, for one audience, over one period. Days are local days in the window's time zone. */
export type Campaign = {
  id: number;
  courseSlug: string;
  courseVersionId: number;
  lessons: number;
  audience: Audience;
  start: string;
  /** The last day of sending; null for a rolling campaign. */
  until: string | null;
  cadence: Cadence;
  /** Name of the rule by which questions come back. */
  arm: string;
  /** Whether its form goes out before the course and after it. */
  baseline: boolean;
  /** Days before the start on which a mail announces it; absent or null: none does. */
  announceDays?: number | null;
  window: SendingWindow;
  status: CampaignStatus;
};

/** What a campaign is created from. */
export type NewCampaign = {
  course: string;
  start: string;
  cadence: Cadence;
  /** Name of the rule by which questions come back; by default `defaultArm`. */
  arm?: string;
  /** False leaves the form before and after out; by default a course that has one sends it. */
  baseline?: boolean;
  /** Days before the start on which a mail says what is coming, 1 to 60; by default none does. */
  announceDays?: number;
  audience: Audience;
  window: SendingWindow;
};

const daysLinksHold = 60;
/** A rolling campaign has no end, so the links of each mail have one of their own. */
const daysRollingLinksHold = 365;

/**
 * Answer links hold until 60 days after the last day of the campaign (DESIGN section 6); those
 * of a rolling campaign for a year from the day they are sent.
 */
export function linksExpireAt(
  { until, window }: Pick<Campaign, 'until' | 'window'>,
  now: Date,
): Date {
  const [last, days] =
    until === null
      ? [localDate(window, now), daysRollingLinksHold]
      : [Temporal.PlainDate.from(until), daysLinksHold];
  const end = last.add({ days: days + 1 }).toZonedDateTime(window.timeZone);
  return new Date(end.epochMilliseconds);
}

function localDate({ timeZone }: SendingWindow, at: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
}

/** An instant as people in that zone write it in data: ISO 8601 with the zone's offset. */
export function isoWithZone(timeZone: string, at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
