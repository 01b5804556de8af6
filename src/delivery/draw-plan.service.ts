import { announcementStart } from '../campaign/announcement-day.ts';
import { courseDays } from '../campaign/baseline-planner.ts';
import { listCampaigns } from '../campaign/campaign.repository.ts';
import { type Campaign, isoWithZone } from '../campaign/campaign.ts';
import { loadFreeDays } from '../campaign/campaign-settings.repository.ts';
import type { DueRow } from '../campaign/due.repository.ts';
import { movedLessons } from '../campaign/moved-lessons.ts';
import { remindersPerLesson } from '../campaign/reminder-room.ts';
import { loadSendingRules } from '../campaign/sending-rules.repository.ts';
import type { SendingRules } from '../campaign/sending-rules.ts';
import { startPlan } from '../campaign/start-plan.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { type FreeDays, freeDaysOf } from '../spacing/free-days.ts';
import { type BothLanguages, dayNumber, weekdayOf } from '../spacing/local-day.ts';
import { addDays, localDay, slotOn } from '../spacing/sending-window.ts';
import { type ExpectedPlan, expectedOutcome } from '../spacing/simulate-expected.ts';
import {
  type EmployeeCondition,
  loadOpenEnrolments,
  openIn,
  type SampledEmployee,
  sampleEmployees,
  without,
} from './campaign-plan.repository.ts';
import {
  type AudienceCount,
  type CampaignPlan,
  hoursOf,
  mailsByDay,
  mailsPerPerson,
  typicalPerson,
} from './campaign-plan.ts';
import { type Running, runningCampaign } from './due-people.service.ts';
import { keptOnes } from './kept-ones.ts';
import { delayedShare, missingLessons, sharedCampaigns } from './plan-findings.ts';
import { planPeople } from './plan-people.service.ts';
import { planWarnings } from './plan-warnings.ts';
import { type Relay, type RelayLimit, toRelayLimit } from './relay-limit.ts';
import { loadRelaySetting } from './relay-setting.repository.ts';

export type DrawPlanDeps = {
  db: Database;
  courseVersions: CourseVersions;
  relay: Relay | undefined;
};

/** A campaign to draw the plan of. */
export type PlanSubject = {
  /** With the number `unstored` where it is only thought of. */
  campaign: Campaign;
  course: Course;
  audience: AudienceCount;
  /** Whom it has mails for. */
  mailed: EmployeeCondition;
  /** Share of askings that get an answer, 0 to 1. */
  response: number;
  warnings: readonly BothLanguages[];
};

/** Higher than the number of any stored campaign: of lessons that compete the older one's goes first. */
export const unstored = 2 ** 31 - 1;
/** Enough that a day's mails are right to a few per cent, and done in a second or two. */
const sampleSize = 300;
/** Simulating thousands of people takes most of a plan's time, and pages show the same plan again. */
const expectations = keptOnes<ReturnType<typeof expectedOutcome>>(50);
const expectedOf = (plan: ExpectedPlan) =>
  expectations(JSON.stringify({ ...plan, arm: plan.arm.name }), async () => expectedOutcome(plan));
/** A rolling campaign repeats its questions for half a year. */
const rollingDays = 180;

/**
 * The tick's own decisions, run ahead in time for a sample of the people a campaign mails, and
 * for one of those who are only in other campaigns, which share the relay with it. What they have
 * answered so far is assumed like what they will: see assumed-standing.ts.
 */
