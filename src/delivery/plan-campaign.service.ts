import { audienceMatch } from '../campaign/audience.repository.ts';
import { getCampaign } from '../campaign/campaign.repository.ts';
import type { Campaign, NewCampaign } from '../campaign/campaign.ts';
import { defaultArm } from '../campaign/campaign-arm.ts';
import {
  checkNewCampaign,
  courseNamed,
  sendsBaseline,
} from '../campaign/create-campaign.service.ts';
import type { Course } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { localDay } from '../spacing/sending-window.ts';
import { countAudience, countEnrolled, mailedOf, openIn } from './campaign-plan.repository.ts';
import type { CampaignPlan } from './campaign-plan.ts';
import { type DrawPlanDeps, drawPlan, unstored } from './draw-plan.service.ts';

/**
 * What a campaign would come to if it were created now. Writes nothing.
 * @param response share of askings that get an answer, 0 to 1.
 * @throws AppError as creating it would
 */
export async function planCampaign(
  deps: DrawPlanDeps & { courses: readonly Course[] },
  now: Date,
  input: NewCampaign,
  response: number,
): Promise<CampaignPlan> {
  const { db } = deps;
  const course = courseNamed(deps.courses, input.course);
  const warnings = await checkNewCampaign(db, now, input);
  const campaign = asCampaign(input, course);
  const audience = await audienceMatch(db, campaign.audience);
  return drawPlan(deps, now, {
    campaign,
    course,
    audience: await countAudience(db, audience),
    mailed: mailedOf(audience),
    response,
    warnings,
  });
}

/**
 * What is still to come of a campaign that runs or is paused, from its enrolments as they stand.
 * @throws AppError CAMPAIGN_UNKNOWN, BAD_REQUEST where nothing is to come
 */
export async function planExistingCampaign(
  deps: DrawPlanDeps,
  now: Date,
  id: number,
  response: number,
): Promise<CampaignPlan> {
  const { db } = deps;
  const campaign = await getCampaign(db, id);
  const { until, status, window } = campaign;
  if (status === 'ended' || (until !== null && until < localDay(window.timeZone, now)))
    throw new AppError(
      'BAD_REQUEST',
      `Utskick ${id} är slut: inget återstår att planera. / Campaign ${id} is over: nothing of it is left to plan.`,
    );
  const { course } = await deps.courseVersions.get(campaign.courseVersionId);
  return drawPlan(deps, now, {
    campaign,
    course,
    audience: await countEnrolled(db, id),
    mailed: openIn([id]),
    response,
    warnings:
      status === 'paused'
        ? [
            {
              sv: `Utskick ${id} är pausat. Så här blir det om det fortsätter nu.`,
              en: `Campaign ${id} is paused. This is what comes if it goes on now.`,
            },
          ]
        : [],
  });
}

/** The campaign that creating it now would make. */
export function asCampaign(input: NewCampaign, course: Course): Campaign {
  const { cadence, audience, start, window, arm = defaultArm } = input;
  return {
    id: unstored,
    courseSlug: course.slug,
    courseVersionId: 0,
    lessons: course.lessons.length,
    audience,
    start,
    until: cadence.kind === 'rolling' ? null : cadence.until,
    cadence,
    arm,
    baseline: sendsBaseline(course, input),
    announceDays: input.announceDays ?? null,
    window,
    status: 'running',
  };
}
