/** What a department was called and where it stood; `to` itself lies outside. Ids, not codes. */
export type Period = {
  department: number;
  from: Date;
  to: Date | null;
  name: string;
  parentId: number | null;
};

/** A department whose people another one took, at that time. */
export type Merge = { department: number; into: number; at: Date };

export type Place = { name: string; parentId: number | null };

/**
 * Every department as it was at an instant; null means as it is now. One that did not exist yet
 * stands as it first did, one that was closed as it last did: people counted in it need a place.
 */
export function treeAt(periods: readonly Period[], at: Date | null): Map<number, Place> {
  const best = new Map<number, Period>();
  for (const period of periods) {
    const known = best.get(period.department);
    if (known === undefined || isNearer(period, known, at)) best.set(period.department, period);
  }
  return new Map([...best].map(([id, { name, parentId }]) => [id, { name, parentId }]));
}

function isNearer(one: Period, known: Period, at: Date | null): boolean {
  const begun = at === null || one.from <= at;
  const knownBegun = at === null || known.from <= at;
  if (begun !== knownBegun) return begun;
  return begun ? one.from > known.from : one.from < known.from;
}

/** Where the people of a department belonged at an instant (null: now), merges until then followed. */
export function successorAt(
  department: number,
  merges: ReadonlyMap<number, Merge>,
  at: Date | null,
): number {
  const seen = new Set<number>();
  let current = department;
  for (;;) {
    const merge = merges.get(current);
    if (merge === undefined || (at !== null && merge.at > at) || seen.has(current)) return current;
    seen.add(current);
    current = merge.into;
  }
}

/** A department that stands below itself, or undefined. */
export function findCircle(tree: ReadonlyMap<number, Place>): number | undefined {
  const sound = new Set<number>();
  for (const start of tree.keys()) {
    const path = new Set<number>();
    for (
      let at: number | null = start;
      at !== null && !sound.has(at);
      at = tree.get(at)?.parentId ?? null
    ) {
      if (path.has(at)) return at;
      path.add(at);
    }
    for (const one of path) sound.add(one);
  }
  return undefined;
}

/** A time from `since` on at which the tree had a circle, or undefined. */
export function circleSince(
  periods: readonly Period[],
  since: Date,
): { at: Date; department: number } | undefined {
  const times = new Map(periods.map(({ from }) => [from.getTime(), from]));
  times.set(since.getTime(), since);
  for (const at of times.values()) {
    if (at < since) continue;
    const department = findCircle(treeAt(periods, at));
    if (department !== undefined) return { at, department };
  }
  return undefined;
}

/**
 * The tree with a department of each circle put at the top. Commands refuse circles in the past;
 * this is for changes that reach the database in another order than their times say.
 */
export function withoutCircles(tree: ReadonlyMap<number, Place>): Map<number, Place> {
  const sound = new Map(tree);
  for (let one = findCircle(sound); one !== undefined; one = findCircle(sound))
    sound.set(one, { name: sound.get(one)?.name ?? '', parentId: null });
  return sound;
}
