import type { KnownDepartment } from './department-known.ts';
import type { DepartmentName, RosterRow } from './roster-row.ts';
import type { StoredDepartment } from './roster-state.ts';

/** A code that a merge retired and that a file still has, in so many rows. */
export type AliasUse = { code: string; into: string; rows: number };

/**
 * The code that counts instead of one that a merge retired, through later merges as well; the
 * code itself where no merge retired it.
 */
export function currentCode(code: string, stored: ReadonlyMap<string, StoredDepartment>): string {
  const seen = new Set<string>();
  let current = code;
  for (;;) {
    const into = stored.get(current)?.mergedInto;
    if (into === undefined || into === null || seen.has(current)) return current;
    seen.add(current);
    current = into;
  }
}

/**
 * Puts rows that still name a retired code where its people went: in the place that the file
 * itself gives that department, else in the stored one. Levels below the retired one follow.
 * The same rows come back where there is nothing to do.
 *
 * Only merges that somebody stated retire a code for the files to come, since there the file lags
 * behind. A merge that an import recognised was the file's own doing: once the file has the code
 * again, it means that department, which opens again and is itself once more.
 * @returns `assumed`: codes that the rows now have and that the file itself does not name.
 */
export function followAliases<R extends RosterRow>(
  rows: readonly R[],
  departments: readonly KnownDepartment[],
): { rows: readonly R[]; used: AliasUse[]; assumed: ReadonlySet<string> } {
  const stored = new Map(departments.map((one) => [one.code, one]));
  const retired = new Set(
    departments
      .filter(({ mergedInto, mergedHow }) => mergedInto && mergedHow === undefined)
      .map(({ code }) => code),
  );
  const lowestRetired = (row: R) => row.departments.findLastIndex(({ code }) => retired.has(code));
  const assumed = new Set<string>();
  if (retired.size === 0 || rows.every((row) => lowestRetired(row) < 0))
    return { rows, used: [], assumed };

  const named = new Map<string, DepartmentName[]>();
  for (const row of rows)
    if (lowestRetired(row) < 0)
      for (const [level, { code }] of row.departments.entries()) {
        const path = row.departments.slice(0, level + 1);
        const known = named.get(code);
        if (known === undefined || comparePaths(path, known) < 0) named.set(code, path);
      }
  const pathTo = (code: string): DepartmentName[] => {
    const known = named.get(code);
    if (known !== undefined) return known;
    assumed.add(code);
    const place = stored.get(code);
    const above = place?.parent ? pathTo(place.parent) : [];
    return [...above, { code, name: place?.name ?? code }];
  };

  const uses = new Map<string, AliasUse>();
  const moved = rows.map((row) => {
    const level = lowestRetired(row);
    const code = row.departments[level]?.code;
    if (code === undefined) return row;
    const into = currentCode(code, stored);
    uses.set(code, { code, into, rows: (uses.get(code)?.rows ?? 0) + 1 });
    const above = pathTo(into);
    const taken = new Set(above.map((one) => one.code));
    const below = row.departments.slice(level + 1).filter((one) => !taken.has(one.code));
    return { ...row, departments: [...above, ...below] };
  });
  const used = [...uses.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { rows: moved, used, assumed };
}

/** Only an order: which of two paths a file gives does not depend on the order of its rows. */
function comparePaths(a: readonly DepartmentName[], b: readonly DepartmentName[]): number {
  const [x, y] = [a, b].map((path) => JSON.stringify(path.map(({ code, name }) => [code, name])));
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
