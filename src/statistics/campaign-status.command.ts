import { type CommandResult, readId, readOptions } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { completionOf } from './completion.service.ts';
import { completionTable } from './completion-table.ts';

/** `campaign status ID`: the same document as the completion call, for the whole organisation. */
export async function campaignStatusCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'campaign status ID';
  const { positionals } = readOptions(argv, {}, usage);
  const completion = await completionOf(deps, {
    campaignId: readId(positionals, usage),
    visible: 'all',
  });
  return { json: completion, text: completionTable(completion), exitCode: 0 };
}
