import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type CsvShape, findDelimiter } from './csv-delimiter.ts';
import { invalidFile } from './invalid-file.ts';
import { decodeMacRoman } from './mac-roman.ts';
import { LongLineError, plainLines } from './plain-lines.ts';
import type { RosterLimits } from './roster-limits.ts';
import type { SheetRow } from './sheet-row.ts';
import { type Encoding, surveyBytes, utf16From } from './text-encoding.ts';

const quote = 0x22;
/**
 * So much of the file is split at once, in characters or bytes: what is in hand when the garbage
 * collector comes by it takes for lasting, and a file's rows in full take ten times their text.
 */
const atOnce = 8_192;

/**
 * Rows of a text file, streaming, in batches. The encoding is settled by a first pass over its bytes, so
 * that no row is read in one way and a later one in another.
 * @throws AppError FILE_INVALID: not text, two encodings in one file, or quotes without partner.
 */
export async function* readCsv(path: string, limits: RosterLimits): AsyncGenerator<SheetRow[]> {
  const { encoding, start, quoted } = await findEncoding(path);
  const shape = findDelimiter(createDecoder(encoding)(start));
  if (quoted) yield* readQuoted(path, limits, encoding, shape);
  else yield* readPlain(path, limits, encoding, shape);
}

/** Most lists have no quote in them. */
async function* readPlain(
  path: string,
  limits: RosterLimits,
  encoding: Encoding,
  { delimiter, namedFirst }: CsvShape,
): AsyncGenerator<SheetRow[]> {
  const lines = plainLines(delimiter, limits.rowCharacters);
  const own = (rows: SheetRow[]) =>
    namedFirst
      ? rows.flatMap(({ row, cells }) => (row > 1 ? [{ row: row - 1, cells }] : []))
      : rows;
  try {
    for await (const text of decoded(path, encoding))
      for (let at = 0; at < text.length; at += atOnce)
        yield own(lines.add(text.slice(at, at + atOnce)));
    yield own(lines.end());
  } catch (error) {
    if (!(error instanceof LongLineError)) throw error;
    throw invalidFile(
      `Rad ${error.line} har mer än ${limits.rowCharacters} tecken. Kontrollera radbrytningarna och exportera filen igen.`,
      `Line ${error.line} has more than ${limits.rowCharacters} characters. Check the line breaks and export the file again.`,
    );
  }
}

async function* readQuoted(
  path: string,
  limits: RosterLimits,
  encoding: Encoding,
  { delimiter, namedFirst }: CsvShape,
): AsyncGenerator<SheetRow[]> {
  const batch: SheetRow[] = [];
  const parser = parse({
    delimiter,
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.rowCharacters,
    // A row of another width costs ten ordinary ones; blank lines may come in millions.
    skip_empty_lines: true,
    // Rows are gathered here, where it is known how many lines were skipped: a stream of a
    // hundred thousand objects takes as long again as parsing them.
    on_record: (cells: string[], { records, empty_lines }) => {
      const row = records + empty_lines - (namedFirst ? 1 : 0);
      if (row > 0) batch.push({ row, cells });
      return null;
    },
  });
  parser.resume();
  // What goes wrong reaches us through the callback of the write it went wrong in.
  parser.on('error', () => undefined);
  try {
    for await (const text of utf8Chunks(path, encoding))
      for (let at = 0; at < text.length; at += atOnce) {
        await written(parser, text.subarray(at, at + atOnce));
        yield batch.splice(0);
      }
    await written(parser);
    yield batch.splice(0);
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

/** Hands text to the parser, or with none ends it, and waits until it is parsed. */
function written(parser: Writable, text?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (text === undefined) parser.end(done);
    else parser.write(text, done);
  });
}

/** The file in UTF-8, which the parser works on; what is in it already was surveyed whole. */
async function* utf8Chunks(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') yield* createReadStream(path);
  else for await (const text of decoded(path, encoding)) yield Buffer.from(text);
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

/** `quoted` unless every byte was seen and none is a quote. */
async function findEncoding(
  path: string,
): Promise<{ encoding: Encoding; start: Buffer; quoted: boolean }> {
  const survey = surveyBytes();
  let start: Buffer | undefined;
  let quoted = false;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    if (start === undefined) {
      start = bytes;
      const encoding = utf16From(bytes);
      if (encoding !== undefined) return { encoding, start, quoted: true };
    }
    survey.add(bytes);
    quoted ||= bytes.includes(quote);
  }
  const found = survey.result();
  if (found.kind === 'text')
    return { encoding: found.encoding, start: start ?? Buffer.alloc(0), quoted };
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
