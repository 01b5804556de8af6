import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import { removeFile, uploadOf } from './import-upload.repository.ts';
import type { Upload, UploadError } from './import-upload-document.ts';
import type { UploadApplying, UploadReading } from './import-upload-reading.ts';

/** Uploads that somebody has begun and that have not come to an end, the newest first. */
export async function listOpenUploads(db: Database): Promise<Upload[]> {
  const rows = await db
    .selectFrom('roster_uploads as u')
    .leftJoin('roster_imports as i', 'i.id', 'u.import_id')
    .selectAll('u')
    .select('i.status as import_status')
    .where('u.created_at', '>', sql<Date>`now() - interval '24 hours'`)
    .where((is) =>
      is.or([
        is('u.status', 'in', ['received', 'queued', 'reading']),
        is.and([is('u.status', '=', 'failed'), is('u.reading', 'is not', null)]),
        is.and([is('u.status', '=', 'staged'), is('i.status', '=', 'staged')]),
      ]),
    )
    .orderBy('u.created_at', 'desc')
    .limit(30)
    .execute();
  return rows.map(uploadOf);
}

/** An upload, kept from others until the transaction ends; undefined where there is none. */
export async function lockUpload(trx: Trx, id: string): Promise<Upload | undefined> {
  const row = await trx
    .selectFrom('roster_uploads as u')
    .leftJoin('roster_imports as i', 'i.id', 'u.import_id')
    .selectAll('u')
    .select('i.status as import_status')
    .where('u.id', '=', id)
    .forUpdate('u')
    .executeTakeFirst();
  return row && uploadOf(row);
}

/** True while the file itself is kept, so that it can be read otherwise. */
export async function hasFile(db: Database, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('roster_upload_chunks')
    .select('position')
    .where('upload_id', '=', id)
    .where('position', '=', 0)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets an upload be read from the beginning, in a way that may differ from the last. */
export async function queueAgain(
  trx: Trx,
  id: string,
  how: { profile: string | null; reading: UploadReading },
): Promise<void> {
  await trx
    .updateTable('roster_uploads')
    .set({
      status: 'queued',
      profile: how.profile,
      reading: JSON.stringify(how.reading),
      starts: 0,
      rows_read: 0,
      import_id: null,
      document: null,
      error: null,
      problem: null,
      changed_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** How an upload is to be looked at from now on; nothing else of it changes. */
export async function noteReading(trx: Trx, id: string, reading: UploadReading): Promise<void> {
  await trx
    .updateTable('roster_uploads')
    .set({ reading: JSON.stringify(reading), changed_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

export async function noteApplying(trx: Trx, id: string, applying: UploadApplying): Promise<void> {
  await trx
    .updateTable('roster_uploads')
    .set({ applying: JSON.stringify(applying), problem: null, changed_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** It has been carried out, and the file goes, or could not be, for the reason given. */
export async function endApplying(
  trx: Trx,
  id: string,
  problem: UploadError | null,
): Promise<void> {
  if (problem === null) await removeFile(trx, id);
  await trx
    .updateTable('roster_uploads')
    .set({ applying: null, problem: problem && JSON.stringify(problem) })
    .where('id', '=', id)
    .execute();
}

/** Gives up a staged import that nobody will carry out any more. */
export async function discardImport(trx: Trx, id: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update roster_imports set status = 'discarded'
    where id = ${id} and status = 'staged' returning id`.execute(trx);
  await sql`
    delete from roster_rows where import_id = any(${rows.map((row) => row.id)}::int[])`.execute(
    trx,
  );
}