export async function drawPlan(
  deps: DrawPlanDeps,
  now: Date,
  subject: PlanSubject,
): Promise<CampaignPlan> {
  const { db } = deps;
  const { campaign, course, audience, mailed, response } = subject;
  const isStored = campaign.id !== unstored;
  const rules = await loadSendingRules(db);
  const own = runningCampaign(campaign, course, rules);
  const running = await withOthers(deps, rules, own);
  const today = localDay(campaign.window.timeZone, now);
  const anchor = isStored || campaign.start > today ? campaign.start : today;
  const from = anchor > today ? anchor : today;
  const calendar = own.calendarOf(null);
  const { cadence, lessons } = campaign;
  const drawn = courseDays(campaign, calendar, anchor, rules.caps);
  const { lessons: days, lessonsWithoutRoom, before, after } = drawn;
  const announcement = announcementStart(campaign, calendar, rules.caps, today);
  const drawnForms = campaign.baseline ? { before, after } : null;
  const last = campaign.until ?? addDays([from, ...days].toSorted().at(-1) ?? from, rollingDays);

  const sample = await sampleEmployees(db, mailed, sampleSize);
  const elsewhere = without(openIn([...running.keys()]), mailed);
  const outside = await sampleEmployees(db, elsewhere, running.size > 1 ? sampleSize : 0);
  const employees = sample.people.map(({ id }) => id);
  const others = outside.people.map(({ id }) => id);
  const stored = await loadOpenEnrolments(db, now, [...employees, ...others], [...running.keys()]);
  const added = isStored ? [] : startingRows(own, sample.people, anchor, now);
  const input = { rows: [...stored, ...added], last, response };
  const plans = await planPeople(db, now, running, {
    ...input,
    employees: [...employees, ...others],
  });
  const inside = plans.slice(0, employees.length);
  const mails = inside.map((plan) => plan.mails);
  const scaleOf = ({ people, total }: typeof sample) =>
    people.length === 0 ? 0 : total / people.length;
  const groups = [
    { mails, scale: scaleOf(sample) },
    { mails: plans.slice(employees.length).map((plan) => plan.mails), scale: scaleOf(outside) },
  ];

  const relay = await limitOf(deps);
  const planned = mailsByDay(groups, campaign.id, relay);
  const freeDays = freeDaysBetween(await loadFreeDays(db), from, last, campaign);
  const allFree = freeDaysBetween(await loadFreeDays(db), anchor, last, campaign);
  const moved = movedLessons(cadence, calendar, drawn.anchor, lessons, rules.caps, allFree);
  const midnight = slotOn({ ...campaign.window, from: '00:00', until: '24:00' }, anchor, 0);
  const withoutAll = missingLessons(inside, own, lessonsWithoutRoom) * scaleOf(sample);
  return {
    campaign: isStored ? campaign.id : null,
    course: course.slug,
    audience,
    arm: campaign.arm,
    lessons: days
      .map((day, index) => ({ lesson: index + 1, day }))
      .filter(({ day }) => day >= today),
    forms: drawnForms,
    announcement,
    lessonsWithoutRoom,
    moved: moved.filter(({ to }) => to >= today),
    days: planned,
    perPerson: mailsPerPerson(mails, campaign.id),
    sample: typicalPerson(mails, campaign.id).map(({ at, hours: _, ...mail }) => ({
      ...mail,
      campaign: mail.campaign === unstored ? null : mail.campaign,
      at: isoWithZone(campaign.window.timeZone, at),
    })),
    freeDays,
    others: sharedCampaigns(inside, running, own, scaleOf(sample)),
    delayedShare: delayedShare(inside, own),
    withoutAllLessons: Math.round(withoutAll),
    expected: await expectedOf({
      arm: own.due.arm,
      lessonDays: days.map(dayNumber),
      endDay: dayNumber(last),
      response,
      caps: { ...rules.caps, questionsPerMail: 1 },
    }),
    relay,
    windowHours: hoursOf(campaign.window),
    response,
    warnings: [
      ...subject.warnings,
      ...planWarnings({
        audience: { people: audience.people, withAddress: sample.total },
        start: isStored ? today : campaign.start,
        today,
        until: campaign.until,
        window: campaign.window,
        days: planned,
        lessonsWithoutRoom,
        announces: !isStored && campaign.announceDays != null,
        announcement,
        ...(isStored || lessonsWithoutRoom > 0
          ? {}
          : { pace: { cadence, gapDays: drawn.gapDays, lessons } }),
        forms: isStored ? null : drawnForms,
        withoutAllLessons: Math.round(withoutAll),
        reminders: remindersPerLesson(own.due, own.calendarOf, { anchor, begin: midnight, last }),
        remindersWished: rules.reminders.afterDays.length,
        relay,
      }),
    ],
  };
}

/** The campaigns that run, by number, and this one, whatever its state. */
async function withOthers(
  { db, courseVersions }: DrawPlanDeps,
  rules: SendingRules,
  own: Running,
): Promise<Map<number, Running>> {
  const running = new Map([[own.campaign.id, own]]);
  for (const campaign of await listCampaigns(db, ['running'])) {
    if (running.has(campaign.id)) continue;
    const { course } = await courseVersions.get(campaign.courseVersionId);
    running.set(campaign.id, runningCampaign(campaign, course, rules));
  }
  return running;
}

/** The enrolments that creating a campaign would make; people without any room in it have none. */
function startingRows(
  { campaign, due, calendarOf }: Running,
  people: readonly SampledEmployee[],
  anchor: string,
  now: Date,
): DueRow[] {
  return people.flatMap(({ id, departmentId }) => {
    const who = { employeeId: id, departmentId };
    const begin = { campaign, plan: due.plan, caps: due.caps, calendarOf };
    const {
      parked: _,
      dueAt,
      baseline = null,
      announceOn = null,
      ...place
    } = startPlan(begin, who, anchor, now);
    // Stored enrolments have positive numbers.
    return dueAt === null
      ? []
      : [{ id: -id, campaignId: campaign.id, ...who, ...place, baseline, announceOn, dueAt }];
  });
}

/** What somebody set counts before anything is sent as well, while the built-in mailbox is in use. */
async function limitOf({ db, relay }: DrawPlanDeps): Promise<RelayLimit> {
  const found = await loadRelaySetting(db, relay);
  return toRelayLimit(found?.setting ?? { preset: 'custom' });
}

function freeDaysBetween(freeDays: FreeDays, from: string, last: string, { window }: Campaign) {
  const years: number[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(last.slice(0, 4)); year++)
    years.push(year);
  return years
    .flatMap((year) => freeDaysOf(freeDays, year))
    .filter(
      ({ day }) =>
        day >= from && day <= last && window.weekdays.includes(weekdayOf(dayNumber(day))),
    );
}
