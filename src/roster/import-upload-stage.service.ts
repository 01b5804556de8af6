import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { removeLists, saveList } from './import-list.repository.ts';
import { type ImportLists, listsOf, pagesOf, shownLists } from './import-lists.ts';
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
import { choiceOf } from './import-upload-reading.ts';
import { loadSharedRows } from './roster-import.repository.ts';
import { readRejects } from './write-rejects.service.ts';

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
    await fail(deps.db, upload, { code: 'INTERNAL', detail });
    return;
  }
  let rows = 0;
  const onProgress = (read: number) => {
    rows = read;
    // Not waited for: progress is worth no slower reading, and the last word is written below.
    if (read % progressEvery === 0) noteProgress(deps.db, upload.id, read).catch(() => undefined);
  };
  try {
    const { staged, rejects } = await stage(deps, now, upload, onProgress);
    const document = importDocument(staged.diff, staged.mustConfirmNoProtection);
    const end = { import: staged.import, document, rows };
    await deps.db.transaction().execute(async (trx) => {
      await removeLists(trx, upload.id);
      const lists = listsOf(staged.diff, await loadSharedRows(trx, staged.import));
      for (const name of shownLists) {
        const items: readonly ImportLists[typeof name][] = lists[name];
        await saveList(trx, upload.id, name, pagesOf(items));
      }
      await saveList(trx, upload.id, 'rejects', pagesOf(rejects));
      await finishUpload(trx, upload.id, end, upload.reading !== null);
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    await fail(deps.db, upload, { code: error.code, detail: error.detail ?? null });
  }
}

/** Stages the file, and takes from it the rows that were refused, as long as it is at hand. */
function stage(
  deps: { db: Database },
  now: Date,
  { id, fileName, fields, reading }: Upload,
  onProgress: (rows: number) => void,
): Promise<{ staged: StagedRoster; rejects: string[] }> {
  const choice = choiceOf(fields, reading);
  const { scope } = fields;
  return withTemporaryFile(fileName, readChunks(deps.db, id), async (file) => {
    const staged = await stageRoster(deps, now, {
      ...choice,
      file,
      onProgress,
      ...(scope === null ? {} : { scope }),
    });
    const { errors } = staged.diff;
    const rejects = errors.length === 0 ? [] : await readRejects(deps, { ...choice, file, errors });
    return { staged, rejects: await Array.fromAsync(rejects) };
  });
}

async function fail(db: Database, { id, reading }: Upload, error: UploadError): Promise<void> {
  await db.transaction().execute((trx) => finishUpload(trx, id, { error }, reading !== null));
}
