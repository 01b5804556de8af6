import type { Course } from '../course/course.ts';
import { freezeCourse } from '../course/course-hash.ts';
import { storeCourseVersion } from '../course/course-version.repository.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { laterDay, plannedDays } from '../spacing/cadence.ts';
import {
  addDays,
  localDay,
  type SendingWindow,
  slotOn,
  windowProblem,
} from '../spacing/sending-window.ts';
import type { Audience } from './audience.ts';
import { getCampaign, insertCampaign } from './campaign.repository.ts';
import { isoWithZone } from './campaign.ts';
import { firstPlannedMail, unknownDepartmentCodes } from './enrolment.repository.ts';
import { reconcileCampaign } from './reconcile.service.ts';

export type NewCampaign = {
  course: string;
  start: string;
  until: string;
  everyDays: number;
  audience: Audience;
  window: SendingWindow;
};

export type CreatedCampaign = {
  id: number;
  course: string;
  enrolled: number;
  /** ISO 8601 with zone; null when nobody can be mailed in the period. */
  firstMail: string | null;
  lastMail: string | null;
  /** Lessons that the period has no room for; the caller warns. */
  lessonsWithoutRoom: number;
};

/**
 * Creates a running campaign and enrols its audience. The same transaction adds the
 * `reconcile` job, so that people imported at this very moment are not missed.
 * @throws AppError COURSE_UNKNOWN, DEPARTMENT_UNKNOWN, BAD_REQUEST
 */
export async function createCampaign(
  deps: { db: Database; courses: readonly Course[] },
  now: Date,
  input: NewCampaign,
): Promise<CreatedCampaign> {
  const course = deps.courses.find((candidate) => candidate.slug === input.course);
  if (course === undefined)
    throw new AppError(
      'COURSE_UNKNOWN',
      `There is no course "${input.course}". The courses are: ${deps.courses.map((one) => one.slug).join(', ')}.`,
    );
  await checkInput(deps.db, now, input);
  const { window, everyDays, until } = input;
  const anchor = laterDay(input.start, localDay(window.timeZone, now));
  const days = plannedDays({ window, everyDays, anchor, until }, course.lessons.length);
  const { id, enrolled } = await deps.db.transaction().execute(async (trx) => {
    const courseVersionId = await storeCourseVersion(trx, freezeCourse(course));
    const created = await insertCampaign(trx, now, {
      courseSlug: course.slug,
      courseVersionId,
      lessons: course.lessons.length,
      audience: input.audience,
      start: input.start,
      until: input.until,
      everyDays: input.everyDays,
      window: input.window,
    });
    const reconciled = await reconcileCampaign(trx, now, await getCampaign(trx, created));
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { id: created, enrolled: reconciled.enrolled };
  });
  const first = await firstPlannedMail(deps.db, id);
  const lastDay = days.at(-1);
  const iso = (at: Date) => isoWithZone(input.window.timeZone, at);
  return {
    id,
    course: course.slug,
    enrolled,
    firstMail: first === null ? null : iso(first),
    lastMail:
      first === null || lastDay === undefined ? null : iso(slotOn(input.window, lastDay, 1)),
    lessonsWithoutRoom: course.lessons.length - days.length,
  };
}

async function checkInput(db: Database, now: Date, input: NewCampaign): Promise<void> {
  const problem = windowProblem(input.window);
  if (problem !== undefined) throw new AppError('BAD_REQUEST', problem);
  if (input.until < input.start)
    throw new AppError(
      'BAD_REQUEST',
      `The campaign would end (${input.until}) before it starts (${input.start}). Give a later --until.`,
    );
  const today = localDay(input.window.timeZone, now);
  if (input.until < today)
    throw new AppError(
      'BAD_REQUEST',
      `The period ends on ${input.until}, and today is ${today}. Give a later --until.`,
    );
  if (input.until > addDays(input.start, 3 * 366))
    throw new AppError(
      'BAD_REQUEST',
      'A campaign lasts three years at most. Give an earlier --until.',
    );
  if (input.audience.kind === 'departments') {
    const unknown = await unknownDepartmentCodes(db, input.audience.codes);
    if (unknown.length > 0)
      throw new AppError(
        'DEPARTMENT_UNKNOWN',
        `No department has the code ${unknown.join(', ')}. Import the roster first, or correct the code.`,
      );
  }
}
