import { compareCodes } from './main-employment.ts';
import type { BadRow, DepartmentName, RosterRow } from './roster-row.ts';
import type { Department, StoredDepartment } from './roster-state.ts';
import { rowProblem } from './row-problem.ts';

export type DepartmentChanges = {
  added: Department[];
  renamed: { code: string; from: string; to: string }[];
  moved: { code: string; from: string | null; to: string | null }[];
  /** Codes that were closed and occur again. */
  reopened: string[];
  /** Everything to be written, parents before their children. */
  write: Department[];
};

const separator = '\u001f';

/**
 * The tree that a file's rows describe. Where a code stands under two parents, the more
 * frequent one holds and the other rows are errors, whatever their order.
 */
export function readTree(rows: readonly RosterRow[]): {
  tree: Map<string, Department>;
  good: RosterRow[];
  bad: BadRow[];
} {
  const parents = new Map<string, Map<string, number>>();
  const names = new Map<string, Map<string, number>>();
  // Rows of one department share its path: a hundred thousand rows have a few hundred paths.
  const paths = new Map<readonly DepartmentName[], number>();
  for (const { departments } of rows) paths.set(departments, (paths.get(departments) ?? 0) + 1);
  for (const [path, count] of paths)
    for (const [level, { code, name }] of path.entries()) {
      tally(parents, code, pathTo(path, level), count);
      tally(names, code, name, count);
    }
  const parentPath = new Map([...parents].map(([code, votes]) => [code, winner(votes)]));
  const good: RosterRow[] = [];
  const bad: BadRow[] = [];
  const tree = new Map<string, Department>();
  const misplacedIn = new Map<readonly DepartmentName[], DepartmentName | undefined>();
  for (const path of paths.keys()) {
    const misplaced = path.find(({ code }, level) => parentPath.get(code) !== pathTo(path, level));
    misplacedIn.set(path, misplaced);
    if (misplaced !== undefined) continue;
    for (const [level, { code }] of path.entries())
      if (!tree.has(code))
        tree.set(code, {
          code,
          name: winner(names.get(code) ?? new Map()),
          parent: path[level - 1]?.code ?? null,
        });
  }
  for (const row of rows) {
    const misplaced = misplacedIn.get(row.departments);
    if (misplaced !== undefined) {
      bad.push({
        row: row.row,
        number: row.number,
        problems: [twoParents(row.row, misplaced.code)],
      });
      continue;
    }
    good.push(row);
  }
  return { tree, good, bad };
}

function pathTo(path: readonly DepartmentName[], level: number): string {
  return path
    .slice(0, level)
    .map(({ code }) => code)
    .join(separator);
}

function twoParents(row: number, code: string) {
  return rowProblem(
    row,
    'Enhet',
    code,
    'Koden står under olika överordnade enheter i filen. Ge varje enhet en egen kod.',
    'The code stands under different parents in the file. Give every department a code of its own.',
  );
}

function tally(
  counts: Map<string, Map<string, number>>,
  key: string,
  value: string,
  times: number,
): void {
  const votes = counts.get(key) ?? new Map<string, number>();
  votes.set(value, (votes.get(value) ?? 0) + times);
  counts.set(key, votes);
}

function winner(votes: ReadonlyMap<string, number>): string {
  const [best] = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return best?.[0] ?? '';
}

/** What the file's tree adds to and changes in the stored one; departments it does not name stay. */
export function departmentChanges(
  stored: readonly StoredDepartment[],
  tree: ReadonlyMap<string, Department>,
): DepartmentChanges {
  const before = new Map(stored.map((department) => [department.code, department]));
  const changes: DepartmentChanges = {
    added: [],
    renamed: [],
    moved: [],
    reopened: [],
    write: [],
  };
  const inOrder = [...tree.values()].sort(
    (a, b) => depth(a.code, tree) - depth(b.code, tree) || compareCodes(a.code, b.code),
  );
  for (const department of inOrder) {
    const old = before.get(department.code);
    const { code, name, parent } = department;
    if (old === undefined) changes.added.push(department);
    if (old !== undefined && old.name !== name)
      changes.renamed.push({ code, from: old.name, to: name });
    if (old !== undefined && old.parent !== parent)
      changes.moved.push({ code, from: old.parent, to: parent });
    if (old?.closed) changes.reopened.push(code);
    if (old === undefined || old.name !== name || old.parent !== parent || old.closed)
      changes.write.push(department);
  }
  return changes;
}

type Parents = ReadonlyMap<string, { parent: string | null }>;

/** The department and all above it, from the bottom up. */
export function ancestors(code: string, tree: Parents): string[] {
  const path: string[] = [];
  for (
    let at: string | null = code;
    at !== null && !path.includes(at);
    at = tree.get(at)?.parent ?? null
  )
    path.push(at);
  return path;
}

function depth(code: string, tree: Parents): number {
  return ancestors(code, tree).length;
}
