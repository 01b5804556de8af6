import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { correctionsFor } from './column-choice.ts';
import { removeLists } from './import-list.repository.ts';
import { readChunks, removeUpload } from './import-upload.repository.ts';
import { getUpload } from './import-upload.service.ts';
import type { Upload } from './import-upload-document.ts';
import { withTemporaryFile } from './import-upload-file.writer.ts';
import {
  discardImport,
  hasFile,
  lockUpload,
  noteReading,
  queueAgain,
} from './import-upload-open.repository.ts';
import { choiceOf, nothingSaid, type UploadReading } from './import-upload-reading.ts';
import { receiveUpload, type UploadPart } from './import-upload-receive.service.ts';
import { withoutRows } from './invalid-file.ts';
import { type RosterMapping, showMapping } from './roster-mapping.service.ts';
import { findProfile } from './roster-profile.repository.ts';
import {
  emptyProfile,
  type ProfileContent,
  type RosterProfile,
  withCorrections,
} from './roster-profile.ts';
import { saveRosterProfile } from './save-roster-profile.service.ts';

type Deps = { db: Database };

/**
 * Takes a file whose columns somebody is to look at before it is read. One that cannot be opened
 * leaves nothing behind.
 * @throws AppError what receiving and `showMapping` throw.
 */
export async function takeUpload(
  deps: Deps,
  input: { parts: AsyncIterable<UploadPart>; said: () => Partial<UploadReading> },
): Promise<Upload> {
  const askFirst = () => ({ ...nothingSaid, ...input.said() });
  const { upload } = await receiveUpload(deps, { parts: input.parts, key: null, askFirst });
  try {
    const { sheets, hasRows } = await mappingOf(deps, upload, upload.reading);
    if (!hasRows && sheets.length < 2) throw withoutRows();
    return upload;
  } catch (error) {
    await removeUpload(deps.db, upload.id);
    throw error;
  }
}

export type ShownMapping = {
  upload: Upload;
  mapping: RosterMapping;
  profile: RosterProfile | null;
};

/** What the columns of an upload are taken for. @throws AppError NOT_FOUND where the file is gone. */
export async function showUploadMapping(deps: Deps, id: string): Promise<ShownMapping> {
  const upload = await requireFile(deps, id);
  const mapping = await mappingOf(deps, upload, upload.reading);
  return { upload, mapping, profile: await profileOf(deps.db, mapping.profile) };
}

/**
 * Looks at another sheet of an upload, or takes another row for its headings; null: the usual
 * one. What was said of its columns is forgotten, since they are others now.
 * @throws AppError NOT_FOUND, REFUSED once it is carried out, FILE_INVALID where nothing is there.
 */
export async function placeUpload(
  deps: Deps,
  id: string,
  where: { sheet: string | null; headingRow: number | null; withoutProfile?: true },
): Promise<void> {
  const upload = await requireFile(deps, id);
  refuseOnceCarriedOut(upload);
  const reading = { ...(upload.reading ?? nothingSaid), ...where, corrections: [] };
  await mappingOf(deps, upload, reading);
  await deps.db.transaction().execute((trx) => noteReading(trx, id, reading));
}

/** What a profile is to say beside the columns. */
export type ProfileRules = Pick<
  ProfileContent,
  'withoutForms' | 'shared' | 'protectedYes' | 'protectedNo'
>;

export type ChosenColumns = {
  /** What each column is said to be, by its number from 1; those not named stay as they are. */
  targets: ReadonlyMap<number, string>;
  /** The name to remember it by, and what holds for the rows; undefined: for this once. */
  saveAs?: { name: string; rules: ProfileRules };
  /** How it was shown, by `showUploadMapping`. */
  shown: ShownMapping;
};

/**
 * Lets an upload be read by what somebody has said of its columns.
 * @returns the mapping as it then is; where that does not fit, nothing else has happened.
 * @throws AppError REFUSED while it is carried out, or once it was; what saving a profile throws.
 */
export async function readUpload(
  deps: Deps,
  now: Date,
  input: ChosenColumns,
): Promise<ShownMapping & { queued: boolean }> {
  const { upload, mapping, profile } = input.shown;
  const said = upload.reading ?? nothingSaid;
  const changed = correctionsFor(mapping.columns, input.targets);
  const reading = changed === undefined ? said : { ...said, corrections: changed };
  const next = changed === undefined ? mapping : await mappingOf(deps, upload, reading);
  const shown = { upload, mapping: next, profile };
  if (!next.fits) return { ...shown, queued: false };
  if (input.saveAs === undefined) {
    await queue(deps, upload.id, { profile: upload.fields.profile, reading });
    return { ...shown, queued: true };
  }
  const { name, rules } = input.saveAs;
  await withTemporaryFile(upload.fileName, readChunks(deps.db, upload.id), (file) =>
    saveRosterProfile(deps, now, {
      name,
      source: next.source,
      file,
      corrections: withCorrections(profile?.content ?? emptyProfile, reading.corrections)
        .corrections,
      ...rules,
      headingRow: reading.headingRow ?? undefined,
      sheet: reading.sheet ?? profile?.content.sheet ?? null,
      addressOnly: reading.addressOnly || (profile?.content.addressOnly ?? false),
    }),
  );
  const byProfile = { ...reading, corrections: [], withoutProfile: false };
  await queue(deps, upload.id, { profile: name, reading: byProfile });
  return { ...shown, queued: true };
}

/** Compares an upload with the roster once more, read as before. @throws AppError as `readUpload`. */
export async function compareAgain(deps: Deps, id: string): Promise<void> {
  const { fields, reading } = await requireFile(deps, id);
  await queue(deps, id, { profile: fields.profile, reading: reading ?? nothingSaid });
}

/**
 * Throws an upload away, with its file and everything read from it.
 * @throws AppError NOT_FOUND; REFUSED while it is carried out, or once it was.
 */
export async function discardUpload(deps: Deps, id: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const upload = await lockUpload(trx, id);
    if (upload === undefined) throw new AppError('NOT_FOUND');
    refuseOnceCarriedOut(upload);
    if (upload.import !== null) await discardImport(trx, upload.import);
    await removeUpload(trx, id);
  });
}

async function queue(
  deps: Deps,
  id: string,
  how: { profile: string | null; reading: UploadReading },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const upload = await lockUpload(trx, id);
    if (upload === undefined) throw new AppError('NOT_FOUND');
    refuseOnceCarriedOut(upload);
    if (upload.status === 'queued' || upload.status === 'reading') return;
    if (upload.import !== null) await discardImport(trx, upload.import);
    await removeLists(trx, id);
    await queueAgain(trx, id, how);
    await addJob(trx, 'roster-import', { upload: id }, `roster-import-${id}`);
  });
}

function refuseOnceCarriedOut({ status }: Upload): void {
  if (status === 'applying' || status === 'applied' || status === 'undone')
    throw new AppError('REFUSED');
}

async function requireFile(deps: Deps, id: string): Promise<Upload> {
  const upload = await getUpload(deps, id);
  if (upload.status === 'receiving' || !(await hasFile(deps.db, id)))
    throw new AppError('NOT_FOUND');
  return upload;
}

function mappingOf(
  deps: Deps,
  { id, fileName, fields }: Upload,
  reading: UploadReading | null,
): Promise<RosterMapping> {
  return withTemporaryFile(fileName, readChunks(deps.db, id), (file) =>
    showMapping(deps, file, choiceOf(fields, reading)),
  );
}

async function profileOf(db: Database, name: string | null): Promise<RosterProfile | null> {
  return name === null ? null : ((await findProfile(db, name)) ?? null);
}
