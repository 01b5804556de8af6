import type { Figures } from './figures.ts';
import { hiddenRows, isHidden } from './hidden-rows.ts';
import { type Parents, type Place, type Side, type Strand, sides } from './shown.ts';
import { growTree, type Node, peopleIn, type Tree } from './shown-tree.ts';

/** A tree and, for each place in it, the lowest row shown that counts it: its block, of so many people. */
export type PatternView = Tree & {
  block: ReadonlyMap<Place, Place>;
  people: ReadonlyMap<Place, number>;
};

/** What is shown and hidden on a day, in both sides at once: what one hides, the other does. */
export type Pattern = Record<Side, PatternView> & {
  hidden: ReadonlySet<number>;
  /** How many people each strand has. */
  figures: ReadonlyMap<number, Figures>;
};

export function makePattern(
  strands: readonly Strand[],
  figures: ReadonlyMap<number, Figures>,
  parents: Record<Side, Parents>,
  k: number,
  before: ReadonlySet<number>,
): Pattern {
  const now = growTree(parents.present, peopleIn('present', strands, figures));
  // While a campaign runs and nobody has left, both are one.
  const same =
    parents.past === parents.present &&
    strands.every((one) => !one.gone && one.past === one.present);
  const then = same ? now : growTree(parents.past, peopleIn('past', strands, figures));
  let hidden = hiddenRows(now.root, k, before);
  if (!same)
    for (let size = -1; size !== hidden.size; ) {
      size = hidden.size;
      hidden = hiddenRows(now.root, k, hiddenRows(then.root, k, hidden));
    }
  const nowView = { ...now, ...blocksOf(now.root, hidden) };
  const thenView = same ? nowView : { ...then, ...blocksOf(then.root, hidden) };
  return { past: thenView, present: nowView, hidden, figures };
}

function blocksOf(root: Node, hidden: ReadonlySet<number>) {
  const blocks = new Map<Place, Place>();
  const people = new Map<Place, number>();
  const visit = (node: Node, above: Place) => {
    const block = isHidden(node, hidden) ? above : node.id;
    blocks.set(node.id, block);
    people.set(block, (people.get(block) ?? 0) + node.own.invited);
    for (const child of node.children) visit(child, block);
  };
  visit(root, null);
  return { block: blocks, people };
}

/** The blocks that count a strand, in both sides; strands that differ in it can be told apart. */
export function signature(strand: Strand, pattern: Pattern): string {
  const now = strand.gone ? 'gone' : (pattern.present.block.get(strand.present) ?? 'all');
  return `${pattern.past.block.get(strand.past) ?? 'all'}/${now}`;
}

/** As `signature` says, without writing it down. */
export function hasSameSignature(one: Strand, other: Strand, { past, present }: Pattern): boolean {
  if (one.gone !== other.gone) return false;
  if (blockIn(past, one.past) !== blockIn(past, other.past)) return false;
  return one.gone || blockIn(present, one.present) === blockIn(present, other.present);
}

function blockIn({ block }: PatternView, place: Place): Place {
  return block.get(place) ?? null;
}

/**
 * Hidden rows that no atom holds together with people outside of them, so that they might be
 * computed. Only those who came first in their atom count: newcomers may be known to have done
 * nothing, and then hide nobody. Nor do those counted out of the total alone.
 */
export function uncutRows(strands: readonly Strand[], pattern: Pattern): Record<Side, Set<Place>> {
  const uncut = { past: new Set<Place>(), present: new Set<Place>() };
  const firstTurns = new Map<string, number>();
  // An atom that falls apart in this pattern counts as what it becomes.
  const atomOf = (strand: Strand) => `${strand.atom}/${signature(strand, pattern)}`;
  const counted = strands.filter(({ id }) => pattern.figures.get(id)?.invited);
  for (const strand of counted) {
    const atom = atomOf(strand);
    firstTurns.set(atom, Math.min(strand.since, firstTurns.get(atom) ?? strand.since));
  }
  const isCore = (strand: Strand) =>
    strand.since === firstTurns.get(atomOf(strand)) && (strand.gone || strand.out === undefined);
  for (const side of sides) {
    const { nodes } = pattern[side];
    const touched = new Set<Node>();
    const cut = new Set<Node>();
    const first = new Map<string, Node>();
    for (const strand of counted) {
      if (!isCore(strand) && strand.out === undefined) continue;
      const node = nodes.get(strand[side]);
      if (node === undefined || (side === 'present' && strand.gone)) continue;
      for (let at: Node | undefined = node; at !== undefined; at = at.parent) touched.add(at);
      if (!isCore(strand)) continue;
      const other = first.get(atomOf(strand));
      if (other === undefined) first.set(atomOf(strand), node);
      else markBetween(node, other, cut);
    }
    for (const node of touched)
      if (isHidden(node, pattern.hidden) && !cut.has(node) && !isAllOfBlock(node, pattern, side))
        uncut[side].add(node.id);
  }
  return uncut;
}

/** A row with the very people of a row that is shown hides nothing that is its own. */
function isAllOfBlock(node: Node, pattern: Pattern, view: Side): boolean {
  const block = pattern[view].nodes.get(pattern[view].block.get(node.id) ?? null);
  return block?.sum.invited === node.sum.invited;
}

/** Marks every row that counts one of the two places and not the other. */
function markBetween(one: Node, other: Node, cut: Set<Node>): void {
  const above = new Set<Node>();
  for (let at: Node | undefined = one; at !== undefined; at = at.parent) above.add(at);
  let meeting: Node | undefined = other;
  for (; meeting !== undefined && !above.has(meeting); meeting = meeting.parent) cut.add(meeting);
  for (let at: Node | undefined = one; at !== undefined && at !== meeting; at = at.parent)
    cut.add(at);
}
