import { currentCode } from './department-alias.ts';
import type { KnownDepartment } from './department-known.ts';
import { compareCodes } from './main-employment.ts';
import type { Department } from './roster-state.ts';

/**
 * The file's tree as it is to be stored: a name or place that somebody has stated holds until the
 * source itself says something else than it last did. Where the source has never spoken of a
 * department, or it opens again, the file decides. A place that would close a circle with what the
 * file has changed gives way to the file's, since the file's own tree has none.
 */
export function heldTree(
  stored: readonly KnownDepartment[],
  tree: ReadonlyMap<string, Department>,
): Map<string, Department> {
  const before = new Map(stored.map((one) => [one.code, one]));
  const held = new Map<string, Department>();
  const placesHeld: string[] = [];
  for (const given of tree.values()) {
    const old = before.get(given.code);
    const name = old?.said?.name === given.name ? old.name : given.name;
    const holds =
      old !== undefined && old.parent !== given.parent && holdsPlace(old, given, before);
    if (holds) placesHeld.push(given.code);
    held.set(given.code, { code: given.code, name, parent: holds ? old.parent : given.parent });
  }
  placesHeld.sort(compareCodes);
  for (;;) {
    const circle = placesHeld.find(
      (code) => held.get(code)?.parent !== tree.get(code)?.parent && standsBelowItself(code),
    );
    if (circle === undefined) return held;
    const { name } = held.get(circle) ?? { name: circle };
    held.set(circle, { code: circle, name, parent: tree.get(circle)?.parent ?? null });
  }

  function standsBelowItself(code: string): boolean {
    const seen = new Set<string>();
    const above = (one: string) => (held.get(one) ?? before.get(one))?.parent ?? null;
    for (let at = above(code); at !== null && !seen.has(at); at = above(at)) {
      if (at === code) return true;
      seen.add(at);
    }
    return false;
  }
}

function holdsPlace(
  old: KnownDepartment,
  given: Department,
  before: ReadonlyMap<string, KnownDepartment>,
): boolean {
  if (old.said === undefined || old.closed) return false;
  if (old.parent !== null && before.get(old.parent)?.closed !== false) return false;
  return successor(old.said.parent, before) === given.parent;
}

/** What the file says that its source has not said before; codes it does not name itself are left out. */
export function newlySaid(
  stored: readonly KnownDepartment[],
  tree: ReadonlyMap<string, Department>,
  assumed: ReadonlySet<string>,
): Department[] {
  const before = new Map(stored.map((one) => [one.code, one.said]));
  return [...tree.values()]
    .filter(({ code, name, parent }) => {
      const said = before.get(code);
      return !assumed.has(code) && (said?.name !== name || said.parent !== parent);
    })
    .sort((a, b) => compareCodes(a.code, b.code));
}

/**
 * The stored tree with each department where the source's files last had it: a part of the
 * organisation that a file holds is one by the file's own tree, not by what was stated since.
 */
export function asSaid(stored: readonly KnownDepartment[]): Department[] {
  const before = new Map(stored.map((one) => [one.code, one]));
  return stored.map(({ code, name, parent, said }) => ({
    code,
    name,
    parent: said === undefined ? parent : successor(said.parent, before),
  }));
}

function successor(
  code: string | null,
  stored: ReadonlyMap<string, KnownDepartment>,
): string | null {
  return code === null ? null : currentCode(code, stored);
}
