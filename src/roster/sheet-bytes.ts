/** More cells than this in a row are for the XML parser. */
const mostCells = 512;

/** The cells of one row as they stand in the bytes; kept from row to row. */
export type ScannedRow = {
  row: number;
  /** Where the bytes after the row begin. */
  end: number;
  count: number;
  columns: Int32Array;
  styles: Int32Array;
  /** Code of the letter that t holds, n where it is left out; s, n or b. */
  types: Uint8Array;
  /** The value as a whole number; -1 where it is none of at most nine digits. */
  numbers: Int32Array;
  from: Int32Array;
  to: Int32Array;
};

export function emptyScan(): ScannedRow {
  const numbers = () => new Int32Array(mostCells);
  return {
    row: 0,
    end: 0,
    count: 0,
    columns: numbers(),
    styles: numbers(),
    types: new Uint8Array(mostCells),
    numbers: numbers(),
    from: numbers(),
    to: numbers(),
  };
}

const [quote, space, slash, less, greater, letterN] = [0x22, 0x20, 0x2f, 0x3c, 0x3e, 0x6e];
const rowStart = Buffer.from('<row r="');
const rowEnd = Buffer.from('</row>');
const cellStart = Buffer.from('<c r="');
const styleStart = Buffer.from(' s="');
const typeStart = Buffer.from(' t="');
const valueStart = Buffer.from('><v>');
const valueEnd = Buffer.from('</v></c>');

/**
 * Reads a row that is written as nearly every program writes it,
 * `<row r="2" …><c r="A2" s="1" t="s"><v>17</v></c>…</row>`: a million such cells cost an XML
 * parser more than all the rest of the reading. @returns false for any other row, to be left to
 * the parser, and for one that is not all there.
 */
export function scanRow(bytes: Uint8Array, start: number, into: ScannedRow): boolean {
  if (!standsAt(bytes, start, rowStart)) return false;
  let at = start + rowStart.length;
  let row = 0;
  const first = at;
  for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
    row = row * 10 + digit;
  if (at === first || at - first > 7 || bytes[at] !== quote) return false;
  at = attributesEnd(bytes, at + 1);
  if (at < 0) return false;
  let count = 0;
  while (standsAt(bytes, at, cellStart)) {
    if (count === mostCells) return false;
    at = scanCell(bytes, at + cellStart.length, into, count);
    if (at < 0) return false;
    count += 1;
  }
  if (!standsAt(bytes, at, rowEnd)) return false;
  into.row = row;
  into.count = count;
  into.end = at + rowEnd.length;
  return true;
}

/** From behind `<c r="`. @returns where the cell ends; -1: it is not of the usual form. */
function scanCell(bytes: Uint8Array, start: number, into: ScannedRow, index: number): number {
  let at = start;
  let column = 0;
  for (let code = bytes[at] ?? 0; code >= 65 && code <= 90; code = bytes[++at] ?? 0)
    column = column * 26 + code - 64;
  const digits = at;
  while (digitAt(bytes, at) >= 0) at += 1;
  if (digits === start || digits - start > 3 || at === digits || bytes[at] !== quote) return -1;
  if (column > 16_384) return -1;
  at += 1;
  let style = 0;
  if (standsAt(bytes, at, styleStart)) {
    at += styleStart.length;
    const first = at;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
      style = style * 10 + digit;
    if (at === first || at - first > 8 || bytes[at] !== quote) return -1;
    at += 1;
  }
  let type = letterN;
  if (standsAt(bytes, at, typeStart)) {
    type = bytes[at + typeStart.length] ?? 0;
    at += typeStart.length + 2;
    if (bytes[at - 1] !== quote || (type !== 0x73 && type !== letterN && type !== 0x62)) return -1;
  }
  into.columns[index] = column - 1;
  into.styles[index] = style;
  into.types[index] = type;
  if (bytes[at] === slash && bytes[at + 1] === greater) {
    into.from[index] = at;
    into.to[index] = at;
    return at + 2;
  }
  if (!standsAt(bytes, at, valueStart)) return -1;
  at += valueStart.length;
  into.from[index] = at;
  let number = 0;
  const first = at;
  for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
    number = number * 10 + digit;
  const whole = at > first && at - first <= 9 && bytes[at] === less;
  into.numbers[index] = whole ? number : -1;
  while (isOfNumber(bytes[at] ?? 0)) at += 1;
  into.to[index] = at;
  return standsAt(bytes, at, valueEnd) ? at + valueEnd.length : -1;
}

/** Attributes that nothing is taken from, up to the end of their tag. */
function attributesEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === space) {
    const name = at + 1;
    for (at = name; isOfName(bytes[at] ?? 0); at += 1);
    // A second r would be an error, which the parser tells.
    if (at === name || (at === name + 1 && bytes[name] === 0x72)) return -1;
    if (bytes[at] !== 0x3d || bytes[at + 1] !== quote) return -1;
    for (at += 2; isOfName(bytes[at] ?? 0) || bytes[at] === space; at += 1);
    if (bytes[at] !== quote) return -1;
    at += 1;
  }
  return bytes[at] === greater ? at + 1 : -1;
}

function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (bytes[at + index] !== text[index]) return false;
  return true;
}

function digitAt(bytes: Uint8Array, at: number): number {
  const code = bytes[at] ?? 0;
  return code >= 48 && code <= 57 ? code - 48 : -1;
}

/** Digits, signs, points and exponents. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x45 ||
    code === 0x65
  );
}

/** ASCII letters and digits, and : . - _ */
function isOfName(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 58) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x5f
  );
}

const textStart = Buffer.from('<si><t>');
const textEnd = Buffer.from('</t></si>');

/**
 * Where the text of a shared string `<si><t>text</t></si>` ends; -1 for any other: with runs of
 * fonts, escapes or characters that XML may refuse, and for one that is not all there.
 */
export function scanSharedText(bytes: Uint8Array, start: number): number {
  if (!standsAt(bytes, start, textStart)) return -1;
  for (let at = start + textStart.length; ; at += 1) {
    const code = bytes[at] ?? 0;
    if (code === less) return standsAt(bytes, at, textEnd) ? at : -1;
    // & begins an entity, _ perhaps an escape, ] perhaps an end of CDATA, ef the noncharacters.
    if (code < space || code === 0x26 || code === 0x5f || code === 0x5d || code === 0xef) return -1;
  }
}

export const [sharedTextFrom, sharedTextPast] = [textStart.length, textEnd.length];
