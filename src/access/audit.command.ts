import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { listAudit } from './audit.repository.ts';
import { auditText } from './audit.ts';

const usage = 'audit list [--since DATE] [--limit N] [--json]';
const timeZone = 'Europe/Stockholm';

/** `audit list`: who did what and when, newest first. @throws UsageError */
export async function auditListCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    { since: { type: 'string' }, limit: { type: 'string', default: '50' } },
    usage,
  );
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage);
  const limit = Number(values.limit);
  if (!/^\d{1,6}$/.test(values.limit) || limit < 1)
    throw new UsageError('--limit: 1 - 999999', usage);
  const rows = await listAudit(deps.db, {
    since: values.since === undefined ? undefined : beginningOf(values.since),
    limit,
  });
  const entries = rows.map(({ at, recordedAt, ...row }) => ({
    at: at.toISOString(),
    recordedAt: recordedAt.toISOString(),
    ...row,
  }));
  return { json: { entries }, text: auditText(rows), exitCode: 0 };
}

/** A day begins at midnight in Sweden. @throws UsageError */
function beginningOf(text: string): Date {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' });
    return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    throw new UsageError(`--since ${text} is no date. Write it as 2026-10-01.`, usage);
  }
}
