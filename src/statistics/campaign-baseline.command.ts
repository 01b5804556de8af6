import type { CourseVersions } from '../course/course-version.reader.ts';
import { type CommandResult, readId, readOptions } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { baselineReport } from './baseline-report.service.ts';
import { baselineTable } from './baseline-table.ts';

/** `campaign baseline ID`: the same document as the call, for the whole organisation. */
export async function campaignBaselineCommand(
  deps: { db: Database; courseVersions: CourseVersions; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'campaign baseline ID';
  const { positionals } = readOptions(argv, {}, usage);
  const campaignId = readId(positionals, usage);
  const report = await baselineReport(deps, deps.now, { campaignId, visible: 'all' });
  return { json: report, text: baselineTable(report), exitCode: 0 };
}
