import type { Workplace } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { removeWorkplace, saveUsualWorkplace, saveWorkplace } from './workplace.repository.ts';

/**
 * Says where a department and everything below it works, or takes that back (undefined), so that
 * what is above counts again. Lessons that were asked already keep their scenario.
 * @throws AppError DEPARTMENT_UNKNOWN
 */
export async function changeWorkplace(
  deps: { db: Database },
  input: { code: string; workplace: Workplace | undefined },
): Promise<void> {
  const { code, workplace } = input;
  await deps.db.transaction().execute(async (trx) => {
    const found =
      workplace === undefined
        ? await removeWorkplace(trx, code)
        : await saveWorkplace(trx, code, workplace);
    if (!found) throw unknownDepartment(code);
  });
}

/** The workplace of everybody whose departments say none; undefined: none. */
export async function changeUsualWorkplace(
  deps: { db: Database },
  workplace: Workplace | undefined,
): Promise<void> {
  await deps.db.transaction().execute((trx) => saveUsualWorkplace(trx, workplace));
}

export function unknownDepartment(code: string): AppError {
  return new AppError(
    'DEPARTMENT_UNKNOWN',
    `Ingen enhet har koden ${code}. / No department has the code ${code}. Se / see: department list`,
  );
}
