import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Workplace } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import {
  type ListedDepartment,
  listDepartments,
  showDepartment,
} from '../roster/department-list.service.ts';
import { type ListedWindow, listDepartmentWindows } from './department-window.repository.ts';
import { loadPlacedDepartments, loadUsualWorkplace } from './workplace.repository.ts';
import { placesOf } from './workplace.ts';

type Deps = { db: Database };

/** A department of the tree, counted with all below it; levels from the top of what is seen. */
export type SeenDepartment = ListedDepartment & { total: number };

/** The part of the tree that a reader sees, from the top down. */
export async function seeDepartments(
  deps: Deps,
  visible: VisibleDepartments,
  closed: boolean,
): Promise<SeenDepartment[]> {
  const all = await listDepartments(deps, { closed });
  const totals = totalsOf(all);
  const seen = all.filter(({ id }) => visible === 'all' || visible.has(id));
  // What is above somebody's own part of the organisation is not seen, and takes no room.
  let top = 0;
  let above = Number.POSITIVE_INFINITY;
  return seen.map((row) => {
    if (row.level <= above) {
      above = row.level;
      top = row.level;
    }
    return { ...row, level: row.level - top, total: totals.get(row.code) ?? row.people };
  });
}

/** Headcounts with all below; the tree comes from the top down, each below its parent. */
function totalsOf(all: readonly ListedDepartment[]): Map<string, number> {
  const totals = new Map(all.map(({ code, people }) => [code, people]));
  const path: ListedDepartment[] = [];
  for (const row of all) {
    path.length = row.level;
    for (const { code } of path) totals.set(code, (totals.get(code) ?? 0) + row.people);
    path.push(row);
  }
  return totals;
}

export type DepartmentStanding = Awaited<ReturnType<typeof showDepartment>> & {
  total: number;
  window: { own: ListedWindow | undefined; above: ListedWindow | undefined };
  workplace: { own: Workplace | null; now: Workplace | null };
};

/**
 * One department with what holds for it.
 * @throws AppError DEPARTMENT_UNKNOWN; NOT_FOUND where the reader may not see it (DESIGN rule 10).
 */
export async function seeDepartment(
  deps: Deps,
  visible: VisibleDepartments,
  code: string,
): Promise<DepartmentStanding> {
  const past = await showDepartment(deps, { code });
  const { id, people } = past.department;
  if (visible !== 'all' && !visible.has(id)) throw new AppError('NOT_FOUND');
  const all = await listDepartments(deps, { closed: true });
  const parents = new Map(all.map((one) => [one.code, one.parent]));
  const windows = new Map((await listDepartmentWindows(deps.db)).map((one) => [one.code, one]));
  const placed = await loadPlacedDepartments(deps.db);
  const places = placesOf(placed, await loadUsualWorkplace(deps.db));
  return {
    ...past,
    total: totalsOf(all).get(code) ?? people,
    window: { own: windows.get(code), above: nearest(parents, windows, code) },
    workplace: {
      own: placed.find((one) => one.id === id)?.workplace ?? null,
      now: places.byDepartment.get(id)?.workplace ?? null,
    },
  };
}

/** The hours of the nearest department above one that has its own. */
function nearest(
  parents: ReadonlyMap<string, string | null>,
  windows: ReadonlyMap<string, ListedWindow>,
  code: string,
): ListedWindow | undefined {
  const seen = new Set<string>([code]);
  for (let at = parents.get(code) ?? null; at !== null && !seen.has(at); ) {
    const window = windows.get(at);
    if (window !== undefined) return window;
    seen.add(at);
    at = parents.get(at) ?? null;
  }
  return undefined;
}
