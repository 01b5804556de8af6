import type { AliasUse } from './department-alias.ts';
import {
  type Reorganisation,
  recogniseReorganisation,
  type Transfer,
} from './department-reorganisation.ts';
import { ancestors, type DepartmentChanges, departmentChanges } from './department-tree.ts';
import { compareCodes } from './main-employment.ts';
import type { Department, Person, StoredDepartment } from './roster-state.ts';

/** What an import does to the tree, as it is shown. */
export type DepartmentDiff = Omit<DepartmentChanges, 'write'> &
  Reorganisation & {
    /** Codes that no longer occur and where nobody is left; they are closed, never deleted. */
    closed: string[];
    /** Retired codes that the file still has. */
    aliases: AliasUse[];
  };

/**
 * Compares the tree of a file with the stored one.
 * @param input.inScope whether the file speaks for a department.
 * @param input.people everyone stored who is here or about to begin, as they were and as they will be; null: leaves.
 * @param input.elsewhere codes that people of other sources are employed in.
 */
export function diffDepartments(input: {
  stored: readonly StoredDepartment[];
  tree: ReadonlyMap<string, Department>;
  inScope: (code: string) => boolean;
  people: Iterable<readonly [before: Person, after: Person | null]>;
  elsewhere: readonly string[];
  aliases: AliasUse[];
}): { shown: DepartmentDiff; write: Department[] } {
  const { stored, tree, inScope, elsewhere, aliases } = input;
  const { write, ...changes } = departmentChanges(stored, tree);
  const used = new Set<string>([...tree.keys(), ...elsewhere]);
  const transfers: Transfer[] = [];
  for (const [before, after] of input.people) {
    if (after === null) continue;
    if (after.department !== null) used.add(after.department);
    for (const { department } of after.employments) used.add(department);
    if (!before.left && !after.left && before.department !== null && after.department !== null)
      transfers.push({ from: before.department, to: after.department });
  }
  const open = stored.filter(({ closed }) => !closed);
  for (const { code } of open) if (!tree.has(code) && !inScope(code)) used.add(code);
  const after = new Map<string, Department>([
    ...open.map((one) => [one.code, one] as const),
    ...tree,
  ]);
  const kept = new Set<string>();
  for (const code of used) for (const one of ancestors(code, after)) kept.add(one);
  const closed = open.map(({ code }) => code).filter((code) => !kept.has(code));
  const added = new Set(changes.added.map(({ code }) => code));
  return {
    write,
    shown: {
      ...changes,
      closed: closed.sort(compareCodes),
      ...recogniseReorganisation(transfers, new Set(closed), added),
      aliases,
    },
  };
}
