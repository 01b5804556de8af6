import { type Merge, successorAt } from '../roster/department-history.ts';
import type { Counts, Department, DepartmentCounts } from './rollup.ts';

/** People by the department they count in; null: none. */
export type CountsIn = Counts & { departmentId: number | null };

/**
 * Puts people into a tree of an instant (null: now). Who counts in a department that had been
 * merged by then counts in its successor. Departments that `isVisible` refuses are left out, with
 * their people (DESIGN rule 10).
 */
export function placePeople(
  counts: readonly CountsIn[],
  departments: Iterable<Department>,
  merges: ReadonlyMap<number, Merge>,
  at: Date | null,
  isVisible: (department: number) => boolean,
): DepartmentCounts[] {
  const byDepartment = new Map<number | null, Counts>();
  for (const { departmentId, ...own } of counts) {
    const place = departmentId === null ? null : successorAt(departmentId, merges, at);
    const known = byDepartment.get(place);
    byDepartment.set(place, known === undefined ? own : add(known, own));
  }
  const rows: DepartmentCounts[] = [];
  for (const department of departments)
    if (isVisible(department.id))
      rows.push({ ...(byDepartment.get(department.id) ?? nobody), department });
  const unplaced = byDepartment.get(null);
  if (unplaced !== undefined) rows.push({ ...unplaced, department: null });
  return rows;
}

const nobody: Counts = {
  headcount: 0,
  invited: 0,
  delivered: 0,
  failed: 0,
  started: 0,
  completed: 0,
};

function add(a: Counts, b: Counts): Counts {
  return {
    headcount: a.headcount + b.headcount,
    invited: a.invited + b.invited,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    started: a.started + b.started,
    completed: a.completed + b.completed,
  };
}
