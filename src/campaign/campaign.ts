import type { SendingWindow } from '../spacing/sending-window.ts';
import type { Audience } from './audience.ts';
import type { DueCampaign } from './due.ts';

export type CampaignStatus = 'running' | 'paused' | 'ended';

/** One course, for one audience, over one period. Days are local days in the window's time zone. */
export type Campaign = {
  id: number;
  courseSlug: string;
  courseVersionId: number;
  lessons: number;
  audience: Audience;
  start: string;
  until: string;
  everyDays: number;
  window: SendingWindow;
  status: CampaignStatus;
};

export function dueCampaign(campaign: Campaign): DueCampaign {
  const { window, everyDays, until, lessons } = campaign;
  return { window, everyDays, until, lessons };
}

const daysLinksHold = 60;

/** Answer links hold until 60 days after the last day of the campaign (DESIGN section 6). */
export function linksExpireAt(campaign: Campaign): Date {
  const end = Temporal.PlainDate.from(campaign.until)
    .add({ days: daysLinksHold + 1 })
    .toZonedDateTime(campaign.window.timeZone);
  return new Date(end.epochMilliseconds);
}

/** An instant as people in that zone write it in data: ISO 8601 with the zone's offset. */
export function isoWithZone(timeZone: string, at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
