import { maskIdentityNumbers } from './identity-number.ts';

/** Something wrong in one row. `row` counts as a spreadsheet does, the header being row 1. */
export type RowProblem = { row: number; column: string; value: string; message: string };

const longestValue = 80;

/**
 * A problem fit to be shown and stored: its value is cut and carries no identity number
 * (DESIGN rule 9). Message in Swedish, then English.
 */
export function rowProblem(
  row: number,
  column: string,
  value: string,
  sv: string,
  en: string,
): RowProblem {
  const masked = maskIdentityNumbers(value).replace(/\p{Cc}/gu, ' ');
  const shown = masked.length > longestValue ? `${masked.slice(0, longestValue)}…` : masked;
  return { row, column, value: shown, message: inBothLanguages(sv, en) };
}

export function inBothLanguages(sv: string, en: string): string {
  return `${sv} / ${en}`;
}
