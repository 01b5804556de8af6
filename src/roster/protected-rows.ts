import type { BadRow, ReadRow, RosterRow } from './roster-row.ts';

export type OpenRow = ({ kind: 'good' } & RosterRow) | ({ kind: 'bad' } & BadRow);

/**
 * Takes protected people out of the rows, with every row that names them, sound ones included
 * (DESIGN rule 9). `secret` are their numbers, `nameless` the rows whose number could not be read.
 */
export function setProtectedAside(rows: readonly ReadRow[]): {
  open: OpenRow[];
  secret: Set<string>;
  nameless: number;
} {
  const secret = new Set<string>();
  let nameless = 0;
  for (const row of rows) {
    if (row.kind !== 'protected') continue;
    if (row.number === null) nameless += 1;
    else secret.add(row.number);
  }
  const open = rows.filter(
    (row): row is OpenRow =>
      row.kind !== 'protected' && (row.number === null || !secret.has(row.number)),
  );
  return { open, secret, nameless };
}
