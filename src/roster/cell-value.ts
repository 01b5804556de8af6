import { type NumberFormat, padDigits } from './number-format.ts';
import { dayOfSerial } from './serial-date.ts';

/** Column of a reference such as AB12, from 0; undefined where it is none or beyond XFD. */
export function columnOfReference(reference: string): number | undefined {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at);
    if (code >= 48 && code <= 57) return at > 0 && column <= 16_384 ? column - 1 : undefined;
    if (code < 65 || code > 90 || at > 2) return undefined;
    column = column * 26 + code - 64;
  }
  return undefined;
}

/** The reference of a cell, both counted from 1 except the column, from 0. */
export function referenceOf(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row}`;
}

const longestNumber = 40;

/** A number as it was typed: no exponent or decimals for whole ones, dates as YYYY-MM-DD. */
export function readNumberCell(text: string, format: NumberFormat, since1904: boolean): string {
  if (text.length > longestNumber || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text))
    return text;
  const value = Number(text);
  if (format.kind === 'date') return dayOfSerial(value, since1904) ?? text;
  if (!Number.isSafeInteger(value)) return text;
  const whole = String(value);
  return format.kind === 'padded' && value >= 0 ? padDigits(whole, format.pattern) : whole;
}

/** A cell of type d: the day of an ISO 8601 time. */
export function readIsoCell(text: string): string {
  return /^(\d{4}-\d{2}-\d{2})T[\d:.]+Z?$/.exec(text)?.[1] ?? text;
}

/** As many characters may stand for one. */
export const longestEscape = 7;

/** Excel writes control characters, and what looks like one, as _xHHHH_ (ECMA-376, ST_Xstring). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** What a spreadsheet shows where a formula has failed: no value, and never to be taken for one. */
export function isSpreadsheetError(text: string): boolean {
  return /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|SAKNAS!|REFERENS!|VÄRDEFEL!|NAMN\?|DIVISION\/0!|SKÄRNING!|OGILTIGT!)$/i.test(
    text.trim(),
  );
}
