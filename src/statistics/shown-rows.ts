import { type Figures, type Guarded, guarded } from './figures.ts';
import { isHidden } from './hidden-rows.ts';
import type { Pattern } from './pattern.ts';
import type { Place, ShownRow, ShownView, Side } from './shown.ts';
import { minus } from './shown-parts.ts';
import type { Node } from './shown-tree.ts';

/**
 * The rows of a view. `stale` figures below a row are those of the last day on which they could be
 * shown; a row that has none yet is shown another day. Mails are told only where nothing beside it
 * is hidden: they are not guarded against subtraction as answers are.
 */
export function publish(
  pattern: Pattern,
  view: Side,
  k: number,
  stale: ReadonlyMap<Place, ReadonlySet<Guarded>>,
  previous: { day: string; view: ShownView } | undefined,
): ShownView {
  const { root } = pattern[view];
  const before = new Map(previous?.view.rows.map((row) => [row.department, row]));
  const rows: ShownRow[] = [];
  const earlier = (id: number) => {
    const row = before.get(id);
    return row === undefined || previous === undefined ? undefined : { row, day: previous.day };
  };
  const visit = (node: Node, held: ReadonlySet<Guarded>, open: boolean) => {
    const hidden = isHidden(node, pattern.hidden);
    if (node.id !== null)
      rows.push(hidden ? nothing(node) : shownRow(node, held, open, earlier(node.id)));
    const below = hidden ? held : union(held, stale.get(node.id));
    const openBelow =
      open && !hidden && !node.children.some((one) => isHidden(one, pattern.hidden));
    for (const child of node.children) visit(child, below, openBelow);
  };
  if (root.sum.invited < k) return { rows, total: null };
  visit(root, none, true);
  return { rows, total: root.sum };
}

const none: ReadonlySet<Guarded> = new Set();

function union(held: ReadonlySet<Guarded>, more: ReadonlySet<Guarded> | undefined) {
  return more === undefined ? held : new Set([...held, ...more]);
}

function shownRow(
  node: Node,
  held: ReadonlySet<Guarded>,
  open: boolean,
  before: { row: ShownRow; day: string } | undefined,
): ShownRow {
  const row: ShownRow = { ...nothing(node), ...node.sum };
  if (!open) row.delivered = row.failed = null;
  for (const figure of guarded) {
    if (!held.has(figure)) continue;
    const last = before?.row[figure] ?? null;
    if (before === undefined || last === null) return nothing(node);
    row[figure] = last;
    row.asOf = { ...row.asOf, [figure]: before.row.asOf?.[figure] ?? before.day };
  }
  // Who has completed has started: of an earlier day it is at least so many by now.
  row.started = Math.max(row.started ?? 0, row.completed ?? 0);
  return row;
}

function nothing(node: Node): ShownRow {
  return {
    department: node.id ?? 0,
    parent: node.parent?.id ?? null,
    invited: null,
    delivered: null,
    failed: null,
    started: null,
    completed: null,
  };
}

/** The view, with some leavers in its rows whom its total does not count. */
export function countingOut(view: ShownView, out: Figures, k: number): ShownView {
  if (view.total === null || out.invited === 0) return view;
  const total = minus(view.total, out);
  return { ...view, total: total.invited < k ? null : total };
}

/** Of the people counted now, how many stand in a department without figures; whole per cent. */
export function hiddenPercent(pattern: Pattern, k: number): number {
  const { root, nodes } = pattern.present;
  if (root.sum.invited < k) return 100;
  let people = 0;
  for (const node of nodes.values()) if (isHidden(node, pattern.hidden)) people += node.own.invited;
  return Math.round((100 * people) / root.sum.invited);
}
