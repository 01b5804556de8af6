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

/**
 * Adds users and grants from a list, all of them or none; nothing is taken from anybody.
 * @throws AppError FILE_INVALID naming the line whose department is not there
 */
export async function importUsers(
  deps: { db: Database },
  rows: readonly UserRow[],
): Promise<ImportedUsers> {
  return deps.db.transaction().execute(async (trx) => {
    const audit: AuditEntry[] = [];
    let unchanged = 0;
    for (const { line, address, role, department } of rows) {
      const grants = [{ role, department }];
      const done = await addUserIn(trx, { address, grants }).catch((error) => {
        if (!(error instanceof AppError)) throw error;
        throw new AppError('FILE_INVALID', `Rad/line ${line}: ${error.message}`);
      });
      if (done.audit.length === 0) unchanged++;
      audit.push(...done.audit);
    }
    const count = (action: string) => audit.filter((entry) => entry.action === action).length;
    return { added: count('user.add'), granted: count('user.grant'), unchanged, audit };
  });
}
