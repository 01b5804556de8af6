import { type CommandResult, readId, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { completionOf } from './completion.service.ts';
import { views } from './completion.ts';
import { completionTable } from './completion-table.ts';

/**
 * `campaign status ID [--as then|now]`: the same document as the completion call, for the whole
 * organisation.
 */
export async function campaignStatusCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'campaign status ID [--as then|now]';
  const { values, positionals } = readOptions(argv, { as: { type: 'string' } }, usage);
  const as = views.find((view) => view === (values.as ?? 'now'));
  if (as === undefined) throw new UsageError(`--as ${values.as} is neither then nor now.`, usage);
  const completion = await completionOf(deps, deps.now, {
    campaignId: readId(positionals, usage),
    visible: 'all',
    as,
  });
  return { json: completion, text: completionTable(completion), exitCode: 0 };
}
