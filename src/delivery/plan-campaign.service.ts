import { audienceMatch } from '../campaign/audience.repository.ts';
import { listCampaigns } from '../campaign/campaign.repository.ts';
import type { Campaign, NewCampaign } from '../campaign/campaign.ts';
import { defaultArm } from '../campaign/campaign-arm.ts';
import { loadFreeDays } from '../campaign/campaign-settings.repository.ts';
import { checkNewCampaign, courseNamed } from '../campaign/create-campaign.service.ts';
import { type AnswerModel, type ForecastMail, forecast } from '../campaign/forecast.ts';
import { loadSendingRules } from '../campaign/sending-rules.repository.ts';
import { startPlan } from '../campaign/start-plan.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { freeDaysOf } from '../spacing/free-days.ts';
import { lessonDays } from '../spacing/lesson-days.ts';
import { type BothLanguages, dayNumber, weekdayOf } from '../spacing/local-day.ts';
import { addDays, localDay } from '../spacing/sending-window.ts';
import { expectedOutcome } from '../spacing/simulate-expected.ts';
import { spreadFraction } from '../spacing/spread.ts';
import {
  countAudience,
  loadRunningEnrolments,
  sampleAudience,
} from './campaign-plan.repository.ts';
import {
  type CampaignPlan,
  hoursOf,
  mailsByDay,
  mailsPerPerson,
  type PlannedDay,
} from './campaign-plan.ts';
import { loadDuePeople, type Running, runningCampaign } from './due-people.service.ts';
import type { Relay, RelayLimit } from './relay-limit.ts';
import { loadRelayLimit } from './relay-setting.repository.ts';

/** Enough that a day's mails are right to a few per cent, and done in a second or two. */
const sampleSize = 300;
const rollingHorizonDays = 365;
/** A number that no campaign has. */
const newCampaign = 0;
/** What first and later answers get right, for counting mails; recall is simulated apart. */
const rightShares = { first: 0.75, later: 0.85 };

/**
 * What a campaign would come to if it were created now: the tick's own decisions, run ahead in
 * time for a sample of its audience, other campaigns included.
 * @param response share of askings that get an answer, 0 to 1.
 * @throws AppError as creating it would
 */
export async function planCampaign(
  deps: {
    db: Database;
    courses: readonly Course[];
    courseVersions: CourseVersions;
    relay: Relay | undefined;
  },
  now: Date,
  input: NewCampaign,
  response: number,
): Promise<CampaignPlan> {
  const { db } = deps;
  const course = courseNamed(deps.courses, input.course);
  const warnings = await checkNewCampaign(db, now, input);
  const rules = await loadSendingRules(db);
  const planned = asCampaign(input, course);
  const own = runningCampaign(planned, course, rules);
  const today = localDay(planned.window.timeZone, now);
  const anchor = planned.start > today ? planned.start : today;
  const calendar = own.calendarOf(null);
  const plan = lessonDays(planned.cadence, calendar, anchor, planned.lessons, rules.caps);
  const last = planned.until ?? addDays(plan.days.at(-1) ?? anchor, rollingHorizonDays);
  const audience = await audienceMatch(db, planned.audience);
  const count = await countAudience(db, audience);
  const sample = await sampleAudience(db, audience, count, sampleSize);
  const running = new Map<number, Running>([[newCampaign, own]]);
  for (const campaign of await listCampaigns(db, ['running'])) {
    const { course: theirs } = await deps.courseVersions.get(campaign.courseVersionId);
    running.set(campaign.id, runningCampaign(campaign, theirs, rules));
  }
  const known = await loadRunningEnrolments(
    db,
    sample.map(({ id }) => id),
    [...running.keys()],
  );
  const added = sample.map(({ id, departmentId }) => {
    const start = startPlan(
      { campaign: planned, plan: own.due.plan, calendarOf: own.calendarOf },
      { employeeId: id, departmentId },
      anchor,
      now,
    );
    const { anchor: from, anchorLesson, nextLesson, lessonOn, dueAt } = start;
    return {
      id: -id,
      campaignId: newCampaign,
      employeeId: id,
      departmentId,
      anchor: from,
      anchorLesson,
      nextLesson,
      lessonOn,
      dueAt,
    };
  });
  const rows = [
    ...known,
    ...added.flatMap((row) => (row.dueAt === null ? [] : [{ ...row, dueAt: row.dueAt }])),
  ];
  const people = await db
    .transaction()
    .execute((trx) => loadDuePeople(undefined, trx, now, running, rows));
  const mails = people.map((person) => {
    const enrolments = person.enrolments.map((one) => ({
      ...one,
      questions: questionsOf(running.get(one.campaign.id)?.course),
    }));
    return forecast(person, enrolments, answersOf(person.employeeId, response), last);
  });
  const relay = deps.relay === undefined ? unlimited : await loadRelayLimit(db, deps.relay);
  const windowHours = hoursOf(planned.window);
  const scale = sample.length === 0 ? 0 : count.withAddress / sample.length;
  const days = mailsByDay(mails.flat(), newCampaign, scale, windowHours, relay);
  const freeDays = await freeDaysBetween(db, anchor, last, planned);
  const shared = sharedCampaigns(running, known, scale);
  return {
    course: course.slug,
    audience: count,
    arm: planned.arm,
    lessons: plan.days.map((day, index) => ({ lesson: index + 1, day })),
    lessonsWithoutRoom: plan.lessonsWithoutRoom,
    days,
    perPerson: mailsPerPerson(mails, newCampaign),
    sample:
      mails.toSorted((one, other) => other.length - one.length)[Math.floor(mails.length / 2)] ?? [],
    freeDays,
    others: shared,
    delayedShare: delayedShare(mails, plan.days),
    expected: expectedOutcome({
      arm: own.due.arm,
      lessonDays: plan.days.map(dayNumber),
      endDay: dayNumber(last),
      response,
    }),
    relay,
    windowHours,
    response,
    warnings: [...warnings, ...warningsOf(days, plan.lessonsWithoutRoom, windowHours, relay)],
  };
}

