import type { Caps } from '../spacing/caps.ts';
import { localDay, nextSlot, type SendingCalendar } from '../spacing/sending-window.ts';
import { spreadFraction } from '../spacing/spread.ts';
import { announcementStart } from './announcement-day.ts';
import { courseStart } from './baseline-day.ts';
import { baselinePlanner } from './baseline-planner.ts';
import type { Campaign } from './campaign.ts';
import type { DuePlan } from './due-person.ts';
import { type CoursePlanner, followingLesson, type Place } from './lesson-course.ts';
import { calendarsOf, type SendingRules } from './sending-rules.ts';

/** What starting people in a campaign needs; `calendarOf` knows the hours of their departments. */
export type CampaignStart = {
  campaign: Pick<Campaign, 'lessons' | 'until'> & {
    baseline?: boolean | undefined;
    start?: string | undefined;
    announceDays?: number | null | undefined;
  };
  plan: CoursePlanner;
  caps: Caps;
  calendarOf: (department: number | null) => SendingCalendar;
};

export function campaignStart(campaign: Campaign, rules: SendingRules): CampaignStart {
  const { caps } = rules;
  const plan = baselinePlanner(campaign.cadence, caps, campaign.baseline);
  return { campaign, plan, caps, calendarOf: calendarsOf(campaign.window, rules) };
}

type Someone = { employeeId: number; departmentId: number | null };

/** The announcement, first form or lesson of someone who begins on `anchor`, or now where that is later. */
export function startPlan(start: CampaignStart, who: Someone, anchor: string, now: Date): DuePlan {
  const calendar = start.calendarOf(who.departmentId);
  const { campaign, caps, plan } = start;
  const { baseline = false, lessons, until } = campaign;
  const given = { baseline, lessons, until, caps };
  const { form, lesson } = courseStart(plan, calendar, anchor, given);
  const announceOn = announcementStart(campaign, calendar, caps, localDay(calendar.timeZone, now));
  const stay = {
    ...lesson,
    announceOn,
    nextLesson: 1,
    baseline: form === undefined ? null : 'before',
  } as const;
  return lookOn(start, calendar, who, stay, announceOn ?? form ?? lesson.lessonOn, now);
}

/**
 * Someone who goes on after a leave or gets lessons that are new: the lesson keeps the day it has,
 * else it gets one from now on. Looked at on their next slot, whatever is due first.
 */
export function resumePlan(
  start: CampaignStart,
  who: Someone &
    Place & { nextLesson: number; lessonOn: string | null } & Pick<
      DuePlan,
      'announceOn' | 'baseline'
    >,
  now: Date,
): DuePlan {
  const calendar = start.calendarOf(who.departmentId);
  const today = localDay(calendar.timeZone, now);
  const { lessons, until } = start.campaign;
  const { anchor, anchorLesson, announceOn, baseline, nextLesson } = who;
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
  return lookOn(start, calendar, who, { ...place, announceOn, nextLesson, baseline }, today, now);
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
