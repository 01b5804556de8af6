import { compareCodes, compareEmployments, type Employment } from './main-employment.ts';
import { repeats } from './repeats.ts';
import type { BadRow, RosterRow } from './roster-row.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';

/**
 * Rows that contradict each other within one file: one number for two people, or one address
 * for two numbers. One side stays good and the other rows are errors, the same ones in any
 * order of rows: the main employment keeps the number; whoever is stored with the address,
 * else the lowest number, keeps the address. Whose employments have all ended claims none: the
 * address may have been given to somebody since.
 * @param holderOf the number that an address is stored with, if any.
 * @param today the local day that employments are judged by; undefined: none has ended.
 */
export function findConflicts(
  rows: readonly RosterRow[],
  holderOf: (email: string) => string | undefined,
  today?: string,
): { good: RosterRow[]; bad: BadRow[] } {
  const problems = new Map<RosterRow, RowProblem>();
  for (const own of repeats(rows, (row) => row.number).values()) {
    const [first, ...others] = own.sort(compareRows);
    for (const other of others)
      if (first !== undefined && !samePerson(first, other))
        problems.set(other, sameNumber(first, other));
  }
  const ended = ({ endsOn }: RosterRow) => today !== undefined && endsOn !== null && endsOn < today;
  const addressed = rows.filter((row) => row.email !== null && !problems.has(row));
  const done = addressed.some(ended)
    ? new Set(addressed.filter(ended).map(({ number }) => number))
    : new Set<string>();
  if (done.size > 0)
    for (const row of rows) if (!problems.has(row) && !ended(row)) done.delete(row.number);
  const sound = done.size === 0 ? addressed : addressed.filter(({ number }) => !done.has(number));
  for (const [email, sharing] of repeats(sound, (row) => row.email ?? '')) {
    const numbers = [...new Set(sharing.map((row) => row.number))].sort(compareCodes);
    const holder = holderOf(email);
    const keeper = holder !== undefined && numbers.includes(holder) ? holder : numbers[0];
    const kept = sharing.find((row) => row.number === keeper);
    for (const row of sharing)
      if (kept !== undefined && row.number !== keeper) problems.set(row, sameAddress(kept, row));
  }
  const bad = [...problems].map(([{ row, number }, problem]) => ({
    row,
    number,
    problems: [problem],
  }));
  return { good: rows.filter((row) => !problems.has(row)), bad };
}

/** The employment that a row describes, at its lowest department. */
export function employmentOf(row: RosterRow): Employment {
  return {
    department: row.departments.at(-1)?.code ?? '',
    title: row.title ?? null,
    form: row.form,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
  };
}

/** Main employment first; the rest makes the order complete. */
export function compareRows(a: RosterRow, b: RosterRow): number {
  const rest = (row: RosterRow) => [row.email ?? '\uffff', row.lastName, row.firstName].join('\n');
  return (
    compareEmployments(employmentOf(a), employmentOf(b)) ||
    (rest(a) < rest(b) ? -1 : rest(a) > rest(b) ? 1 : 0)
  );
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The same address is the same person, whatever the name; names decide where one has no address. */
function samePerson(a: RosterRow, b: RosterRow): boolean {
  if (a.email !== null && b.email !== null) return a.email === b.email;
  const name = (row: RosterRow) => `${row.firstName} ${row.lastName}`.toLowerCase();
  return name(a) === name(b);
}

function sameNumber(kept: RosterRow, other: RosterRow): RowProblem {
  return rowProblem(
    other.row,
    'Anställningsnummer',
    other.number,
    `Numret har en annan person eller adress på rad ${kept.row}. Rätta den rad som är fel.`,
    `The number has another person or address in row ${kept.row}. Correct the wrong one.`,
  );
}

function sameAddress(kept: RosterRow, other: RosterRow): RowProblem {
  return rowProblem(
    other.row,
    'E-post',
    other.email ?? '',
    `Adressen står också på rad ${kept.row}, för ett annat anställningsnummer. Rätta den rad som är fel.`,
    `The address also stands in row ${kept.row}, for another employment number. Correct the wrong one.`,
  );
}