const unlimited: RelayLimit = { perMinute: null, perDay: null, connections: 1 };

function asCampaign(input: NewCampaign, course: Course): Campaign {
  const { cadence, audience, start, window, arm = defaultArm } = input;
  return {
    id: newCampaign,
    courseSlug: course.slug,
    courseVersionId: 0,
    lessons: course.lessons.length,
    audience,
    start,
    until: cadence.kind === 'rolling' ? null : cadence.until,
    cadence,
    arm,
    window,
    status: 'running',
  };
}

function questionsOf(course: Course | undefined): string[] {
  return course?.lessons.map(({ text }) => text.sv.question.key) ?? [];
}

/** The same person answers the same way each time the plan is made. */
function answersOf(employee: number, response: number): AnswerModel {
  return ({ campaign, lesson, round }) => {
    const seed = ((employee * 31 + campaign) * 101 + lesson) * 13 + round;
    if (spreadFraction(seed) >= response) return undefined;
    const right = round === 1 ? rightShares.first : rightShares.later;
    return {
      afterDays: Math.floor(spreadFraction(seed + 7_919) ** 2 * 7),
      correct: spreadFraction(seed + 104_729) < right,
    };
  };
}

async function freeDaysBetween(db: Database, from: string, last: string, { window }: Campaign) {
  const freeDays = await loadFreeDays(db);
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

function sharedCampaigns(
  running: ReadonlyMap<number, Running>,
  known: readonly { campaignId: number }[],
  scale: number,
) {
  return [...running.values()].flatMap(({ campaign }) => {
    const sampled = known.filter(({ campaignId }) => campaignId === campaign.id).length;
    if (campaign.id === newCampaign || sampled === 0) return [];
    const { id, courseSlug, until } = campaign;
    return [{ id, course: courseSlug, until, shared: Math.round(sampled * scale) }];
  });
}

function delayedShare(
  mails: readonly (readonly ForecastMail[])[],
  days: readonly string[],
): number {
  const lessons = mails
    .flat()
    .filter(({ campaign, kind }) => campaign === newCampaign && kind === 'lesson');
  const late = lessons.filter(({ lesson, day }) => day > (days[lesson - 1] ?? day));
  return lessons.length === 0 ? 0 : Math.round((late.length / lessons.length) * 1000) / 1000;
}

function warningsOf(
  days: readonly PlannedDay[],
  lessonsWithoutRoom: number,
  windowHours: number,
  { perDay }: RelayLimit,
): BothLanguages[] {
  const warnings = days
    .filter(({ fits }) => !fits)
    .map(({ day, allMails, hours }) =>
      perDay !== null && allMails > perDay
        ? {
            sv: `${day}: ${allMails} mejl är fler än de ${perDay} som servern tar på ett dygn. Resten skjuts till senare dagar.`,
            en: `${day}: ${allMails} mails are more than the ${perDay} the relay takes a day. The rest moves to later days.`,
          }
        : {
            sv: `${day}: ${allMails} mejl tar ${hours} timmar, men sändningstiden är ${windowHours} timmar. Resten skjuts till nästa dag.`,
            en: `${day}: ${allMails} mails take ${hours} hours, but the window is ${windowHours} hours. The rest moves to the next day.`,
          },
    );
  if (lessonsWithoutRoom > 0)
    warnings.push({
      sv: `${lessonsWithoutRoom} lektioner får inte plats i perioden. Välj ett senare slut eller en tätare takt.`,
      en: `${lessonsWithoutRoom} lessons do not fit in the period. Choose a later end or a denser cadence.`,
    });
  return warnings;
}
