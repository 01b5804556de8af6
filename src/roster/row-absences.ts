import type { Column } from './roster-header.ts';
import type { Absence } from './roster-state.ts';
import { type Reading, readDate, readEndDate } from './row-values.ts';

/** Where a row's cells for one absence stand, as indexes into its mapped columns. */
export type AbsenceColumns = {
  from: number;
  until: number | undefined;
  labels: { from: string; until: string };
};

/** The pairs of columns that hold absences. */
export function absenceColumns(columns: readonly Column[]): AbsenceColumns[] {
  const indexOf = (pair: number, part: 'from' | 'until') =>
    columns.findIndex(
      (column) => column.field === 'absence' && column.pair === pair && column.part === part,
    );
  return columns.flatMap((column, from) => {
    if (column.field !== 'absence' || column.part !== 'from') return [];
    const until = indexOf(column.pair, 'until');
    const labels = { from: column.label, until: columns[until]?.label ?? column.label };
    return [{ from, until: until < 0 ? undefined : until, labels }];
  });
}

/** The absences that a row states, by start; what cannot be read goes to `wrong`. */
export function readAbsences(
  pairs: readonly AbsenceColumns[],
  cells: readonly string[],
  wrong: (column: string, value: string, sv: string, en: string) => void,
): Absence[] {
  const absences: Absence[] = [];
  const take = (label: string, text: string, reading: Reading<string | null>) => {
    if (reading.ok) return reading.value;
    wrong(label, text, reading.sv, reading.en);
    return undefined;
  };
  for (const { from, until, labels } of pairs) {
    const [start, end] = [cells[from] ?? '', until === undefined ? '' : (cells[until] ?? '')];
    const first = take(labels.from, start, readDate(start));
    const last = take(labels.until, end, readEndDate(end));
    if (first === undefined || last === undefined) continue;
    if (first !== null && last !== null && last < first)
      wrong(
        labels.until,
        end,
        `Frånvaron slutar före ${first}, då den börjar. Rätta datumen.`,
        `The absence ends before ${first}, when it begins. Correct the dates.`,
      );
    else if (first !== null) absences.push({ from: first, until: last });
    else if (end !== '')
      wrong(
        labels.from,
        '',
        'Frånvaron saknar startdatum. Fyll i det.',
        'The absence has no start. Fill it in.',
      );
  }
  return absences.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
