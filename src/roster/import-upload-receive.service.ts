import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import {
  addChunk,
  countOpenUploads,
  findUpload,
  findUploadByKey,
  insertUpload,
  lockKey,
  queueUpload,
  removeUpload,
} from './import-upload.repository.ts';
import type { Upload } from './import-upload-document.ts';
import { readUploadFields, type UploadFields } from './import-upload-fields.ts';
import type { UploadReading } from './import-upload-reading.ts';
import { inBothLanguages } from './row-problem.ts';

/** One part of a form, in the order it came. */
export type UploadPart =
  | { kind: 'field'; name: string; value: string }
  | {
      kind: 'file';
      name: string;
      fileName: string;
      content: AsyncIterable<Buffer>;
      /** True once the content has ended because it was too long. */
      cut(): boolean;
    };

type Received = { fields: UploadFields; fileName: string; bytes: number; hash: Buffer };

const chunkBytes = 1_000_000;
const mostOpen = 10;
const mostBegun = 20;

/**
 * Takes an upload piece by piece into the database and adds the job that reads it. Whatever goes
 * wrong on the way, an aborted connection included, leaves nothing behind.
 * @param input.key an Idempotency-Key: the same one with the same file gives the first upload.
 * @param input.askFirst given: it waits until a person has said what its columns mean; until then
 *   this is what is known of it, asked once the parts have come.
 * @throws AppError BAD_REQUEST, FILE_INVALID (too large or empty), CONFLICT (the key came with
 *   something else), UNAVAILABLE (too many wait)
 */
export async function receiveUpload(
  deps: { db: Database },
  input: {
    parts: AsyncIterable<UploadPart>;
    key: string | null;
    askFirst?: () => UploadReading;
  },
): Promise<{ upload: Upload; repeated: boolean }> {
  const { waiting, begun } = await countOpenUploads(deps.db);
  // Files that nobody has said more about keep no other system's from being read.
  if (input.askFirst !== undefined && begun >= mostBegun)
    throw new AppError(
      'UNAVAILABLE',
      inBothLanguages(
        `${mostBegun} filer är redan påbörjade. Läs eller kasta någon av dem först.`,
        `${mostBegun} files have been begun already. Read one of them or throw one away first.`,
      ),
    );
  if (waiting >= mostOpen)
    throw new AppError(
      'UNAVAILABLE',
      inBothLanguages(
        `${mostOpen} filer väntar redan på att läsas. Försök igen om en stund.`,
        `${mostOpen} files wait to be read already. Try again in a while.`,
      ),
    );
  const id = randomUUID();
  let kept = false;
  try {
    await insertUpload(deps.db, id);
    const received = await receiveParts(deps.db, id, input.parts);
    const first = await deps.db.transaction().execute(async (trx) => {
      if (input.key !== null) {
        await lockKey(trx, input.key);
        const before = await findUploadByKey(trx, input.key);
        if (before !== undefined) return before;
      }
      const whole = { ...received, ...received.fields, key: input.key };
      if (input.askFirst !== undefined) {
        await queueUpload(trx, id, { ...whole, reading: input.askFirst() }, 'received');
        return undefined;
      }
      await queueUpload(trx, id, whole);
      await addJob(trx, 'roster-import', { upload: id }, `roster-import-${id}`);
      return undefined;
    });
    if (first !== undefined) {
      if (!isSame(first, received)) throw otherContent();
      return { upload: first, repeated: true };
    }
    kept = true;
    const upload = await findUpload(deps.db, id);
    if (upload === undefined) throw new AppError('INTERNAL');
    return { upload, repeated: false };
  } finally {
    if (!kept) await removeUpload(deps.db, id);
  }
}

async function receiveParts(
  db: Database,
  id: string,
  parts: AsyncIterable<UploadPart>,
): Promise<Received> {
  const fields = new Map<string, string>();
  let file: Omit<Received, 'fields'> | undefined;
  for await (const part of parts) {
    if (part.kind === 'field') fields.set(part.name, part.value);
    else if (part.name !== 'file' || file !== undefined)
      throw new AppError('BAD_REQUEST', 'file: send one file, in the field named file.');
    else file = { fileName: plainName(part.fileName), ...(await store(db, id, part.content)) };
    if (part.kind === 'file' && part.cut())
      throw new AppError(
        'FILE_INVALID',
        inBothLanguages(
          'Filen är större än 100 MB. Dela den per förvaltning.',
          'The file is larger than 100 MB. Split it by department.',
        ),
      );
  }
  if (file === undefined)
    throw new AppError('BAD_REQUEST', 'file: send the staff list in the field named file.');
  if (file.bytes === 0)
    throw new AppError(
      'FILE_INVALID',
      inBothLanguages('Filen är tom. Exportera den igen.', 'The file is empty. Export it again.'),
    );
  return { ...file, fields: readUploadFields(fields) };
}

/** Writes the content in pieces of a megabyte; what comes faster than that waits at the sender. */
async function store(
  db: Database,
  id: string,
  content: AsyncIterable<Buffer>,
): Promise<{ bytes: number; hash: Buffer }> {
  const hash = createHash('sha256');
  let [bytes, position, gathered] = [0, 0, 0];
  let pieces: Buffer[] = [];
  const flush = async () => {
    await addChunk(db, id, position, Buffer.concat(pieces));
    position += 1;
    gathered = 0;
    pieces = [];
  };
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
    gathered += piece.length;
    pieces.push(piece);
    if (gathered >= chunkBytes) await flush();
  }
  if (gathered > 0) await flush();
  return { bytes, hash: hash.digest() };
}

/** The last part of a path, fit for a file system and a log. */
function plainName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = maskIdentityNumbers(last.normalize('NFC').replace(/\p{C}/gu, ''));
  const short = name.length > 80 ? name.slice(-80) : name;
  return /^\.*$/.test(short) ? 'roster' : short;
}

function isSame(before: Upload, received: Received): boolean {
  const fields = ({ source, scope, profile }: UploadFields) =>
    JSON.stringify([source, scope, profile]);
  return (
    before.hash?.equals(received.hash) === true && fields(before.fields) === fields(received.fields)
  );
}

function otherContent(): AppError {
  return new AppError(
    'CONFLICT',
    inBothLanguages(
      'Nyckeln i Idempotency-Key har redan använts för en annan fil eller andra fält. Använd en ny.',
      'The Idempotency-Key has been used for another file or other fields. Use a new one.',
    ),
  );
}
