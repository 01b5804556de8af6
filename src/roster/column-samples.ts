import { maskIdentityNumbers } from './identity-number.ts';
import type { ColumnReading } from './roster-header.ts';
import { type FlagWords, readFlag } from './row-values.ts';

const samplesShown = 3;
const longest = 40;
const longestFlag = 12;

/** Fields whose values say nothing about whom they belong to. */
const impersonal: readonly string[] = ['department', 'form', 'title', 'language', 'protected'];

/**
 * A few different values of each column, to judge a mapping by. Identity numbers are masked and
 * protected people shown nowhere; where no column tells who is protected, what may name someone
 * is shown by its form alone, `Aaaaa` (DESIGN rule 9).
 * @param rows the cells of all columns, in the order of the columns.
 */
export function columnSamples(
  columns: readonly ColumnReading[],
  rows: Iterable<readonly (string | undefined)[]>,
  words: FlagWords,
): string[][] {
  const flag = columns.findIndex(({ meaning }) => meaning?.field === 'protected');
  const seen = columns.map(() => new Set<string>());
  for (const cells of rows) {
    const hidden = flag >= 0 && readFlag((cells[flag] ?? '').trim(), words) !== false;
    for (const [index, { meaning, why }] of columns.entries()) {
      if (why === 'identity' || (hidden && index !== flag)) continue;
      const text = maskIdentityNumbers((cells[index] ?? '').trim()).replace(/\p{Cc}/gu, ' ');
      const open = flag >= 0 || impersonal.includes(meaning?.field ?? '');
      const sample = cut(open ? text : formOf(text), index === flag ? longestFlag : longest);
      const own = seen[index];
      if (sample !== '' && own !== undefined && own.size < samplesShown) own.add(sample);
    }
  }
  return seen.map((own) => [...own]);
}

/** How a text is written, and nothing of what it says: `Aaaaa-9`. */
export function formOf(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{L}/gu, (letter) => (letter === 'A' ? 'A' : 'a'))
    .replace(/\d/g, '9');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
