import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { lockUpload, noteApplying } from './import-upload-open.repository.ts';
import type { UploadApplying } from './import-upload-reading.ts';
import { inBothLanguages } from './row-problem.ts';

/**
 * Lets a worker carry out a staged import in somebody's name. Asked again, it changes nothing.
 * @throws AppError NOT_FOUND; REFUSED where it is not staged, or `confirmed` lacks what the
 *   document asks for.
 */
export async function requestApply(
  deps: { db: Database },
  input: { id: string; confirmed: UploadApplying },
): Promise<void> {
  const { id, confirmed } = input;
  await deps.db.transaction().execute(async (trx) => {
    const upload = await lockUpload(trx, id);
    if (upload === undefined) throw new AppError('NOT_FOUND');
    const { status, document } = upload;
    if (status === 'applying' || status === 'applied') return;
    if (status !== 'staged' || document === null)
      throw new AppError(
        'REFUSED',
        inBothLanguages(
          'Jämförelsen gäller inte längre. Jämför filen igen.',
          'The comparison holds no longer. Compare the file again.',
        ),
      );
    const { leavers, noProtection } = document.confirm;
    const missing =
      (noProtection && !confirmed.confirmNoProtection) ||
      (leavers !== null && confirmed.confirmLeavers !== leavers);
    if (missing) throw new AppError('REFUSED', undefined, { ...document.confirm });
    await noteApplying(trx, id, confirmed);
    await addJob(trx, 'roster-apply', { upload: id }, `roster-apply-${id}`);
  });
}
