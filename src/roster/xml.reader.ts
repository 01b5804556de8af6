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
 * A way past the parser for children that are all written alike: the parser sees every byte but
 * those that `take` has read itself, and takes over at the first child that `take` does not know.
 */
export type XmlShortcut = {
  parent: string;
  child: string;
  /** @returns where the first byte not taken stands; only whole children are taken. */
  take: (bytes: Buffer, at: number) => number;
};

/** An unfinished child is waited for up to this length, in bytes. */
const longestWait = 65_536;

/**
 * Parses XML as it arrives; yields after each chunk, so that its reader can hand on what it has.
 * What is open at a time is bounded: depth, and the length of any text, attribute or comment.
 * @throws AppError FILE_INVALID: not well-formed, a document type, or beyond a limit.
 */
export async function* parseXml(
  chunks: AsyncIterable<Buffer>,
  on: XmlHandlers,
  limits: RosterLimits,
  shortcut?: XmlShortcut,
): AsyncGenerator<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  let depth = 0;
  // Characters since anything was complete: what the parser holds on to.
  let pending = 0;
  // Whether what was last parsed ended between two children of the shortcut's parent.
  let [between, parentDepth] = [false, -1];
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
    between = tag.name === shortcut?.parent && !tag.isSelfClosing;
    if (between) parentDepth = depth;
    on.open(withoutPrefix(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    pending = 0;
    depth -= 1;
    between = depth === parentDepth && tag.name === shortcut?.child;
    if (depth < parentDepth) parentDepth = -1;
    on.close(withoutPrefix(tag.name));
  });
  const text = (piece: string) => {
    pending = 0;
    on.text?.(piece);
  };
  parser.on('text', text);
  parser.on('cdata', text);

  let decoder: TextDecoder | undefined;
  const parse = (bytes: Buffer | undefined) => {
    const piece = decode(decoder, bytes);
    pending += piece.length;
    between = false;
    parser.write(piece);
    if (pending > limits.xmlToken)
      throw invalidFile(
        'Arbetsboken innehåller en text som är orimligt lång. Kopiera raderna till en ny arbetsbok och spara den.',
        'The workbook holds a text of unreasonable length. Copy the rows to a new workbook and save it.',
      );
  };
  const marks =
    shortcut && [`<${shortcut.parent}>`, `</${shortcut.child}>`].map((tag) => Buffer.from(tag));
  let waiting: Buffer | undefined;
  for await (const chunk of chunks) {
    const utf16 = decoder === undefined ? utf16From(chunk) : undefined;
    decoder ??= new TextDecoder(utf16 ?? 'utf-8', { fatal: true });
    if (shortcut === undefined || marks === undefined || decoder.encoding !== 'utf-8') {
      parse(chunk);
      yield;
      continue;
    }
    const bytes = waiting === undefined ? chunk : Buffer.concat([waiting, chunk]);
    waiting = undefined;
    for (let at = 0; at < bytes.length; ) {
      if (between) at = shortcut.take(bytes, at);
      const end = endOfFirst(bytes, at, parentDepth < 0 ? marks : marks.slice(1));
      if (end === undefined && between && bytes.length - at < longestWait) {
        waiting = bytes.subarray(at);
        break;
      }
      // The last byte by itself: what it ends is what stands there, and no comment that says so.
      if (end !== undefined) parse(bytes.subarray(at, end - 1));
      parse(end === undefined ? bytes.subarray(at) : bytes.subarray(end - 1, end));
      at = end ?? bytes.length;
    }
    yield;
  }
  if (waiting !== undefined) parse(waiting);
  parse(undefined);
  parser.close();
}

/** Where the first of the marks ends, looked for in their order. */
function endOfFirst(bytes: Buffer, from: number, marks: readonly Buffer[]): number | undefined {
  for (const mark of marks) {
    const at = bytes.indexOf(mark, from);
    if (at >= 0) return at + mark.length;
  }
  return undefined;
}

/** Parses a small part to its end. */
export async function parseWholeXml(
  chunks: AsyncIterable<Buffer>,
  on: XmlHandlers,
  limits: RosterLimits,
  shortcut?: XmlShortcut,
): Promise<void> {
  for await (const _chunk of parseXml(chunks, on, limits, shortcut));
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
