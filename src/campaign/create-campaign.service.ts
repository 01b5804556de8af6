import type { ContentProblem } from '../course/content-problem.ts';
import type { Course } from '../course/course.ts';
import { freezeCourse } from '../course/course-hash.ts';
import { storeCourseVersion } from '../course/course-version.repository.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { cadenceProblem } from '../spacing/lesson-days.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import { addDays, localDay, slotOn, windowProblem } from '../spacing/sending-window.ts';
import { audienceWarnings } from './audience.repository.ts';
import { courseDays } from './baseline-planner.ts';
import { getCampaign, insertCampaign } from './campaign.repository.ts';
import { isoWithZone, type NewCampaign } from './campaign.ts';
import { armNamed, defaultArm } from './campaign-arm.ts';
import { firstPlannedMail } from './enrolment.repository.ts';
import { checkLaunch, type LaunchContent, refuseBrokenCourse } from './launch-check.ts';
import { formRoomWarnings, paceWarnings } from './period-warnings.ts';
import { reconcileCampaign } from './reconcile.service.ts';
import { loadSendingRules } from './sending-rules.repository.ts';
import { calendarsOf } from './sending-rules.ts';

export type CreatedCampaign = {
  id: number;
  course: string;
  enrolled: number;
  /** ISO 8601 with zone; null when nobody can be mailed in the period. */
  firstMail: string | null;
  lastMail: string | null;
  /** Whether a form goes out before the course and after it: wished for, and with room for both. */
  baseline: boolean;
  /** Lessons that the period has no room for; the caller warns. */
  lessonsWithoutRoom: number;
  warnings: BothLanguages[];
  /** Contacts and laws that the course leans on and that expire within 30 days. */
  expiring: ContentProblem[];
};

/** @throws AppError COURSE_UNKNOWN */
export function courseNamed(courses: readonly Course[], slug: string): Course {
  const course = courses.find((candidate) => candidate.slug === slug);
  if (course !== undefined) return course;
  throw new AppError(
    'COURSE_UNKNOWN',
    `There is no course "${slug}". The courses are: ${courses.map((one) => one.slug).join(', ')}. One whose files have errors is left out; content check tells them.`,
  );
}

/** A course that has a form sends it, unless the campaign is to go without. */
export function sendsBaseline(
  course: Pick<Course, 'baseline'>,
  { baseline = true }: Pick<NewCampaign, 'baseline'>,
): boolean {
  return baseline && course.baseline !== undefined;
}

/**
 * Creates a running campaign and enrols its audience. The same transaction adds the
 * `reconcile` job, so that people imported at this very moment are not missed.
 * With `content`, a course that its registers do not carry is refused.
 * @throws AppError COURSE_UNKNOWN, CONTENT_INVALID, REFUSED, DEPARTMENT_UNKNOWN, BAD_REQUEST
 */
export async function createCampaign(
  deps: { db: Database; courses: readonly Course[]; content?: LaunchContent },
  now: Date,
  input: NewCampaign,
): Promise<CreatedCampaign> {
  if (deps.content !== undefined) refuseBrokenCourse(deps.content, input.course);
  const course = courseNamed(deps.courses, input.course);
  const warnings = await checkNewCampaign(deps.db, now, input);
  const { window, cadence, arm = defaultArm } = input;
  const until = cadence.kind === 'rolling' ? null : cadence.until;
  const today = localDay(window.timeZone, now);
  const expiring = deps.content === undefined ? [] : checkLaunch(deps.content, course, today);
  const anchor = input.start > today ? input.start : today;
  const rules = await loadSendingRules(deps.db);
  const calendar = calendarsOf(window, rules)(null);
  const lessons = course.lessons.length;
  const baseline = sendsBaseline(course, input);
  const described = { cadence, lessons, until, baseline };
  const days = courseDays(described, calendar, anchor, rules.caps);
  const { id, enrolled } = await deps.db.transaction().execute(async (trx) => {
    const courseVersionId = await storeCourseVersion(trx, freezeCourse(course));
    const created = await insertCampaign(trx, now, {
      courseSlug: course.slug,
      courseVersionId,
      lessons,
      audience: input.audience,
      start: input.start,
      until,
      cadence,
      arm,
      baseline,
      announceDays: input.announceDays ?? null,
      window: input.window,
    });
    const reconciled = await reconcileCampaign(trx, now, await getCampaign(trx, created));
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { id: created, enrolled: reconciled.enrolled };
  });
  const first = await firstPlannedMail(deps.db, id);
  const lastDay = days.after ?? days.lessons.at(-1);
  const iso = (at: Date) => isoWithZone(input.window.timeZone, at);
  return {
    id,
    course: course.slug,
    enrolled,
    firstMail: first === null ? null : iso(first),
    lastMail:
      first === null || lastDay === undefined ? null : iso(slotOn(input.window, lastDay, 1)),
    baseline: baseline && days.before !== null && days.after !== null,
    lessonsWithoutRoom: days.lessonsWithoutRoom,
    warnings: [
      ...warnings,
      ...(days.lessonsWithoutRoom > 0
        ? []
        : paceWarnings({ cadence, gapDays: days.gapDays, lessons })),
      ...formRoomWarnings(baseline ? days : null),
    ],
    expiring,
  };
}

/**
 * Refuses a campaign that cannot be, and says what is doubtful about one that can.
 * @throws AppError BAD_REQUEST, DEPARTMENT_UNKNOWN
 */
export async function checkNewCampaign(
  db: Database,
  now: Date,
  input: NewCampaign,
): Promise<BothLanguages[]> {
  const problem = windowProblem(input.window);
  if (problem !== undefined) throw new AppError('BAD_REQUEST', problem);
  const { cadence, start } = input;
  const wrong = cadenceProblem(cadence, start);
  if (wrong !== undefined) throw new AppError('BAD_REQUEST', `${wrong.sv} / ${wrong.en}`);
  if (cadence.kind !== 'rolling') {
    const today = localDay(input.window.timeZone, now);
    if (cadence.until < today)
      throw new AppError(
        'BAD_REQUEST',
        `Perioden slutar ${cadence.until}, och i dag är det ${today}. Ge en senare sista dag. / The period ends on ${cadence.until}, and today is ${today}. Give a later last day.`,
      );
    if (cadence.until > addDays(start, 3 * 366))
      throw new AppError(
        'BAD_REQUEST',
        'Ett utskick är högst tre år långt. Ge en tidigare sista dag. / A campaign lasts three years at most. Give an earlier last day.',
      );
  }
  if (input.arm !== undefined) armNamed(input.arm);
  return audienceWarnings(db, input.audience);
}
