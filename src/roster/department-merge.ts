import { ancestors } from './department-tree.ts';
import type { StoredDepartment } from './roster-state.ts';

type Tree = ReadonlyMap<string, StoredDepartment>;

/** New parents by code, the merged ones included: they come to lie closed below their successor. */
export type MergePlan = { parents: Map<string, string | null> };

/**
 * How the tree changes when `codes` become `into`: what stands below them moves below `into`, and
 * `into` itself, where it stands below one of them, moves up to what remains above. No circle can
 * come of it, since nothing but the merged ones and their children is hung below `into`.
 */
export function planMerge(tree: Tree, codes: ReadonlySet<string>, into: string): MergePlan {
  const parents = new Map<string, string | null>();
  const above = ancestors(into, tree).slice(1);
  if (above.some((code) => codes.has(code))) {
    const lastMerged = above.findLastIndex((code) => codes.has(code));
    // What lies between keeps its place below the merged ones and so comes below `into`.
    parents.set(into, above[lastMerged + 1] ?? null);
  }
  for (const { code, parent } of tree.values()) {
    if (code === into) continue;
    if (codes.has(code) || (parent !== null && codes.has(parent))) parents.set(code, into);
  }
  return { parents };
}

/** True where a department would come to stand below itself. */
export function standsBelow(tree: Tree, code: string, parent: string | null): boolean {
  return parent !== null && ancestors(parent, tree).includes(code);
}
