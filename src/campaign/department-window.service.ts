import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { windowProblem } from '../spacing/sending-window.ts';
import { removeDepartmentWindow, saveDepartmentWindow } from './department-window.repository.ts';
import type { DepartmentWindow } from './sending-rules.ts';

/**
 * Gives a department and everything below it hours of their own, or takes them away
 * (undefined), so that what is above counts again.
 * @throws AppError DEPARTMENT_UNKNOWN; BAD_REQUEST where no mail could be sent in such hours
 */
export async function changeDepartmentWindow(
  deps: { db: Database },
  input: { code: string; window: DepartmentWindow | undefined },
): Promise<void> {
  const { code, window } = input;
  // The zone is the campaign's; hours are checked alike in all.
  const problem =
    window === undefined ? undefined : windowProblem({ ...window, timeZone: 'Europe/Stockholm' });
  if (problem !== undefined)
    throw new AppError('BAD_REQUEST', `De tiderna går inte att använda. / ${problem}`);
  await deps.db.transaction().execute(async (trx) => {
    const found =
      window === undefined
        ? await removeDepartmentWindow(trx, code)
        : await saveDepartmentWindow(trx, code, window);
    if (!found)
      throw new AppError(
        'DEPARTMENT_UNKNOWN',
        `Ingen enhet har koden ${code}. / No department has the code ${code}. Se / see: department list`,
      );
    await addJob(trx, 'reconcile', {}, 'reconcile');
  });
}
