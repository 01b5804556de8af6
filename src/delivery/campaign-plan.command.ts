import { newCampaignUsage, readNewCampaign } from '../campaign/campaign-options.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import { type CommandResult, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { planText } from './campaign-plan-text.ts';
import { planCampaign } from './plan-campaign.service.ts';
import { relayOf } from './relay-limit.ts';

const usage = `campaign plan ${newCampaignUsage} [--response 0.6]`;
/** Between the worst and the best that was published of mailed questions (docs/spacing.md). */
const usualResponse = 0.6;

/** `campaign plan`: what `campaign create` with the same options would come to; writes nothing. */
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
  const { campaign, response } = readNewCampaign(argv, usage);
  const share = response === undefined ? usualResponse : Number(response);
  if (!(share > 0 && share <= 1))
    throw new UsageError(`--response "${response}" is no share. Write it as 0.6.`, usage);
  const relay = relayOf(deps.config.SMTP_URL);
  const plan = await planCampaign({ ...deps, relay }, deps.now, campaign, share);
  return { json: plan, text: planText(plan, campaign.window.timeZone), exitCode: 0 };
}
