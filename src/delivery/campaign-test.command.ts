import { getCampaign } from '../campaign/campaign.repository.ts';
import type { Course, VariantKey } from '../course/course.ts';
import { type CommandResult, readId, readOptions, UsageError } from '../platform/command.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import type { ComposeDeps } from './compose-lesson.service.ts';
import { explainOutcome } from './explain-outcome.ts';
import type { RelayTestDeps } from './relay-test.service.ts';
import { variantKeys } from './scenario.ts';
import { sendTestMails } from './send-test.service.ts';

const usage = 'campaign test ID --to ADDRESS [--variant NAME]';

/**
 * `campaign test ID --to ADDRESS [--variant NAME]`: every lesson and form in both languages, marked
 * as a test; with a variant the lessons as they are told there. Links work and store nothing.
 */
export async function campaignTestCommand(
  deps: RelayTestDeps & { now: Date } & ComposeDeps & { config: Config; db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    { to: { type: 'string' }, variant: { type: 'string' } },
    usage,
  );
  const address = values.to ?? '';
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(address))
    throw new UsageError(`--to "${address}" is not a mail address.`, usage);
  const campaign = await getCampaign(deps.db, readId(positionals, usage));
  const version = await deps.courseVersions.get(campaign.courseVersionId);
  const variant = readVariant(version.course, values.variant);
  const tested = { address, variant };
  const { sent, refused } = await sendTestMails(deps, campaign, version, tested);
  if (refused !== undefined) {
    const { kind, code, reply } = refused;
    return {
      json: { id: campaign.id, sent, outcome: kind, code, reply },
      text: explainOutcome(refused),
      exitCode: 1,
    };
  }
  return {
    json: { id: campaign.id, sent },
    text: `${sent} provmejl är skickade. Länkarna fungerar, men inget sparas.\n${sent} test mails are sent. The links work, but nothing is stored.`,
    exitCode: 0,
  };
}

/** @throws UsageError naming the variants that the course has. */
function readVariant(course: Course, name: string | undefined): VariantKey | undefined {
  if (name === undefined) return undefined;
  const known = [...new Set(course.lessons.flatMap(variantKeys))].sort();
  const variant = known.find((one) => one === name);
  if (variant !== undefined) return variant;
  const list = known.length === 0 ? 'inga / none' : known.join(', ');
  throw new UsageError(
    `Kursen ${course.slug} har ingen variant "${name}". Det finns / there are: ${list}`,
    usage,
  );
}
