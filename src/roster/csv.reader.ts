import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { findDelimiter } from './csv-delimiter.ts';
import { invalidFile } from './invalid-file.ts';
import { decodeMacRoman } from './mac-roman.ts';
import type { RosterLimits } from './roster-limits.ts';
import type { SheetRow } from './sheet-row.ts';
import { type Encoding, surveyBytes, utf16From } from './text-encoding.ts';

/**
 * Rows of a text file, streaming. The encoding is settled by a first pass over its bytes, so
 * that no row is read in one way and a later one in another.
 * @throws AppError FILE_INVALID: not text, two encodings in one file, or quotes without partner.
 */
export async function* readCsv(path: string, limits: RosterLimits): AsyncGenerator<SheetRow> {
  const { encoding, start } = await findEncoding(path);
  const { delimiter, namedFirst } = findDelimiter(createDecoder(encoding)(start));
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.rowCharacters,
    // A row of another width costs ten ordinary ones; blank lines may come in millions.
    skip_empty_lines: true,
    // Only here is it known how many were skipped: the row's number rides along as its last cell.
    on_record: (cells, { records, empty_lines }) => {
      cells.push(String(records + empty_lines - (namedFirst ? 1 : 0)));
      return cells;
    },
  });
  // What the reading ends with reaches us through the parser; the callback has nothing to add.
  pipeline(Readable.from(decoded(path, encoding)), parser, () => undefined);
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const row = Number(cells.pop());
      if (row > 0) yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library's own message quotes the file.
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    throw invalidFile(
      `Filen går inte att tolka${line ? ` vid rad ${line}` : ''}. Ett citattecken saknar troligen sitt par.`,
      `The file cannot be parsed${line ? ` near line ${line}` : ''}. A quote probably lacks its partner.`,
    );
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decode = createDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    const text = decode(chunk as Buffer);
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

function createDecoder(encoding: Encoding): (bytes?: Buffer) => string {
  if (encoding === 'macintosh')
    return (bytes) => (bytes === undefined ? '' : decodeMacRoman(bytes));
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw invalidFile(
        'Filen har tecken som inte går att läsa. Exportera den igen, som CSV UTF-8.',
        'The file has characters that cannot be read. Export it again, as CSV UTF-8.',
      );
    }
  };
}

async function findEncoding(path: string): Promise<{ encoding: Encoding; start: Buffer }> {
  const survey = surveyBytes();
  let start: Buffer | undefined;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    if (start === undefined) {
      start = bytes;
      const encoding = utf16From(bytes);
      if (encoding !== undefined) return { encoding, start };
    }
    survey.add(bytes);
  }
  const found = survey.result();
  if (found.kind === 'text') return { encoding: found.encoding, start: start ?? Buffer.alloc(0) };
  if (found.kind === 'binary')
    throw invalidFile(
      'Filen är inte text. Spara den som .xlsx eller CSV.',
      'The file is not text. Save it as .xlsx or CSV.',
    );
  throw invalidFile(
    `Filen blandar två teckenkodningar: rad ${found.line} är inte UTF-8 som resten. Exportera den igen, som CSV UTF-8.`,
    `The file mixes two encodings: line ${found.line} is not UTF-8 as the rest is. Export it again, as CSV UTF-8.`,
  );
}
