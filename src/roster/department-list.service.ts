import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type DepartmentRow, loadDepartments } from './department.repository.ts';
import { loadPeriods } from './department-history.repository.ts';
import { compareCodes } from './main-employment.ts';
import { inBothLanguages } from './row-problem.ts';

/** `level` counts from 0 at the top. */
export type ListedDepartment = DepartmentRow & { level: number };

/** The tree from the top down, each department right below its parent, siblings by code. */
export async function listDepartments(
  deps: { db: Database },
  input: { closed: boolean },
): Promise<ListedDepartment[]> {
  const all = await loadDepartments(deps.db);
  const below = new Map<string | null, DepartmentRow[]>();
  for (const row of all.values()) {
    if (row.closed && !input.closed) continue;
    const parent = visibleParent(row, all, input.closed);
    below.set(parent, [...(below.get(parent) ?? []), row]);
  }
  const walk = (parent: string | null, level: number): ListedDepartment[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => compareCodes(a.code, b.code))
      .flatMap((row) => [{ ...row, level }, ...walk(row.code, level + 1)]);
  return walk(null, 0);
}

function visibleParent(
  row: DepartmentRow,
  all: ReadonlyMap<string, DepartmentRow>,
  closed: boolean,
): string | null {
  let parent = row.parent;
  while (!closed && parent !== null && all.get(parent)?.closed)
    parent = all.get(parent)?.parent ?? null;
  return parent;
}

export type DepartmentPast = {
  department: DepartmentRow;
  children: string[];
  /** Codes that merges retired and that stand for this department. */
  aliases: string[];
  /** Oldest first; `to` itself lies outside. */
  history: { from: Date; to: Date | null; name: string; parent: string | null }[];
};

/**
 * One department with its history.
 * @throws AppError DEPARTMENT_UNKNOWN
 */
export async function showDepartment(
  deps: { db: Database },
  input: { code: string },
): Promise<DepartmentPast> {
  const all = await loadDepartments(deps.db);
  const department = all.get(input.code);
  if (department === undefined)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      inBothLanguages(
        `Det finns ingen enhet med koden ${input.code}. Se department list.`,
        `There is no department with the code ${input.code}. See department list.`,
      ),
    );
  const rows = [...all.values()];
  const codes = new Map(rows.map(({ id, code }) => [id, code]));
  const periods = await loadPeriods(deps.db, department.id);
  return {
    department,
    children: rows
      .filter(({ parent, closed }) => parent === department.code && !closed)
      .map(({ code }) => code)
      .sort(compareCodes),
    aliases: rows
      .filter(({ mergedInto }) => mergedInto === department.code)
      .map(({ code }) => code)
      .sort(compareCodes),
    history: periods.map(({ from, to, name, parentId }) => ({
      from,
      to,
      name,
      parent: parentId === null ? null : (codes.get(parentId) ?? null),
    })),
  };
}
