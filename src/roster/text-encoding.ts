import { isAscii, isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh';

export type EncodingFound =
  | { kind: 'text'; encoding: Encoding }
  | { kind: 'binary' }
  /** UTF-8 and something else in one file; `line` is the first that is not UTF-8. */
  | { kind: 'mixed'; line: number };

/** UTF-16 by its mark, or by every other byte being zero, as in any western text. */
export function utf16From(start: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(start.length, 4_096) >> 1;
  let [even, odd] = [0, 0];
  for (let at = 0; at < pairs * 2; at += 2) {
    if (start[at] === 0) even += 1;
    if (start[at + 1] === 0) odd += 1;
  }
  if (pairs < 2) return undefined;
  if (odd > pairs * 0.7 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.7 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

/** å ä ö Å Ä Ö */
const macLetters = [0x8c, 0x8a, 0x9a, 0x81, 0x80, 0x85];
const windowsLetters = [0xe5, 0xe4, 0xf6, 0xc5, 0xc4, 0xd6];
/** Of the bytes that are no plain letters, so many are looked at to tell Mac from Windows. */
const tallied = 8_000_000;

/**
 * Looks through all bytes of a file that is not UTF-16. All of them, since a long list may have
 * its first å on its last row. Strict UTF-8 if it holds; else whichever of Mac Roman and
 * Windows-1252 gives more Swedish letters. Text of 8-bit letters is UTF-8 by chance so rarely
 * that both in one file mean two files put together.
 */
export function surveyBytes(): { add: (chunk: Buffer) => void; result: () => EncodingFound } {
  const tally = new Uint32Array(256);
  let [counted, zeros, lines, firstBad] = [0, false, 1, 0];
  let [utf8Letters, header, inHeader] = [false, 0, true];
  let rest: Buffer = Buffer.alloc(0);

  const take = (bytes: Buffer) => {
    if (isAscii(bytes)) return;
    if (isUtf8(bytes)) {
      // With letters in UTF-8 no tally of others is ever asked for.
      utf8Letters = true;
      return;
    }
    if (firstBad === 0) firstBad = lines + badLine(bytes);
    if (!utf8Letters) utf8Letters = holdsUtf8Letter(bytes);
    if (counted >= tallied) return;
    counted += bytes.length;
    for (const byte of bytes) tally[byte] = (tally[byte] ?? 0) + 1;
  };

  return {
    add(chunk) {
      zeros ||= chunk.includes(0);
      if (inHeader) {
        const end = chunk.findIndex((byte) => byte === 0x0a || byte === 0x0d);
        inHeader = end < 0;
        const line = inHeader ? chunk : chunk.subarray(0, end);
        header += line.filter((byte) => macLetters.includes(byte)).length;
      }
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = wholeCharacters(bytes);
      rest = Buffer.from(bytes.subarray(whole));
      const body = bytes.subarray(0, whole);
      take(body);
      lines += countLines(body);
    },
    result() {
      take(rest);
      if (zeros) return { kind: 'binary' };
      if (firstBad === 0) return { kind: 'text', encoding: 'utf-8' };
      if (utf8Letters) return { kind: 'mixed', line: firstBad };
      const sum = (letters: number[]) => letters.reduce((all, byte) => all + (tally[byte] ?? 0), 0);
      // One š in an English list is not yet Mac Roman; an ö in the heading is.
      const kinds = macLetters.filter((byte) => tally[byte] !== 0).length;
      const mac = sum(macLetters) > sum(windowsLetters) && (kinds > 1 || header > 0);
      return { kind: 'text', encoding: mac ? 'macintosh' : 'windows-1252' };
    },
  };
}

/** How many bytes there are up to a character that the end cuts off. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    const wants = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (wants > 0) return wants > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function badLine(bytes: Buffer): number {
  let [line, from] = [0, 0];
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
    if (!isUtf8(bytes.subarray(from, end))) return line;
    line += 1;
    from = end + 1;
  }
  return line;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** A letter between À and ÿ as UTF-8 writes it; as Windows-1252 it would read Ã and a sign. */
function holdsUtf8Letter(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0xc3); at >= 0; at = bytes.indexOf(0xc3, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next >= 0x80 && next < 0xc0) return true;
  }
  return false;
}
