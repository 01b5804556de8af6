import type { Course } from '../course/course.ts';
import { type CourseChange, compareCourses, freezeCourse } from '../course/course-hash.ts';
import { findCourseVersion, storeCourseVersion } from '../course/course-version.repository.ts';
import { type LaunchProblems, launchProblems } from '../course/launch.ts';
import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { localDay } from '../spacing/sending-window.ts';
import { lockCampaign, setCampaignStatus, setCourseVersion } from './campaign.repository.ts';
import type { Campaign, CampaignChange, CampaignStatus } from './campaign.ts';
import {
  endEnrolments,
  findUnfinished,
  planEnrolments,
  recomputeCompletion,
} from './enrolment.repository.ts';
import { checkLaunch, type LaunchContent, refuseBrokenCourse } from './launch-check.ts';
import { loadSendingRules } from './sending-rules.repository.ts';
import { campaignStart, resumePlan } from './start-plan.ts';

const ways: Record<CampaignChange, { from: readonly CampaignStatus[]; to: CampaignStatus }> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  end: { from: ['running', 'paused'], to: 'ended' },
};

const notNow: Record<CampaignStatus, string> = {
  running:
    'Utskicket pågår, så det finns inget att återuppta. / The campaign is running, so there is nothing to resume.',
  paused: 'Utskicket är redan pausat. / The campaign is paused already.',
  ended:
    'Utskicket är avslutat, så det går inte att pausa eller återuppta. / The campaign has ended, so it cannot be paused or resumed.',
};

/** Why an ended campaign gets no other version, in both languages. */
export const keepsCourse =
  'Utskicket är avslutat och behåller kursen som den var. / The campaign has ended and keeps its course as it was.';

/** Why a campaign in this state cannot be changed so, in both languages; undefined where it can. */
export function changeRefusal(status: CampaignStatus, change: CampaignChange): string | undefined {
  return ways[change].from.includes(status) ? undefined : notNow[status];
}

/**
 * Pauses, resumes or ends a campaign. From the commit on nothing of a campaign that does not
 * run leaves, queued mails included; they look before they go.
 * @throws AppError CAMPAIGN_UNKNOWN, REFUSED
 */
export async function changeCampaign(
  deps: { db: Database },
  now: Date,
  input: { id: number; change: CampaignChange },
): Promise<CampaignStatus> {
  const { from, to } = ways[input.change];
  return deps.db.transaction().execute(async (trx) => {
    const campaign = await lockCampaign(trx, input.id);
    if (campaign.status === to) return to;
    if (!from.includes(campaign.status)) throw new AppError('REFUSED', notNow[campaign.status]);
    await setCampaignStatus(trx, now, input.id, to);
    if (to === 'ended') await endEnrolments(trx, input.id);
    if (to === 'running') await addJob(trx, 'reconcile', {}, 'reconcile');
    return to;
  });
}

/** `problems` is what the registers have against the course as it is now, like at a launch. */
export type CourseUpdate = {
  changes: CourseChange[];
  applied: boolean;
  problems: LaunchProblems;
};

/**
 * Shows what has changed in a course since a campaign froze it, and moves the campaign to the
 * new version when confirmed. Mails already planned keep the version they were planned with.
 * With `content`, a version that its registers do not carry is refused.
 * @throws AppError CAMPAIGN_UNKNOWN, COURSE_UNKNOWN, CONTENT_INVALID, REFUSED
 */
export async function updateCampaignCourse(
  deps: { db: Database; courses: readonly Course[]; content?: LaunchContent },
  now: Date,
  input: { id: number; confirmed: boolean },
): Promise<CourseUpdate> {
  return deps.db.transaction().execute(async (trx) => {
    const campaign = await lockCampaign(trx, input.id);
    if (campaign.status === 'ended') throw new AppError('REFUSED', keepsCourse);
    const { content } = deps;
    if (content !== undefined) refuseBrokenCourse(content, campaign.courseSlug);
    const course = deps.courses.find((one) => one.slug === campaign.courseSlug);
    const current = await findCourseVersion(trx, campaign.courseVersionId);
    if (course === undefined || current === undefined)
      throw new AppError(
        'COURSE_UNKNOWN',
        `Kursen ${campaign.courseSlug} finns inte längre i innehållet. / The course ${campaign.courseSlug} is not in the content any more.`,
      );
    const changes = compareCourses(current.course, course);
    const next = freezeCourse(course);
    const applied = input.confirmed && next.hash !== current.hash;
    const today = localDay(campaign.window.timeZone, now);
    const problems =
      content === undefined
        ? { errors: [], warnings: [] }
        : launchProblems(course, content.registers, today, content.kits);
    if (applied) {
      if (content !== undefined) checkLaunch(content, course, today);
      const version = await storeCourseVersion(trx, next);
      await setCourseVersion(trx, input.id, version, course.lessons.length);
      await followLessons(trx, now, { ...campaign, lessons: course.lessons.length });
    }
    return { changes, applied, problems };
  });
}

/** After an update: whoever had come to the end goes on with lessons that are new, and completion follows. */
async function followLessons(trx: Trx, now: Date, campaign: Campaign): Promise<void> {
  await recomputeCompletion(trx, now, campaign.id, campaign.lessons);
  const waiting = await findUnfinished(trx, campaign.id, campaign.lessons);
  const start = campaignStart(campaign, await loadSendingRules(trx));
  await planEnrolments(
    trx,
    waiting.map((enrolment) => ({ id: enrolment.id, ...resumePlan(start, enrolment, now) })),
  );
}
