import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../platform/errors.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import { type Column, mapHeader } from './roster-header.ts';
import type { RawRow } from './roster-row.ts';
import { inBothLanguages } from './row-problem.ts';

/** Bounds on what is read; bytes, rows, columns, and characters in one row. */
export const rosterLimits = {
  bytes: 100_000_000,
  rows: 200_000,
  columns: 500,
  rowCharacters: 100_000,
};

export type RosterFile = {
  name: string;
  columns: Column[];
  width: number;
  /** Read once, streaming. Throws FILE_INVALID where the file breaks off or grows too large. */
  rows: AsyncIterable<RawRow>;
};

/**
 * Opens a staff list: CSV with semicolons, commas or tabs, in UTF-8, UTF-16 or Windows-1252.
 * Only cells of recognised columns leave this file (DESIGN rules 9 and 14).
 * @throws AppError FILE_INVALID saying what is wrong and what to do.
 */
export async function openRosterFile(path: string, limits = rosterLimits): Promise<RosterFile> {
  const name = maskIdentityNumbers(basename(path));
  const { encoding, delimiter } = await inspect(path, name, limits.bytes);
  const records = readRecords(path, encoding, delimiter, limits);
  const first = await records.next();
  const cells = first.done ? [] : first.value;
  const header = mapHeader(cells);
  if (header.kind === 'ok' && cells.length <= limits.columns)
    return {
      name,
      columns: header.columns,
      width: header.width,
      rows: rawRows(records, header.columns, header.width, limits.rows),
    };
  await records.return(undefined);
  if (header.kind === 'ok')
    throw invalid(
      `Filen har fler än ${limits.columns} kolumner.`,
      `The file has more than ${limits.columns} columns.`,
    );
  if (header.kind === 'twice')
    throw invalid(
      `Kolumnerna ${header.labels.join(' och ')} betyder samma sak. Ta bort den ena.`,
      `The columns ${header.labels.join(' and ')} mean the same. Remove one of them.`,
    );
  const missing = header.missing.join(', ');
  throw invalid(
    `Kolumner saknas: ${missing}. Första raden ska vara rubriker.`,
    `Columns are missing: ${missing}. The first row must hold the headings.`,
  );
}

async function* rawRows(
  records: AsyncGenerator<string[]>,
  columns: readonly Column[],
  width: number,
  maxRows: number,
): AsyncGenerator<RawRow> {
  let row = 1;
  for await (const cells of records) {
    row += 1;
    if (row > maxRows + 1)
      throw invalid(
        `Filen har fler än ${maxRows} rader. Dela den per förvaltning.`,
        `The file has more than ${maxRows} rows. Split it by department.`,
      );
    if (cells.every((cell) => cell.trim() === '')) continue;
    yield {
      row,
      cells: columns.map((column) => cells[column.index]),
      width: cells.length,
      surplus: cells.slice(width).some((cell) => cell.trim() !== ''),
    };
  }
}

async function* readRecords(
  path: string,
  encoding: string,
  delimiter: string,
  limits: typeof rosterLimits,
): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.rowCharacters,
  });
  // What the reading ends with reaches us through the parser; the callback has nothing to add.
  pipeline(Readable.from(decoded(path, encoding)), parser, () => undefined);
  try {
    yield* parser as AsyncIterable<string[]>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library's own message quotes the file.
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    throw invalid(
      `Filen går inte att tolka${line ? ` vid rad ${line}` : ''}. Ett citattecken saknar troligen sitt par.`,
      `The file cannot be parsed${line ? ` near line ${line}` : ''}. A quote probably lacks its partner.`,
    );
  }
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** Encoding by byte order mark, else strict UTF-8, else Windows-1252; detectors misjudge short Swedish files. */
async function inspect(
  path: string,
  name: string,
  maxBytes: number,
): Promise<{ encoding: string; delimiter: string }> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw invalid(
      `Filen ${name} finns inte. Kontrollera sökvägen.`,
      `There is no file ${name}. Check the path.`,
    );
  if (found.size > maxBytes)
    throw invalid(
      `Filen är större än ${Math.round(maxBytes / 1e6)} MB. Dela den per förvaltning.`,
      `The file is larger than ${Math.round(maxBytes / 1e6)} MB. Split it by department.`,
    );
  if (found.size === 0)
    throw invalid('Filen är tom. Exportera den igen.', 'The file is empty. Export it again.');

  const strict = new TextDecoder('utf-8', { fatal: true });
  let encoding = 'utf-8';
  let start: Buffer | undefined;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    if (start === undefined) {
      start = bytes;
      refuseOtherFormats(bytes);
      if (bytes[0] === 0xff && bytes[1] === 0xfe) encoding = 'utf-16le';
      if (bytes[0] === 0xfe && bytes[1] === 0xff) encoding = 'utf-16be';
      if (encoding !== 'utf-8') break;
    }
    if (bytes.includes(0))
      throw invalid(
        'Filen är inte text. Spara den som CSV.',
        'The file is not text. Save it as CSV.',
      );
    if (encoding === 'utf-8' && !decodes(strict, bytes, true)) encoding = 'windows-1252';
  }
  if (encoding === 'utf-8' && !decodes(strict, Buffer.alloc(0), false)) encoding = 'windows-1252';
  return { encoding, delimiter: mostFrequent(new TextDecoder(encoding).decode(start)) };
}

function decodes(decoder: TextDecoder, bytes: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

function refuseOtherFormats(bytes: Buffer): void {
  const magic = bytes.subarray(0, 4).toString('latin1');
  if (magic.startsWith('PK') || magic === '\xd0\xcf\x11\xe0' || magic === '%PDF')
    throw invalid(
      'Filen är en arbetsbok eller ett dokument. Öppna den i Excel och spara som CSV UTF-8.',
      'The file is a workbook or a document. Open it in Excel and save it as CSV UTF-8.',
    );
}

/** Judged by the header, where no one writes decimal commas. */
function mostFrequent(text: string): string {
  const header = text.split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', '\t', ','].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function invalid(sv: string, en: string): AppError {
  return new AppError('FILE_INVALID', inBothLanguages(sv, en));
}
