import { localDay, nextSlot, type SendingCalendar } from '../spacing/sending-window.ts';
import { spreadFraction } from '../spacing/spread.ts';
import type { Campaign } from './campaign.ts';
import type { DuePlan } from './due-person.ts';
import {
  type CoursePlanner,
  coursePlanner,
  firstLesson,
  followingLesson,
  type Place,
} from './lesson-course.ts';
import { calendarsOf, type SendingRules } from './sending-rules.ts';

/** What starting people in a campaign needs; `calendarOf` knows the hours of their departments. */
export type CampaignStart = {
  campaign: Pick<Campaign, 'lessons' | 'until'>;
  plan: CoursePlanner;
  calendarOf: (department: number | null) => SendingCalendar;
};

export function campaignStart(campaign: Campaign, rules: SendingRules): CampaignStart {
  const plan = coursePlanner(campaign.cadence, rules.caps);
  return { campaign, plan, calendarOf: calendarsOf(campaign.window, rules) };
}

type Someone = { employeeId: number; departmentId: number | null };

/** The first lesson of someone who begins on `anchor`, or now where that is later. */
export function startPlan(start: CampaignStart, who: Someone, anchor: string, now: Date): DuePlan {
  const calendar = start.calendarOf(who.departmentId);
  const first = firstLesson(start.plan, calendar, anchor, start.campaign.lessons);
  return lookOn(start, calendar, who, { ...first, nextLesson: 1 }, first.lessonOn, now);
}

/**
 * Someone who goes on after a leave or gets lessons that are new: the lesson keeps the day it has,
 * else it gets one from now on. Looked at on their next slot, whatever is due first.
 */
export function resumePlan(
  start: CampaignStart,
  who: Someone & Place & { nextLesson: number; lessonOn: string | null },
  now: Date,
): DuePlan {
  const calendar = start.calendarOf(who.departmentId);
  const today = localDay(calendar.timeZone, now);
  const { lessons, until } = start.campaign;
  const { anchor, anchorLesson, nextLesson } = who;
  const place =
    who.lessonOn === null
      ? followingLesson(start.plan, calendar, who, {
          next: nextLesson,
          lessons,
          previous: today,
          until,
        })
      : { anchor, anchorLesson, lessonOn: who.lessonOn };
  // A reminder or a question may be due before the lesson is: the tick looks and decides.
  return lookOn(start, calendar, who, { ...place, nextLesson }, today, now);
}

function lookOn(
  { campaign: { until } }: CampaignStart,
  calendar: SendingCalendar,
  { employeeId }: Someone,
  stay: Omit<DuePlan, 'dueAt' | 'parked'>,
  day: string | null,
  now: Date,
): DuePlan {
  if (day === null) return { ...stay, dueAt: null, parked: 'end' };
  const dueAt = nextSlot(calendar, now, spreadFraction(employeeId), day);
  const late = until !== null && localDay(calendar.timeZone, dueAt) > until;
  return late ? { ...stay, dueAt: null, parked: 'end' } : { ...stay, dueAt, parked: null };
}
