import { type Figures, nobody, plus } from './figures.ts';
import type { Parents, Place, Side, Strand } from './shown.ts';

/** A department with people in it or below; `own` are those placed on this very department. */
export type Node = {
  id: Place;
  parent: Node | undefined;
  children: Node[];
  own: Figures;
  sum: Figures;
};

export type Tree = { root: Node; nodes: ReadonlyMap<Place, Node> };

/** The tree of everybody in it; the root is the whole organisation, with those of no department. */
export function growTree(parents: Parents, own: ReadonlyMap<Place, Figures>): Tree {
  const root: Node = { id: null, parent: undefined, children: [], own: nobody, sum: nobody };
  const nodes = new Map<Place, Node>([[null, root]]);
  const nodeAt = (id: Place): Node => {
    const known = nodes.get(id);
    if (known !== undefined) return known;
    const parent = nodeAt(parents.get(id as number) ?? null);
    const node: Node = { id, parent, children: [], own: nobody, sum: nobody };
    parent.children.push(node);
    nodes.set(id, node);
    return node;
  };
  for (const id of [...own.keys()].sort((a, b) => (a ?? 0) - (b ?? 0)))
    nodeAt(id).own = own.get(id) ?? nobody;
  addUp(root);
  return { root, nodes };
}

function addUp(node: Node): Figures {
  node.sum = node.children.reduce((sum, child) => plus(sum, addUp(child)), node.own);
  return node.sum;
}

/** The people of strands by the place that a view shows them in. */
export function peopleIn(
  view: Side,
  strands: readonly Strand[],
  figures: ReadonlyMap<number, Figures>,
): Map<Place, Figures> {
  const places = new Map<Place, Figures>();
  for (const strand of strands) {
    if (view === 'present' && strand.gone) continue;
    const people = figures.get(strand.id) ?? nobody;
    if (people.invited === 0) continue;
    const place = strand[view];
    places.set(place, plus(places.get(place) ?? nobody, people));
  }
  return places;
}

/** A department that would stand below itself. */
export function hasCircle(parents: Parents): boolean {
  const sound = new Set<Place>([null]);
  for (const start of parents.keys()) {
    const path = new Set<Place>();
    for (let at: Place = start; !sound.has(at); at = parents.get(at as number) ?? null) {
      if (path.has(at)) return true;
      path.add(at);
    }
    for (const one of path) sound.add(one);
  }
  return false;
}

/** The row that counts others as well: one with the very same people would tell the same. */
export function aboveAll(row: Node | undefined): Place {
  let above = row?.parent;
  while (above?.parent !== undefined && above.sum.invited === row?.sum.invited)
    above = above.parent;
  return above?.id ?? null;
}
