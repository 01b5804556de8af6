import type { Node } from './shown-tree.ts';

/** Groups of fewer people than this are hidden unless the setting says another number. */
export const DEFAULT_K = 5;
/** No setting makes smaller groups readable (DESIGN rule 11). */
export const LEAST_K = 3;

/**
 * The departments whose figures must not be shown: those of fewer than `k` people, those that were
 * hidden before, and as many more as it takes that nothing of them is left by subtraction.
 *
 * What a reader can compute from the rows shown are sums of remainders: a remainder is a row shown
 * less the topmost rows shown below it. Remainders do not overlap. So each must hold nobody, or at
 * least k people in two or more parts (hidden departments, or those placed on the row's own
 * department, which have no row). Where one does not, the smallest row below it is hidden and joins
 * it: complementary suppression in a hierarchical table.
 */
export function hiddenRows(root: Node, k: number, before: ReadonlySet<number>): Set<number> {
  const hidden = new Set(before);
  settle(root, k, hidden);
  return hidden;
}

export function isHidden(node: Node, hidden: ReadonlySet<number>): boolean {
  return node.id !== null && hidden.has(node.id);
}

function settle(node: Node, k: number, hidden: Set<number>): void {
  for (const child of node.children) settle(child, k, hidden);
  if (node.sum.invited < k) hide(node, hidden);
  else if (isHidden(node, hidden)) hide(node, hidden);
  else
    while (!isSafe(remainderOf(node, hidden), k)) {
      const next = smallest(topmostShown(node, hidden));
      if (next === undefined) {
        // One hidden department is all there is in this one: its figures would be the row's.
        hide(node, hidden);
        break;
      }
      hide(next, hidden);
    }
}

/** Hides a row, and what makes its figures more than the sum of the rows shown below it. */
function hide(node: Node, hidden: Set<number>): void {
  if (node.id === null || node.sum.invited === 0) return;
  hidden.add(node.id);
  while (partOf(node, hidden) === 0) {
    const next = smallest(topmostShown(node, hidden));
    if (next === undefined) return;
    hide(next, hidden);
  }
}

type Remainder = { size: number; parts: number; own: number };

function remainderOf(node: Node, hidden: ReadonlySet<number>): Remainder {
  const own = node.own.invited;
  const remainder = { size: own, parts: own > 0 ? 1 : 0, own };
  for (const child of node.children) {
    if (!isHidden(child, hidden)) continue;
    const part = partOf(child, hidden);
    remainder.size += part;
    if (part > 0) remainder.parts += 1;
  }
  return remainder;
}

function isSafe({ size, parts, own }: Remainder, k: number): boolean {
  return size === 0 || (size >= k && (parts > 1 || own > 0));
}

/** Of a hidden row: how many people are in none of the rows shown below it. */
function partOf(node: Node, hidden: ReadonlySet<number>): number {
  return node.children.reduce(
    (sum, child) => sum + (isHidden(child, hidden) ? partOf(child, hidden) : 0),
    node.own.invited,
  );
}

/** The rows shown below a row with no other shown row between them. */
export function topmostShown(node: Node, hidden: ReadonlySet<number>): Node[] {
  return node.children.flatMap((child) =>
    isHidden(child, hidden) ? topmostShown(child, hidden) : [child],
  );
}

/** The first of the smallest; of equal size the deeper one, which a hidden one above may need. */
function smallest(nodes: readonly Node[]): Node | undefined {
  return nodes.reduce<Node | undefined>(
    (least, node) => (least === undefined || node.sum.invited < least.sum.invited ? node : least),
    undefined,
  );
}
