import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { applyRoster } from './apply-roster.service.ts';
import { findUpload } from './import-upload.repository.ts';
import type { Upload } from './import-upload-document.ts';
import { inBothLanguages } from './row-problem.ts';
import { undoImport } from './undo-import.service.ts';

type Deps = { db: Database };

/** @throws AppError NOT_FOUND */
export async function getUpload(deps: Deps, id: string): Promise<Upload> {
  const upload = await findUpload(deps.db, id);
  if (upload === undefined) throw new AppError('NOT_FOUND');
  return upload;
}

/**
 * Carries out the staged import of an upload. Asked again, it gives the same result.
 * @throws AppError NOT_FOUND, REFUSED (not read yet, or a confirmation is missing),
 *   CONFLICT (the roster has changed since)
 */
export async function confirmUpload(
  deps: Deps,
  now: Date,
  input: { id: string; confirmLeavers?: number; confirmNoProtection?: boolean },
): Promise<Upload> {
  const upload = await getUpload(deps, input.id);
  if (upload.status === 'applied') return upload;
  const { id, ...confirmations } = input;
  await applyRoster(deps, now, { import: requireImport(upload), ...confirmations });
  return getUpload(deps, id);
}

/** The number of the import of an upload. @throws AppError REFUSED where it has none. */
export function requireImport(upload: Upload): number {
  if (upload.import !== null) return upload.import;
  throw upload.status === 'failed'
    ? new AppError(
        'REFUSED',
        inBothLanguages('Filen gick inte att läsa.', 'The file could not be read.'),
      )
    : new AppError(
        'REFUSED',
        inBothLanguages(
          'Filen är inte läst än. Vänta tills status är staged.',
          'The file has not been read yet. Wait until status is staged.',
        ),
      );
}

/**
 * Restores what was before the import of an upload. Asked again, it gives the same result.
 * @throws AppError NOT_FOUND, REFUSED
 */
export async function undoUpload(deps: Deps, now: Date, id: string): Promise<Upload> {
  const upload = await getUpload(deps, id);
  if (upload.status === 'undone') return upload;
  await undoImport(deps, now, { import: requireImport(upload) });
  return getUpload(deps, id);
}
