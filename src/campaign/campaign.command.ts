import { describeProblems } from '../course/content-problem.ts';
import type { Course } from '../course/course.ts';
import type { LaunchProblems } from '../course/launch.ts';
import { type CommandResult, readId, readOptions } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { formatAudience } from './audience.ts';
import { listCampaigns } from './campaign.repository.ts';
import type { CampaignChange, CampaignStatus } from './campaign.ts';
import { changeCampaign, updateCampaignCourse } from './change-campaign.service.ts';
import type { LaunchContent } from './launch-check.ts';

const statusWords: Record<CampaignStatus, string> = {
  running: 'pågår / running',
  paused: 'pausat / paused',
  ended: 'avslutat / ended',
};

/** `campaign list` */
export async function campaignListCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  readOptions(argv, {}, 'campaign list');
  const campaigns = await listCampaigns(deps.db);
  const json = campaigns.map((campaign) => ({
    id: campaign.id,
    course: campaign.courseSlug,
    status: campaign.status,
    start: campaign.start,
    until: campaign.until,
    cadence: campaign.cadence,
    arm: campaign.arm,
    audience: formatAudience(campaign.audience),
    hours: `${campaign.window.from}-${campaign.window.until}`,
    announceDays: campaign.announceDays ?? null,
  }));
  const lines = json.map(
    (one) =>
      `${String(one.id).padStart(4)}  ${one.course.padEnd(20)} ${one.start} – ${one.until ?? '          '}  ${statusWords[one.status]}`,
  );
  return {
    json: { campaigns: json },
    text: lines.length > 0 ? lines.join('\n') : 'Inga utskick än. / No campaigns yet.',
    exitCode: 0,
  };
}

/** `campaign pause|resume|end ID` */
export async function campaignChangeCommand(
  deps: { db: Database; now: Date },
  change: CampaignChange,
  argv: string[],
): Promise<CommandResult> {
  const usage = `campaign ${change} ID`;
  const { positionals } = readOptions(argv, {}, usage);
  const id = readId(positionals, usage);
  const status = await changeCampaign(deps, deps.now, { id, change });
  return {
    json: { id, status },
    text: `Utskick ${id}: ${statusWords[status]}`,
    exitCode: 0,
    audit: [{ action: `campaign.${change}`, subject: String(id) }],
  };
}

/** `campaign update ID [--yes]`: shows what changed in the course; applied when confirmed. */
export async function campaignUpdateCommand(
  deps: { db: Database; now: Date; courses: readonly Course[]; content?: LaunchContent },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'campaign update ID [--yes]';
  const { values, positionals } = readOptions(argv, { yes: { type: 'boolean' } }, usage);
  const id = readId(positionals, usage);
  const update = await updateCampaignCourse(deps, deps.now, {
    id,
    confirmed: values.yes ?? false,
  });
  const list = update.changes.map((change) => `- ${change.sv}\n  ${change.en}`);
  const closing =
    update.changes.length === 0
      ? 'Kursen är oförändrad. / The course is unchanged.'
      : update.applied
        ? `Utskick ${id} använder nu den nya versionen. / Campaign ${id} now uses the new version.`
        : 'Inget är ändrat än. Kör igen med --yes för att byta version. / Nothing has changed yet. Run again with --yes.';
  return {
    json: { id, changes: update.changes, applied: update.applied },
    text: [...list, closing].join('\n'),
    exitCode: 0,
    warnings: problemLines(update.problems),
    ...(update.applied
      ? {
          audit: [
            {
              action: 'campaign.update',
              subject: String(id),
              details: { changes: update.changes.length },
            },
          ],
        }
      : {}),
  };
}

function problemLines({ errors, warnings }: LaunchProblems): string[] {
  const said = (what: string, problems: LaunchProblems['errors']) =>
    problems.length === 0 ? [] : [`OBS / NOTE: ${what}:\n${describeProblems(problems)}`];
  return [
    ...said('den nya versionen går inte att byta till / it cannot be moved to', errors),
    ...said('att se över / to look over', warnings),
  ];
}
