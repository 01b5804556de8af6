import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addUserIn } from './change-user.service.ts';
import type { UserRow } from './user-list.ts';

export type ImportedUsers = {
  added: number;
  granted: number;
  unchanged: number;
  audit: AuditEntry[];
};

const mostProblems = 20;

/**
 * Adds users and grants from a list, all of them or none; nothing is taken from anybody.
 * @throws AppError FILE_INVALID naming the lines whose departments are not there
 */
export async function importUsers(
  deps: { db: Database },
  rows: readonly UserRow[],
): Promise<ImportedUsers> {
  return deps.db.transaction().execute(async (trx) => {
    const audit: AuditEntry[] = [];
    const problems: string[] = [];
    let unchanged = 0;
    for (const { line, address, role, department } of rows) {
      const grants = [{ role, department }];
      try {
        const done = await addUserIn(trx, { address, grants });
        if (done.audit.length === 0) unchanged++;
        audit.push(...done.audit);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.push(`Rad/line ${line}, department "${department ?? ''}": ${error.message}`);
      }
    }
    if (problems.length > 0)
      throw new AppError('FILE_INVALID', problems.slice(0, mostProblems).join('\n'));
    const count = (action: string) => audit.filter((entry) => entry.action === action).length;
    return { added: count('user.add'), granted: count('user.grant'), unchanged, audit };
  });
}
