import type { CompletionRow } from './completion.ts';

/** A department at the top, with what of those right below it there is room for. */
export type ReportBranch = { row: CompletionRow; below: CompletionRow[]; more: number };

export type ReportRows = {
  /** `full`: a row of the table for each, below its parent; `brief`: those below in a line. */
  kind: 'full' | 'brief';
  /** Whether the list is so short that it fits on the second sheet with all that follows it. */
  fitsSecondSheet: boolean;
  branches: ReportBranch[];
  /** How many at the top there was no room for. */
  more: number;
};

/** What two sheets of A4 hold, measured by printing; `letters` are those of the lines of names. */
const room = { secondSheetRows: 12, fullRows: 24, tops: 16, letters: 2_700, lettersOfTop: 200 };
/** A name in a line has its share and a comma behind it. */
const lettersOfShare = 8;

/**
 * The two topmost levels, cut to what two sheets hold: of the top the largest are shown, and of
 * those below each as many as there is room for, the largest again. Hidden ones have no size, so
 * they are the first to be left out.
 */
export function reportRows(departments: readonly CompletionRow[]): ReportRows {
  const tops = departments.filter(({ parent }) => parent === null);
  // Below one department alone the report begins: the only row above it says no more.
  const [only] = tops;
  const first =
    tops.length === 1 && only !== undefined ? childrenOf(departments, only.code, only) : tops;
  const below = Map.groupBy(departments, ({ parent }) => parent);
  const branches = first.map((row) => ({
    row,
    below: row === only ? [] : (below.get(row.code) ?? []),
  }));
  const rows = branches.reduce((sum, { below }) => sum + 1 + below.length, 0);
  const fitsSecondSheet = rows <= room.secondSheetRows;
  if (rows <= room.fullRows)
    return {
      kind: 'full',
      fitsSecondSheet,
      branches: branches.map((one) => ({ ...one, more: 0 })),
      more: 0,
    };
  const shown = largest(branches, ({ row }) => row).slice(0, room.tops);
  const letters = room.letters - Math.max(0, shown.length - 10) * room.lettersOfTop;
  return {
    kind: 'brief',
    fitsSecondSheet,
    branches: branches
      .filter((one) => shown.includes(one))
      .map(({ row, below }) => {
        const some = fitting(below, Math.floor(letters / shown.length));
        return { row, below: some, more: below.length - some.length };
      }),
    more: branches.length - shown.length,
  };
}

function childrenOf(
  departments: readonly CompletionRow[],
  code: string,
  otherwise?: CompletionRow,
): CompletionRow[] {
  const below = departments.filter(({ parent }) => parent === code);
  return below.length === 0 && otherwise !== undefined ? [otherwise] : below;
}

function largest<One>(all: readonly One[], rowOf: (one: One) => CompletionRow): One[] {
  const size = (one: One) => rowOf(one).invited ?? -1;
  return all.toSorted((one, other) => size(other) - size(one));
}

/** The largest whose names have room, in the order they had. */
function fitting(rows: readonly CompletionRow[], letters: number): CompletionRow[] {
  let left = letters;
  const kept = new Set<CompletionRow>();
  for (const row of largest(rows, (one) => one)) {
    left -= row.name.length + lettersOfShare;
    if (left < 0) break;
    kept.add(row);
  }
  return rows.filter((row) => kept.has(row));
}
