import type { CompletionRow } from './completion.ts';

/** A department at the top, with what of those right below it there is room for. */
export type ReportBranch = { row: CompletionRow; below: CompletionRow[]; more: number };

export type ReportRows = {
  /** `full`: a row of the table for each; `brief`: those below in a line; `tops`: those at the top. */
  kind: 'full' | 'brief' | 'tops';
  /** Whether the list is so short that it fits on the second sheet with all that follows it. */
  fitsSecondSheet: boolean;
  branches: ReportBranch[];
  /** How many at the top there was no room for. */
  more: number;
};

/**
 * What two sheets of A4 hold, measured by printing: lines of the table, and letters of the names
 * listed below the departments, for which there is room below so many of them.
 */
const room = { secondSheetLines: 12, lines: 24, topsWithNames: 12, letters: 2_200 };
/** A longer name takes another line; then so many letters less can be listed. */
const lettersOfLine = { table: 40, list: 110 };
/** A name in a list has its share and a dot behind it. */
const lettersOfShare = 8;

/**
 * The two topmost levels, cut to what two sheets hold: of the top the largest are shown, and of
 * those below each as many as there is room for, the largest again. Hidden ones have no size, so
 * they are the first to be left out.
 */
export function reportRows(departments: readonly CompletionRow[]): ReportRows {
  const branches = branchesOf(departments);
  const tops = branches.map(({ row }) => row);
  const lines = linesOf(branches.flatMap(({ row, below }) => [row, ...below]));
  const fitsSecondSheet = lines <= room.secondSheetLines;
  if (lines <= room.lines) return { kind: 'full', fitsSecondSheet, branches, more: 0 };
  if (tops.length <= room.topsWithNames) {
    const letters = room.letters - (linesOf(tops) - tops.length) * lettersOfLine.list;
    const each = Math.floor(letters / tops.length);
    return {
      kind: 'brief',
      fitsSecondSheet,
      branches: branches.map(({ row, below }) => {
        const some = fitting(below, each, ({ name }) => name.length + lettersOfShare);
        return { row, below: some, more: below.length - some.length };
      }),
      more: 0,
    };
  }
  const shown = fitting(tops, room.lines, (row) => linesOf([row]));
  return {
    kind: 'tops',
    fitsSecondSheet,
    branches: shown.map((row) => ({ row, below: [], more: 0 })),
    more: tops.length - shown.length,
  };
}

function branchesOf(departments: readonly CompletionRow[]): ReportBranch[] {
  const below = Map.groupBy(departments, ({ parent }) => parent);
  const belowOf = ({ code }: CompletionRow) => below.get(code) ?? [];
  const tops = below.get(null) ?? [];
  // Below one department alone the report begins: the only row above it says no more.
  const first = tops.length === 1 ? tops.flatMap(belowOf) : tops;
  return (first.length === 0 ? tops : first).map((row) => ({ row, below: belowOf(row), more: 0 }));
}

function linesOf(rows: readonly CompletionRow[]): number {
  return rows.reduce((sum, { name }) => sum + Math.ceil(name.length / lettersOfLine.table), 0);
}

/** The largest for which there is room, in the order they had. */
function fitting(
  rows: readonly CompletionRow[],
  space: number,
  needs: (row: CompletionRow) => number,
): CompletionRow[] {
  const size = ({ invited }: CompletionRow) => invited ?? -1;
  let left = space;
  const kept = new Set<CompletionRow>();
  for (const row of rows.toSorted((one, other) => size(other) - size(one))) {
    left -= needs(row);
    if (left < 0) break;
    kept.add(row);
  }
  return rows.filter((row) => kept.has(row));
}
