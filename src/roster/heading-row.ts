import type { Correction } from './header-correction.ts';
import { guessMeaning, headingKey } from './header-synonyms.ts';
import type { SheetRow } from './sheet-row.ts';

/** Rows among which the headings are looked for: reports begin with a title, a date, who made them. */
export const headingWithin = 25;

const fewest = 2;
const personal: readonly string[] = ['number', 'firstName', 'lastName', 'fullName', 'email'];

/**
 * True where a row can only be headings: two of its cells are known to name something about a
 * person, by what they say or by what a profile says of them.
 */
export function isHeadingRow(
  cells: readonly string[],
  corrections: readonly Correction[] = [],
): boolean {
  const said = new Set(
    corrections.map(({ heading }) => headingKey(heading)).filter((key) => key !== ''),
  );
  const found = new Set<string>();
  for (const cell of cells) {
    const guess = guessMeaning(cell);
    if (said.has(headingKey(cell))) found.add(headingKey(cell));
    else if (guess?.kind === 'identity') found.add('identity');
    else if (guess?.kind === 'meaning' && personal.includes(guess.meaning.field))
      found.add(guess.meaning.field);
  }
  return found.size >= fewest;
}

/** True where a row that was taken for headings has an address in it: a file without headings. */
export function isPerson(cells: readonly string[]): boolean {
  return cells.some((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell.trim()));
}

/**
 * Where the headings stand among the first rows, from 0: in the first row that can only be
 * headings, else in the first of all.
 */
export function headingAt(
  rows: readonly SheetRow[],
  corrections: readonly Correction[] = [],
): number {
  const found = rows
    .slice(0, headingWithin)
    .findIndex(({ cells }) => isHeadingRow(cells, corrections));
  return Math.max(0, found);
}
