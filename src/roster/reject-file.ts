import { maskIdentityNumbers } from './identity-number.ts';
import type { Column } from './roster-header.ts';
import type { RawRow } from './roster-row.ts';
import type { RowProblem } from './row-problem.ts';

export const reasonHeading = 'Fel / Error';

/** The heading of a file of rejected rows. */
export function rejectHeading(columns: readonly Column[], delimiter: string): string {
  return line([...columns.map(({ label }) => label), reasonHeading], delimiter);
}

/**
 * A rejected row as it stood, of the columns that are read, with what is wrong last. Identity
 * numbers are covered wherever they stand; a row that may be of someone protected shows nothing
 * but its number (DESIGN rule 9).
 */
export function rejectLine(
  columns: readonly Column[],
  raw: RawRow,
  problems: readonly RowProblem[],
  delimiter: string,
): string {
  const flag = columns.find(({ field }) => field === 'protected');
  const mayBeProtected =
    flag !== undefined &&
    (raw.width <= flag.index || problems.some(({ column }) => column === flag.label));
  const cells = columns.map(({ field }, index) =>
    mayBeProtected && field !== 'number' ? '' : maskIdentityNumbers(raw.cells[index] ?? ''),
  );
  const reason = problems.map(({ column, message }) =>
    column ? `${column}: ${message}` : message,
  );
  return line([...cells, reason.join(' ')], delimiter);
}

function line(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => quoted(withoutFormula(cell), delimiter)).join(delimiter)}\r\n`;
}

/** What a spreadsheet would take for a formula is shown as text; a number with a sign is none. */
function withoutFormula(cell: string): string {
  return startsFormula.test(cell) && !/^[+-][\d\s.,]*$/.test(cell) ? `'${cell}` : cell;
}

/** As in files of figures: also behind spaces, and the full-width forms that Excel folds. */
const startsFormula = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n]/.test(cell)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}
