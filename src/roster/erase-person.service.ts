import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { findEmployeeIds, lockRoster } from './roster.repository.ts';
import { discardStaged } from './roster-import.repository.ts';
import { erasePeople } from './roster-save.repository.ts';

/**
 * Removes a person for good, with mails, answers and everything kept for undo. Figures lose
 * them as well. A file that still names them brings them back, as somebody new.
 * @throws AppError NOT_FOUND
 */
export async function erasePerson(
  deps: { db: Database },
  input: { source: string; number: string },
): Promise<void> {
  const { source, number } = input;
  await deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    if ((await findEmployeeIds(trx, source, [number])).length === 0)
      throw new AppError('NOT_FOUND');
    // Rows that wait to be confirmed name the person as well.
    await discardStaged(trx, source);
    await erasePeople(trx, source, [number]);
    await addJob(trx, 'reconcile', {}, 'reconcile');
  });
}
