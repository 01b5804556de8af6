import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { LEAST_K } from './hidden-rows.ts';
import { MOST_K, readK, writeK } from './k-setting.repository.ts';

/**
 * Sets below how many people a group is hidden. More holds at once and everywhere; fewer holds for
 * campaigns whose first day is still to come, since what was hidden stays hidden.
 * @throws AppError BAD_REQUEST below 3 or above 100
 */
export async function changeK(deps: { db: Database }, k: number): Promise<number> {
  if (!Number.isInteger(k) || k < LEAST_K || k > MOST_K)
    throw new AppError(
      'BAD_REQUEST',
      `Ange ett heltal från ${LEAST_K} till ${MOST_K}. / Give a whole number from ${LEAST_K} to ${MOST_K}.`,
    );
  await writeK(deps.db, k);
  return readK(deps.db);
}
