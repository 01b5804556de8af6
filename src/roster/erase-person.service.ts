import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { eraseTraces, findAddresses } from './erase-traces.repository.ts';
import { findEmployeeIds, lockRoster } from './roster.repository.ts';
import { erasePeople } from './roster-save.repository.ts';

/**
 * Removes a person for good, with mails, answers, everything kept for undo and everything that
 * waits: accounts of the directory, rows to review, files to confirm or to read. In figures they
 * stay as a number of nobody. A file that still names them brings them back, as somebody new.
 * @throws AppError NOT_FOUND where nothing of them is stored or waits.
 */
export async function erasePerson(
  deps: { db: Database },
  input: { source: string; number: string },
): Promise<void> {
  const { source, number } = input;
  await deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const found = await findEmployeeIds(trx, source, [number]);
    const emails = await findAddresses(trx, { source, number });
    const traces = await eraseTraces(trx, {
      source,
      number,
      emails,
      stored: found.length > 0,
    });
    await erasePeople(trx, source, [number]);
    // Thrown within the transaction, so that nothing that was only in the way is gone.
    if (found.length + traces === 0) throw new AppError('NOT_FOUND');
    await addJob(trx, 'reconcile', {}, 'reconcile');
  });
}
