import type { AliasUse } from './department-alias.ts';
import type { KnownDepartment } from './department-known.ts';
import {
  type Reorganisation,
  recogniseReorganisation,
  type Transfer,
} from './department-reorganisation.ts';
import { heldTree, newlySaid } from './department-said.ts';
import { ancestors, type DepartmentChanges, departmentChanges } from './department-tree.ts';
import { compareCodes } from './main-employment.ts';
import type { Department, Person } from './roster-state.ts';

/** What an import does to the tree, as it is shown. */
export type DepartmentDiff = Omit<DepartmentChanges, 'write'> &
  Reorganisation & {
    /** Codes that no longer occur and where nobody is left; they are closed, never deleted. */
    closed: string[];
    /** Retired codes that the file still has. */
    aliases: AliasUse[];
  };

/**
 * A code that the import closes and whose people are all in one department from now on, which is
 * then recorded as if the merge had been stated. 'recoded': the department is the same and only
 * its code is new.
 */
export type Retired = { code: string; into: string; how: 'recognised' | 'recoded' };

/** People who stay as they are. */
export type Unmoved = {
  /** Codes that they are, or will be, employed in. */
  departments: ReadonlySet<string>;
  /** How many of them are here, by the code of the main department. */
  mains: ReadonlyMap<string, number>;
};

/** Beside how departments stand: merges, and names and places that the source has not given before. */
export type TreeMemory = { retired: Retired[]; said: Department[] };

/**
 * Compares the tree of a file with the stored one.
 * @param input.inScope whether the file speaks for a department.
 * @param input.people those stored, here or about to begin, whom the import may touch, as they were
 *   and as they will be; null: leaves.
 * @param input.unmoved everyone else of them.
 * @param input.elsewhere codes that people of other sources are employed in.
 */
export function diffDepartments(input: {
  stored: readonly KnownDepartment[];
  tree: ReadonlyMap<string, Department>;
  inScope: (code: string) => boolean;
  people: readonly (readonly [before: Person, after: Person | null])[];
  unmoved: Unmoved;
  elsewhere: readonly string[];
  aliases: AliasUse[];
  /** Codes in the tree that the file itself does not name. */
  assumed: ReadonlySet<string>;
}): { shown: DepartmentDiff; write: Department[]; memory: TreeMemory } {
  const { stored, inScope, elsewhere, aliases, people, unmoved } = input;
  const tree = heldTree(stored, input.tree);
  const { write, ...changes } = departmentChanges(stored, tree);
  const used = new Set<string>([...tree.keys(), ...elsewhere, ...unmoved.departments]);
  const transfers: Transfer[] = [...unmoved.mains].map(([code, count]) => {
    return { from: code, to: code, people: count };
  });
  for (const [before, after] of people) {
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
  const reorganised = recogniseReorganisation(transfers, new Set(closed), added);
  return {
    write,
    memory: {
      retired: certain(reorganised, people),
      said: newlySaid(stored, input.tree, input.assumed),
    },
    shown: { ...changes, closed: closed.sort(compareCodes), ...reorganised, aliases },
  };
}

/**
 * Those of the recognised merges and new codes that leave no doubt: nobody of the department left
 * or went anywhere else, side employments and people about to begin included.
 */
function certain(
  { merged, replaced }: Reorganisation,
  people: readonly (readonly [before: Person, after: Person | null])[],
): Retired[] {
  const retired = new Map<string, Retired>();
  for (const { codes, into } of merged)
    for (const code of codes) retired.set(code, { code, into, how: 'recognised' });
  for (const { code, by } of replaced) retired.set(code, { code, into: by, how: 'recoded' });
  if (retired.size === 0) return [];
  for (const [before, after] of people)
    for (const code of placesOf(before)) {
      const into = retired.get(code)?.into;
      if (into !== undefined && (after === null || !placesOf(after).has(into)))
        retired.delete(code);
    }
  return [...retired.values()].sort((a, b) => compareCodes(a.code, b.code));
}

function placesOf({ left, department, employments }: Person): Set<string> {
  const places = new Set(employments.map((one) => one.department));
  if (!left && department !== null) places.add(department);
  return places;
}
