import { namesDay, readPeriods } from './absence-period.ts';
import type { Column } from './roster-header.ts';
import type { Absence } from './roster-state.ts';
import { type Reading, readDate, readEndDate } from './row-values.ts';

/** Where a row's cells for one absence stand, as indexes into its mapped columns. */
export type AbsenceColumns = {
  from: number;
  /** Undefined where one column holds all: its cells are periods, or days that begin one. */
  until: number | undefined;
  /** `days`: a day alone begins an absence; `periods`: it does not; `maybe`: other texts are none. */
  holds: 'days' | 'periods' | 'maybe';
  labels: { from: string; until: string };
};

/** The columns that hold absences, those of one together. */
export function absenceColumns(columns: readonly Column[]): AbsenceColumns[] {
  const indexOf = (pair: number, part: 'from' | 'until') =>
    columns.findIndex(
      (column) => column.field === 'absence' && column.pair === pair && column.part === part,
    );
  return columns.flatMap((column, from): AbsenceColumns[] => {
    if (column.field !== 'absence' || column.part === 'until') return [];
    const { label } = column;
    if (column.part === 'range') {
      // Beside the two days a column of that name tells what kind of absence it is.
      if (column.loose && indexOf(column.pair, 'from') >= 0) return [];
      const holds = column.loose ? 'maybe' : 'periods';
      return [{ from, until: undefined, holds, labels: { from: label, until: label } }];
    }
    const until = indexOf(column.pair, 'until');
    const labels = { from: label, until: columns[until]?.label ?? label };
    return [{ from, until: until < 0 ? undefined : until, holds: 'days', labels }];
  });
}

type Wrong = (column: string, value: string, sv: string, en: string) => void;

/** The absences that a row states, by start; what cannot be read goes to `wrong`. */
export function readAbsences(
  pairs: readonly AbsenceColumns[],
  cells: readonly string[],
  wrong: Wrong,
): Absence[] {
  const absences: Absence[] = [];
  for (const pair of pairs) {
    const { from, until, holds, labels } = pair;
    const start = cells[from] ?? '';
    if (until === undefined && (holds !== 'days' || !readDate(start).ok)) {
      if (holds === 'maybe' && !namesDay(start)) continue;
      absences.push(...(take(labels.from, start, readPeriods(start), wrong) ?? []));
      continue;
    }
    const absence = readDays(pair, start, until === undefined ? '' : (cells[until] ?? ''), wrong);
    if (absence !== undefined) absences.push(absence);
  }
  return absences.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

function readDays(
  { labels }: AbsenceColumns,
  start: string,
  end: string,
  wrong: Wrong,
): Absence | undefined {
  const first = take(labels.from, start, readDate(start), wrong);
  const last = take(labels.until, end, readEndDate(end), wrong);
  if (first === undefined || last === undefined) return undefined;
  if (first !== null && last !== null && last < first)
    wrong(
      labels.until,
      end,
      `Frånvaron slutar före ${first}, då den börjar. Rätta datumen.`,
      `The absence ends before ${first}, when it begins. Correct the dates.`,
    );
  else if (first !== null) return { from: first, until: last };
  else if (end !== '')
    wrong(
      labels.from,
      '',
      'Frånvaron saknar startdatum. Fyll i det.',
      'The absence has no start. Fill it in.',
    );
  return undefined;
}

function take<T>(label: string, text: string, reading: Reading<T>, wrong: Wrong): T | undefined {
  if (reading.ok) return reading.value;
  wrong(label, text, reading.sv, reading.en);
  return undefined;
}
