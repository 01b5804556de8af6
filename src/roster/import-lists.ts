import type { RosterDiff } from './diff.ts';
import type { RowProblem } from './row-problem.ts';

type Someone = { number: string; name: string; department: string | null };

/** What stands in the lists of a diff, one type of item for each. */
export type ImportLists = {
  joiners: Someone & { begins?: string };
  leavers: Someone;
  movers: Someone & { from: string | null };
  changed: Someone & { what: string[] };
  held: { number: string; name: string; owner: string | null };
  errors: RowProblem;
  departments: TreeChange;
  /** Whose address in the file is declared to be shared, and is not stored. */
  shared: Someone;
  /** Rows in error as they stood, as lines of a file, the heading first. */
  rejects: string;
};

/** What happens to a department; codes, beside the name that it has or gets. */
export type TreeChange =
  | { what: 'added' | 'reopened' | 'closed'; code: string; name: string | null }
  | { what: 'renamed'; code: string; from: string; to: string }
  | { what: 'moved'; code: string; from: string | null; to: string | null }
  | { what: 'merged'; code: string; into: string; people: number }
  | { what: 'replaced'; code: string; into: string; people: number }
  | { what: 'split'; code: string; into: string[]; people: number }
  | { what: 'alias'; code: string; into: string; rows: number };

export type ListName = keyof ImportLists;

/** Those that are shown, in the order in which they are. */
export const shownLists = [
  'leavers',
  'joiners',
  'movers',
  'changed',
  'held',
  'errors',
  'departments',
  'shared',
] as const satisfies readonly ListName[];

export type ShownList = (typeof shownLists)[number];

/** So many items stand on a page. */
export const pageLength = 50;

/** The lists of a diff, whole. @param shared who has a shared address in the file. */
export function listsOf(
  diff: RosterDiff,
  shared: readonly Someone[],
): { [Name in ShownList]: ImportLists[Name][] } {
  const someone = ({ number, name, department }: Someone): Someone => ({
    number,
    name,
    department,
  });
  return {
    leavers: diff.leavers.map(someone),
    joiners: diff.joiners.map((one) => ({
      ...someone(one),
      ...(one.begins === undefined ? {} : { begins: one.begins }),
    })),
    movers: diff.movers.map((one) => ({ ...someone(one), from: one.from })),
    changed: diff.changed.map((one) => ({ ...someone(one), what: one.what })),
    held: diff.held.map(({ number, name, owner }) => ({ number, name, owner })),
    errors: diff.errors,
    departments: treeChanges(diff),
    shared: shared.map(someone),
  };
}

function treeChanges({ departments }: RosterDiff): TreeChange[] {
  const { added, renamed, moved, reopened, closed, merged, replaced, split, aliases } = departments;
  return [
    ...added.map(({ code, name }): TreeChange => ({ what: 'added', code, name })),
    ...reopened.map((code): TreeChange => ({ what: 'reopened', code, name: null })),
    ...renamed.map((one): TreeChange => ({ what: 'renamed', ...one })),
    ...moved.map((one): TreeChange => ({ what: 'moved', ...one })),
    ...merged.flatMap(({ codes, into, people }) =>
      codes.map((code): TreeChange => ({ what: 'merged', code, into, people })),
    ),
    ...replaced.map(
      ({ code, by, people }): TreeChange => ({ what: 'replaced', code, into: by, people }),
    ),
    ...split.map((one): TreeChange => ({ what: 'split', ...one })),
    ...closed.map((code): TreeChange => ({ what: 'closed', code, name: null })),
    ...aliases.map((one): TreeChange => ({ what: 'alias', ...one })),
  ];
}

/** A list in pages, each of them short enough for one row of a table. */
export function pagesOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / pageLength) }, (_, page) =>
    items.slice(page * pageLength, (page + 1) * pageLength),
  );
}
