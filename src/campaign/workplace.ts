import type { Workplace } from '../course/course.ts';
import type { Place } from '../course/variant.ts';

/** A department, with the workplace that is set for itself. */
export type PlacedDepartment = {
  id: number;
  code: string;
  parentId: number | null;
  workplace: Workplace | null;
};

/**
 * Where the people of each department work: by the nearest department upwards that says so, else
 * by the organisation's default. Departments that are each other's parents end at the first one
 * that comes again.
 */
export function placesOf(
  departments: readonly PlacedDepartment[],
  usual: Workplace | undefined,
): { byDepartment: Map<number, Place>; none: Place } {
  const known = new Map(departments.map((one) => [one.id, one]));
  const byDepartment = new Map<number, Place>();
  for (const department of departments) {
    const departmentCodes: string[] = [];
    let workplace: Workplace | undefined;
    const seen = new Set<number>();
    for (
      let at: PlacedDepartment | undefined = department;
      at !== undefined && !seen.has(at.id);
      at = at.parentId === null ? undefined : known.get(at.parentId)
    ) {
      seen.add(at.id);
      departmentCodes.push(at.code);
      workplace ??= at.workplace ?? undefined;
    }
    byDepartment.set(department.id, { departmentCodes, workplace: workplace ?? usual });
  }
  return { byDepartment, none: { departmentCodes: [], workplace: usual } };
}
