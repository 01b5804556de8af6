import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type StagedRoster, stageRoster } from './import-roster.service.ts';
import {
  beginReading,
  findUpload,
  finishUpload,
  noteProgress,
  readChunks,
} from './import-upload.repository.ts';
import { importDocument, type Upload, type UploadError } from './import-upload-document.ts';
import { withTemporaryFile } from './import-upload-file.writer.ts';

const mostStarts = 3;
const progressEvery = 5_000;

/**
 * Reads an upload and stages it. What is wrong with the file is written down, and the upload has
 * failed; anything else is thrown, for the queue to try again, up to three times.
 */
export async function stageUpload(
  deps: { db: Database },
  now: Date,
  input: { upload: string },
): Promise<void> {
  const starts = await beginReading(deps.db, input.upload);
  const upload = await findUpload(deps.db, input.upload);
  if (starts === undefined || upload === undefined) return;
  if (starts > mostStarts) {
    const detail = `The file could not be read ${mostStarts} times in a row. See the log.`;
    await fail(deps.db, upload.id, { code: 'INTERNAL', detail });
    return;
  }
  let rows = 0;
  const onProgress = (read: number) => {
    rows = read;
    // Not waited for: progress is worth no slower reading, and the last word is written below.
    if (read % progressEvery === 0) noteProgress(deps.db, upload.id, read).catch(() => undefined);
  };
  try {
    const staged = await stage(deps, now, upload, onProgress);
    const document = importDocument(staged.diff, staged.mustConfirmNoProtection);
    const end = { import: staged.import, document, rows };
    await deps.db.transaction().execute((trx) => finishUpload(trx, upload.id, end));
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    await fail(deps.db, upload.id, { code: error.code, detail: error.detail ?? null });
  }
}

function stage(
  deps: { db: Database },
  now: Date,
  { id, fileName, fields }: Upload,
  onProgress: (rows: number) => void,
): Promise<StagedRoster> {
  const { source, scope, profile } = fields;
  return withTemporaryFile(fileName, readChunks(deps.db, id), (file) =>
    stageRoster(deps, now, {
      file,
      onProgress,
      ...(source === null ? {} : { source }),
      ...(scope === null ? {} : { scope }),
      ...(profile === null ? {} : { profile }),
    }),
  );
}

async function fail(db: Database, id: string, error: UploadError): Promise<void> {
  await db.transaction().execute((trx) => finishUpload(trx, id, { error }));
}
