import { SaxesParser } from 'saxes';
import { damagedWorkbook, invalidFile } from './invalid-file.ts';
import type { RosterLimits } from './roster-limits.ts';
import { utf16From } from './text-encoding.ts';

/** Names come without prefix; text arrives whole, between two tags. */
export type XmlHandlers = {
  open: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close: (name: string) => void;
};

/**
 * Parses XML as it arrives; yields after each chunk, so that its reader can hand on what it has.
 * What is open at a time is bounded: depth, and the length of any text, attribute or comment.
 * @throws AppError FILE_INVALID: not well-formed, a document type, or beyond a limit.
 */
export async function* parseXml(
  chunks: AsyncIterable<Buffer>,
  on: XmlHandlers,
  limits: RosterLimits,
): AsyncGenerator<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  let depth = 0;
  // Characters since anything was complete: what the parser holds on to.
  let pending = 0;
  parser.on('error', () => {
    throw damagedWorkbook();
  });
  parser.on('doctype', () => {
    throw invalidFile(
      'Arbetsboken innehåller en dokumenttyp (DTD), som inget kalkylprogram skriver. Kopiera raderna till en ny arbetsbok och spara den.',
      'The workbook holds a document type (DTD), which no spreadsheet writes. Copy the rows to a new workbook and save it.',
    );
  });
  parser.on('opentag', (tag) => {
    pending = 0;
    depth += 1;
    if (depth > limits.xmlDepth) throw damagedWorkbook();
    on.open(withoutPrefix(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    pending = 0;
    depth -= 1;
    on.close(withoutPrefix(tag.name));
  });
  const text = (piece: string) => {
    pending = 0;
    on.text?.(piece);
  };
  parser.on('text', text);
  parser.on('cdata', text);

  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(utf16From(chunk) ?? 'utf-8', { fatal: true });
    const piece = decode(decoder, chunk);
    pending += piece.length;
    parser.write(piece);
    if (pending > limits.xmlToken)
      throw invalidFile(
        'Arbetsboken innehåller en text som är orimligt lång. Kopiera raderna till en ny arbetsbok och spara den.',
        'The workbook holds a text of unreasonable length. Copy the rows to a new workbook and save it.',
      );
    yield;
  }
  parser.write(decode(decoder, undefined)).close();
}

/** Parses a small part to its end. */
export async function parseWholeXml(
  chunks: AsyncIterable<Buffer>,
  on: XmlHandlers,
  limits: RosterLimits,
): Promise<void> {
  for await (const _chunk of parseXml(chunks, on, limits));
}

function decode(decoder: TextDecoder | undefined, chunk: Buffer | undefined): string {
  try {
    return decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
  } catch {
    throw damagedWorkbook();
  }
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
