import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, open, type ZipFile } from 'yauzl';
import { damagedWorkbook, invalidFile } from './invalid-file.ts';
import type { RosterLimits } from './roster-limits.ts';

export type Zip = {
  has: (name: string) => boolean;
  /** Unpacks one part. Each byte is counted against what the part is said to hold. */
  read: (name: string, maxBytes: number) => AsyncGenerator<Buffer>;
  close: () => void;
};

const longestName = 1_000;

/**
 * Opens a zip and lists its parts; names are compared without case, as in OPC. Nothing is
 * unpacked yet, and parts inside parts never are.
 * @throws AppError FILE_INVALID: damaged, too many parts; when reading: protected by a password,
 *   larger than allowed or than it says of itself.
 */
export async function openZip(path: string, limits: RosterLimits): Promise<Zip> {
  const file = await openFile(path);
  let entries: Map<string, Entry>;
  try {
    entries = await listEntries(file, limits.zipEntries);
  } catch (error) {
    file.close();
    throw error;
  }
  const taken = { bytes: 0 };
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read: (name, maxBytes) =>
      inflate(file, entries.get(name.toLowerCase()), maxBytes, limits, taken),
    close: () => file.close(),
  };
}

function openFile(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, file) =>
      error ? reject(damagedWorkbook()) : resolve(file as ZipFile),
    );
  });
}

function listEntries(file: ZipFile, most: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    if (file.entryCount > most) return reject(tooManyParts());
    file.on('error', () => reject(damagedWorkbook()));
    file.on('end', () => resolve(entries));
    file.on('entry', (entry: Entry) => {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name) || name.length > longestName) return reject(damagedWorkbook());
      entries.set(name, entry);
      file.readEntry();
    });
    file.readEntry();
  });
}

async function* inflate(
  file: ZipFile,
  entry: Entry | undefined,
  maxBytes: number,
  limits: RosterLimits,
  taken: { bytes: number },
): AsyncGenerator<Buffer> {
  if (entry === undefined) throw damagedWorkbook();
  const { uncompressedSize: size, compressedSize, compressionMethod } = entry;
  if (entry.isEncrypted())
    throw invalidFile(
      'Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara igen.',
      'The workbook is protected by a password. Remove it and save again.',
    );
  if (compressionMethod !== 0 && compressionMethod !== 8) throw damagedWorkbook();
  taken.bytes += size;
  if (size > limits.inflationFrom && size > compressedSize * limits.inflation) throw explodes();
  if (size > maxBytes || taken.bytes > limits.workbookBytes) throw tooLarge(maxBytes);

  const packed = await openPart(file, entry);
  let unpacked: Readable = packed;
  if (compressionMethod === 8) {
    const inflater = createInflateRaw({ chunkSize: 65_536 });
    // An error of either reaches us through the inflater.
    pipeline(packed, inflater, () => undefined);
    unpacked = inflater;
  }
  let [count, checksum] = [0, 0];
  try {
    for await (const chunk of unpacked) {
      const bytes = chunk as Buffer;
      count += bytes.length;
      if (count > size) break;
      checksum = crc32(bytes, checksum);
      yield bytes;
    }
  } catch {
    throw damagedWorkbook();
  } finally {
    unpacked.destroy();
  }
  if (count > size) throw explodes();
  if (count !== size || checksum !== entry.crc32) throw damagedWorkbook();
}

function openPart(file: ZipFile, entry: Entry): Promise<Readable> {
  const raw = { decompress: false, decrypt: null, start: null, end: null };
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, stream: Readable) =>
      error ? reject(damagedWorkbook()) : resolve(stream);
    if (entry.isCompressed()) file.openReadStream(entry, raw, opened);
    else file.openReadStream(entry, opened);
  });
}

function explodes() {
  return invalidFile(
    'Arbetsboken rymmer orimligt mycket mer än sin storlek och läses inte. Kopiera raderna till en ny arbetsbok och spara den.',
    'The workbook unpacks to far more than its size and is not read. Copy the rows to a new workbook and save it.',
  );
}

function tooLarge(maxBytes: number) {
  const megabytes = Math.round(maxBytes / 1e6);
  return invalidFile(
    `En del av arbetsboken är större än ${megabytes} MB. Ta bort blad och formatering som inte behövs, eller spara som CSV.`,
    `A part of the workbook is larger than ${megabytes} MB. Remove sheets and formatting that are not needed, or save as CSV.`,
  );
}

function tooManyParts() {
  return invalidFile(
    'Filen har för många delar för att vara en arbetsbok. Kopiera raderna till en ny arbetsbok och spara den.',
    'The file has too many parts for a workbook. Copy the rows to a new workbook and save it.',
  );
}
