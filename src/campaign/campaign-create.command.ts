import { describeProblems } from '../course/content-problem.ts';
import type { Course } from '../course/course.ts';
import type { CommandResult } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { newCampaignUsage, readNewCampaign } from './campaign-options.ts';
import { createCampaign } from './create-campaign.service.ts';
import type { LaunchContent } from './launch-check.ts';

export const campaignCreateUsage = `campaign create ${newCampaignUsage}`;

/** `campaign create`; times in the JSON are ISO 8601 with zone. */
export async function campaignCreateCommand(
  deps: { db: Database; now: Date; courses: readonly Course[]; content?: LaunchContent },
  argv: string[],
): Promise<CommandResult> {
  const { campaign } = readNewCampaign(argv, campaignCreateUsage);
  const created = await createCampaign(deps, deps.now, campaign);
  const { lessonsWithoutRoom, warnings, baseline, expiring, ...json } = created;
  const lines = [
    `Utskick ${created.id} är skapat: ${created.course}, ${created.enrolled} deltagare.`,
    `Campaign ${created.id} is created: ${created.course}, ${created.enrolled} enrolled.`,
    `Första mejlet / first mail: ${created.firstMail ?? '–'}`,
    `Sista mejlet / last mail:   ${created.lastMail ?? '–'}`,
  ];
  if (baseline)
    lines.push(
      'Ett formulär går före första lektionen och efter den sista (frivilligt och anonymt).',
      'A form goes before the first lesson and after the last (voluntary and anonymous).',
    );
  const { cadence } = campaign;
  const until = cadence.kind === 'rolling' ? '' : cadence.until;
  if (lessonsWithoutRoom > 0)
    lines.push(
      `OBS: ${lessonsWithoutRoom} lektioner får inte plats före ${until}. Välj ett senare slut eller en tätare takt.`,
      `NOTE: ${lessonsWithoutRoom} lessons do not fit before ${until}. Choose a later end or a denser cadence.`,
    );
  lines.push(...warnings.map(({ sv, en }) => `OBS / NOTE: ${sv} / ${en}`));
  const { id, enrolled } = created;
  return {
    json,
    text: lines.join('\n'),
    exitCode: 0,
    warnings:
      expiring.length === 0
        ? []
        : [`OBS / NOTE: att se över / to look over:\n${describeProblems(expiring)}`],
    audit: [{ action: 'campaign.create', subject: String(id), details: { enrolled } }],
  };
}
