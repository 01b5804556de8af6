/** A cell as a table shows it; null where nothing is known or a figure is hidden. */
export type CsvCell = string | number | null;

/**
 * A table as a file that Swedish Excel opens by a double click: UTF-8 with BOM, semicolons, CRLF
 * (RFC 4180 apart from the separator), every text quoted that needs it.
 *
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, which shows it as
 * text (OWASP, CSV Injection): names come from files that others wrote. Numbers stay numbers.
 */
export function csvFile(headings: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [headings, ...rows].map((cells) => `${cells.map(cellText).join(';')}\r\n`);
  return `\uFEFF${lines.join('')}`;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  // Swedish Excel takes 3.5 for the third of May.
  if (typeof cell === 'number') return String(cell).replace('.', ',');
  const text = startsFormula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Also behind spaces, and the full-width forms that Excel folds into the ASCII ones. */
const startsFormula = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const needsQuotes = /[";\r\n,\t]|^\s|\s$/;
