import { newCampaignUsage, readPlanRequest } from '../campaign/campaign-options.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import { type CommandResult, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { planText } from './campaign-plan-text.ts';
import { planCampaign, planExistingCampaign } from './plan-campaign.service.ts';
import { relayOf } from './relay-limit.ts';

const usage = `campaign plan (ID | ${newCampaignUsage}) [--response 0.6]`;
/** Between the worst and the best that was published of mailed questions (docs/spacing.md). */
const usualResponse = 0.6;

/**
 * `campaign plan`: what `campaign create` with the same options would come to, or, with the
 * number of a campaign, what is still to come of it. Writes nothing.
 */
export async function campaignPlanCommand(
  deps: {
    db: Database;
    now: Date;
    courses: readonly Course[];
    courseVersions: CourseVersions;
    config: { SMTP_URL?: string | undefined };
  },
  argv: string[],
): Promise<CommandResult> {
  const request = readPlanRequest(argv, usage);
  const response = readShare(request.response);
  const all = { ...deps, relay: relayOf(deps.config.SMTP_URL) };
  const plan =
    'id' in request
      ? await planExistingCampaign(all, deps.now, request.id, response)
      : await planCampaign(all, deps.now, request.campaign, response);
  return { json: plan, text: planText(plan), exitCode: 0 };
}

function readShare(text: string | undefined): number {
  if (text === undefined) return usualResponse;
  const share = /^\d*[.,]?\d+$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  if (share > 0 && share <= 1) return share;
  throw new UsageError(`--response "${text}" is no share. Write it as 0.6.`, usage);
}
