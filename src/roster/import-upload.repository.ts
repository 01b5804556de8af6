import { type Selectable, sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { Scope } from './diff.ts';
import type { RosterUploadTable } from './import-upload.table.ts';
import type { ImportDocument, Upload, UploadError } from './import-upload-document.ts';
import type { UploadFields } from './import-upload-fields.ts';
import { readApplying, readReading, type UploadReading } from './import-upload-reading.ts';

/** An upload that begins; its name and fields come with the parts. */
export async function insertUpload(db: Database, id: string): Promise<void> {
  await db
    .insertInto('roster_uploads')
    .values({ id, file_name: '', status: 'receiving' })
    .execute();
}

export async function addChunk(
  db: Database,
  id: string,
  position: number,
  content: Buffer,
): Promise<void> {
  await db
    .insertInto('roster_upload_chunks')
    .values({ upload_id: id, position, content })
    .execute();
}

export async function removeUpload(db: Database, id: string): Promise<void> {
  await db.deleteFrom('roster_uploads').where('id', '=', id).execute();
}

/** Uploads on their way or waiting; those that a crash cut off count for an hour. */
export async function countOpenUploads(db: Database): Promise<{ waiting: number; begun: number }> {
  const found = await sql<{ waiting: number; begun: number }>`
    select count(*) filter (where status <> 'received')::int as waiting,
      count(*) filter (where status = 'received')::int as begun
    from roster_uploads
    where status in ('queued', 'reading')
      or status in ('receiving', 'received') and changed_at > now() - interval '1 hour'`.execute(
    db,
  );
  return found.rows[0] ?? { waiting: 0, begun: 0 };
}

/** Until the transaction ends nobody else finishes an upload with the same key. */
export async function lockKey(trx: Trx, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(726173, hashtext(${key}))`.execute(trx);
}

export async function queueUpload(
  trx: Trx,
  id: string,
  received: UploadFields & {
    key: string | null;
    fileName: string;
    bytes: number;
    hash: Buffer;
    reading?: UploadReading | null;
  },
  status: 'queued' | 'received' = 'queued',
): Promise<void> {
  await trx
    .updateTable('roster_uploads')
    .set({
      status,
      idempotency_key: received.key,
      file_name: received.fileName,
      bytes: received.bytes,
      content_hash: received.hash,
      source: received.source ?? '',
      scope: received.scope === null ? null : JSON.stringify(received.scope),
      profile: received.profile,
      reading: received.reading ? JSON.stringify(received.reading) : null,
      changed_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

type Row = Selectable<RosterUploadTable> & { import_status: Upload['status'] | null };

async function findBy(
  db: Database,
  column: 'u.id' | 'u.idempotency_key',
  value: string,
): Promise<Upload | undefined> {
  const row = await db
    .selectFrom('roster_uploads as u')
    .leftJoin('roster_imports as i', 'i.id', 'u.import_id')
    .selectAll('u')
    .select('i.status as import_status')
    .where(column, '=', value)
    .executeTakeFirst();
  return row && uploadOf(row);
}

export async function findUpload(db: Database, id: string): Promise<Upload | undefined> {
  return findBy(db, 'u.id', id);
}

export async function findUploadByKey(db: Database, key: string): Promise<Upload | undefined> {
  return findBy(db, 'u.idempotency_key', key);
}

/** An upload as the table has it, with the status of its import. */
export function uploadOf(row: Row): Upload {
  const applying = readApplying(row.applying);
  const status = row.status === 'staged' ? (row.import_status ?? 'discarded') : row.status;
  return {
    id: row.id,
    fileName: row.file_name,
    hash: row.content_hash,
    fields: {
      source: row.source === '' ? null : row.source,
      scope: row.scope as Scope | null,
      profile: row.profile,
    },
    status: status === 'staged' && applying !== null ? 'applying' : status,
    rowsRead: row.rows_read,
    import: row.import_id,
    document: row.document as ImportDocument | null,
    error: row.error as UploadError | null,
    reading: readReading(row.reading),
    applying,
    problem: row.problem as UploadError | null,
    createdAt: row.created_at,
  };
}

/** Notes that a worker begins. @returns how often one has, or undefined where nothing is to do. */
export async function beginReading(db: Database, id: string): Promise<number | undefined> {
  const row = await db
    .updateTable('roster_uploads')
    .set({
      status: 'reading',
      starts: sql<number>`starts + 1`,
      rows_read: 0,
      changed_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'reading'])
    .returning('starts')
    .executeTakeFirst();
  return row?.starts;
}

/** The file in the order it came, a piece at a time. */
export async function* readChunks(db: Database, id: string): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const row = await db
      .selectFrom('roster_upload_chunks')
      .select('content')
      .where('upload_id', '=', id)
      .where('position', '=', position)
      .executeTakeFirst();
    if (row === undefined) return;
    yield row.content;
  }
}

export async function noteProgress(db: Database, id: string, rows: number): Promise<void> {
  await db
    .updateTable('roster_uploads')
    .set({ rows_read: rows, changed_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('status', '=', 'reading')
    .execute();
}

/**
 * Ends the reading, well or badly, and removes the file, unless somebody may still want to read
 * it otherwise.
 */
export async function finishUpload(
  trx: Trx,
  id: string,
  end: { import: number; document: ImportDocument; rows: number } | { error: UploadError },
  keepFile = false,
): Promise<void> {
  await trx
    .updateTable('roster_uploads')
    .set({
      changed_at: sql<Date>`now()`,
      ...('error' in end
        ? { status: 'failed', error: JSON.stringify(end.error) }
        : {
            status: 'staged',
            import_id: end.import,
            document: JSON.stringify(end.document),
            rows_read: end.rows,
          }),
    })
    .where('id', '=', id)
    .execute();
  if (!keepFile) await removeFile(trx, id);
}

export async function removeFile(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('roster_upload_chunks').where('upload_id', '=', id).execute();
}

/**
 * Rule 15, by Postgres's clock: after 24 hours the file, the names in the diff and what was said
 * of a file that failed, which may quote it, are gone, after 30 days the row with its key. What was cut off while it came goes after an hour.
 */
export async function sweepUploads(db: Database): Promise<void> {
  await sql`
    delete from roster_uploads
    where created_at < now() - interval '30 days'
      or status = 'receiving' and changed_at < now() - interval '1 hour'
      or status = 'received' and created_at < now() - interval '24 hours'`.execute(db);
  await sql`
    update roster_uploads set status = 'failed',
      error = '{"code":"UNAVAILABLE","detail":"No worker has read the file within 24 hours. Start one and send it again."}'
    where status in ('queued', 'reading') and created_at < now() - interval '24 hours'`.execute(db);
  await sql`
    delete from roster_upload_chunks c using roster_uploads u
    where u.id = c.upload_id and u.created_at < now() - interval '24 hours'`.execute(db);
  await sql`
    delete from roster_upload_lists l using roster_uploads u
    where u.id = l.upload_id and u.created_at < now() - interval '24 hours'`.execute(db);
  await sql`
    update roster_uploads set problem = null, applying = null
    where created_at < now() - interval '24 hours'
      and (problem is not null or applying is not null)`.execute(db);
  await sql`
    update roster_uploads set error = error || '{"detail": null}'::jsonb
    where created_at < now() - interval '24 hours' and status = 'failed'
      and error->>'code' <> 'UNAVAILABLE' and error->>'detail' is not null`.execute(db);
  await sql`
    update roster_uploads set document = document || '{"errors": [], "lists":
      {"joiners": [], "leavers": [], "movers": [], "changed": [], "held": []}}'::jsonb
    where created_at < now() - interval '24 hours'
      and (document @? '$.lists.*[*]' or document @? '$.errors[*]')`.execute(db);
}
