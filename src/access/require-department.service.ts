import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { findDepartmentId, findSuccessor } from './department-subtree.repository.ts';

/**
 * The department with this code, to be given to somebody.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (a department that has become part of another)
 */
export async function requireDepartment(db: Database, code: string): Promise<number> {
  const id = await findDepartmentId(db, code);
  if (id === undefined)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      `No department has the code "${code}". Codes come from the imported roster and are matched exactly.`,
    );
  // Its successor has other people too: whoever gives that away must say so (visible-departments.ts).
  const successor = await findSuccessor(db, id);
  if (successor !== null)
    throw new AppError(
      'REFUSED',
      `${code} har gått upp i ${successor}. Ange ${successor} om behörigheten ska gälla alla där. / ${code} has become part of ${successor}. Name ${successor} if it is to be for everybody there.`,
    );
  return id;
}
