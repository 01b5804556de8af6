import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { topmostShown } from './hidden-rows.ts';
import type { Pattern, PatternView } from './pattern.ts';
import type { Held, Known, Place, Side, Strand } from './shown.ts';
import { isInside, sumOf } from './shown-parts.ts';
import type { Node } from './shown-tree.ts';

/** What of an atom stands in one block, and what may be known of it beforehand. */
type Part = {
  atom: number;
  people: Figures;
  strands: Strand[];
  /** Of them those who were there when the figure was last shown, or first where it never was. */
  core: Record<Guarded, Figures>;
  known: Known;
  settled: boolean;
  /** Places in it. */
  cells: number;
};
type Block = { row: Node; parts: Part[]; cells: number };

export type GuardedBlocks = ReadonlyMap<Place, Block>;

/** Of an atom that was never shown. */
export const unknown: Known = { started: { least: 0, turn: 0 }, completed: { least: 0, turn: 0 } };

/** The blocks of a view: what each shown row counts that no row below it shows. */
export function blocksIn(
  view: Side,
  strands: readonly Strand[],
  pattern: Pattern,
  known: ReadonlyMap<number, Known>,
): GuardedBlocks {
  const { nodes, block: blockOf } = pattern[view];
  const counted = new Map<Place, Strand[]>();
  for (const strand of strands) {
    if (view === 'present' && strand.gone) continue;
    const id = blockOf.get(strand[view]);
    if (id === undefined || !pattern.figures.get(strand.id)?.invited) continue;
    const others = counted.get(id);
    if (others === undefined) counted.set(id, [strand]);
    else others.push(strand);
  }
  const blocks = new Map<Place, Block>();
  for (const [id, its] of counted) {
    const row = nodes.get(id);
    if (row === undefined) continue;
    const parts = apart(its).map((part) => partOf(part, view, pattern, known));
    blocks.set(id, { row, parts, cells: placesOf(its, view) });
  }
  return blocks;
}

function apart(strands: Strand[]): Strand[][] {
  // Most rows count one strand alone.
  if (strands.length === 1) return [strands];
  // Who is counted out somewhere stands still, and what still counts them may tell how.
  const parts = Map.groupBy(strands, ({ atom, last }) => 2 * atom + (last === undefined ? 0 : 1));
  return [...parts.values()];
}

function partOf(
  strands: Strand[],
  view: Side,
  pattern: Pattern,
  allKnown: ReadonlyMap<number, Known>,
): Part {
  const { atom = 0, last } = strands[0] ?? {};
  const known = allKnown.get(atom) ?? unknown;
  const people = sumOf(strands, pattern);
  const first = strands.reduce((least, { since }) => Math.min(least, since), Infinity);
  const until = (figure: Guarded) => {
    const turn = known[figure].turn || first;
    const there = strands.filter(({ since }) => since <= turn);
    return there.length === strands.length ? people : sumOf(there, pattern);
  };
  const core = { started: until('started'), completed: until('completed') };
  const cells = placesOf(strands, view);
  return { atom, people, strands, core, known, settled: last !== undefined, cells };
}

function placesOf(strands: readonly Strand[], view: Side): number {
  return strands.length === 1 ? 1 : new Set(strands.map((strand) => strand[view])).size;
}

/** What one view shows by itself is known in the other one as well. */
export function settleAcross(blocks: Record<Side, GuardedBlocks>): void {
  for (const [from, to] of [
    [blocks.past, blocks.present],
    [blocks.present, blocks.past],
  ] as const) {
    const alone = new Set<number>();
    for (const { parts } of from.values())
      if (parts.length === 1 && parts[0] !== undefined) alone.add(parts[0].atom);
    for (const { parts } of to.values())
      if (parts.length > 1) for (const part of parts) if (alone.has(part.atom)) part.settled = true;
  }
}

/** The rows whose hidden part would tell too much of a figure today. */
export function unsafeBlocks(blocks: GuardedBlocks): Omit<Held, 'since'>[] {
  const unsafe: Omit<Held, 'since'>[] = [];
  for (const { row, parts, cells } of blocks.values())
    for (const figure of guarded)
      if (cells > 1 && !isForced(row, figure) && !isSafe(parts, figure))
        unsafe.push({ below: row.id, figure });
  return unsafe;
}

/** All or nobody of a row that is shown: then so it is in everything below it. */
function isForced({ sum }: Node, figure: Guarded): boolean {
  return sum[figure] === 0 || sum[figure] === sum.invited;
}

/**
 * True where, for all that can be known, each part with something hidden in it may have at least
 * two who have and two who have not. One more than needed, so that holding back a figure does not
 * itself tell which it was.
 */
function isSafe(parts: readonly Part[], figure: Guarded): boolean {
  // Who came since may be known to have done nothing yet, and then hides nobody.
  const cores = parts.map((part) => ({ ...part, people: part.core[figure] }));
  const rangeOf = rangesIn(cores, figure);
  return cores.every((part) => {
    if (part.settled || part.cells < 2) return true;
    const { least, most } = rangeOf(part);
    const of = part.people.invited;
    for (let count = least; count <= most; count++) if (isInside(count, of)) return true;
    return false;
  });
}

/** What can be known of each part from the block's total and from what was shown before. */
function rangesIn(parts: readonly Part[], figure: Guarded) {
  let [total, allLeast, allMost] = [0, 0, 0];
  for (const part of parts) {
    total += part.people[figure];
    allLeast += leastOf(part, figure);
    allMost += mostOf(part, figure);
  }
  return (part: Part) => {
    const least = leastOf(part, figure);
    const atLeast = Math.max(least, total - (allMost - mostOf(part, figure)));
    const most = Math.min(part.people.invited, total - (allLeast - least));
    return { least: atLeast, most: Math.max(atLeast, most) };
  };
}

function leastOf({ settled, people, known }: Part, figure: Guarded): number {
  const { least, soon = 0 } = known[figure];
  return settled ? people[figure] : Math.min(Math.max(least, soon), people[figure]);
}

function mostOf({ settled, people }: Part, figure: Guarded): number {
  return settled ? people[figure] : people.invited;
}

/** What is known of each atom once a day's figures of these blocks have been shown. */
export function learn(
  blocks: GuardedBlocks,
  isShown: (below: Place, figure: Guarded) => boolean,
  known: Map<number, Known>,
  turn: number,
): void {
  for (const { row, parts } of blocks.values())
    for (const figure of guarded) {
      if (!isShown(row.id, figure)) continue;
      const rangeOf = rangesIn(parts, figure);
      for (const part of parts) {
        if (part.settled) continue;
        const { started, completed } = known.get(part.atom) ?? unknown;
        const seen = { least: rangeOf(part).least, turn };
        known.set(
          part.atom,
          figure === 'started' ? { started: seen, completed } : { started, completed: seen },
        );
      }
    }
}

/**
 * The row below one whose figure has waited too long that is to be hidden as well: the smallest
 * with which the hidden part is safe for some time to come, as long as most of the row above is
 * still shown. Where there is none the figures go on waiting: an old figure says more than none.
 */
export function rowToHide(
  { below, figure }: Omit<Held, 'since'>,
  view: PatternView,
  blocks: GuardedBlocks,
  hidden: ReadonlySet<number>,
): number | undefined {
  const block = blocks.get(below);
  const row = view.nodes.get(below);
  if (block === undefined || row === undefined) return undefined;
  const rows = topmostShown(row, hidden).sort((a, b) => a.sum.invited - b.sum.invited);
  const most = row.sum.invited / mostHidden;
  return (
    rows.find(({ id }) => {
      const parts = [...block.parts, ...(blocks.get(id)?.parts ?? [])];
      const sum = parts.reduce((all, { people }) => plus(all, people), nobody);
      return sum.invited <= most && isWellInside(sum, figure) && isSafe(parts, figure);
    })?.id ?? undefined
  );
}

/** A row hides at most one in so many of its people beside the rows it shows. */
const mostHidden = 3;

/** So far from all and nobody that it will stay safe for some time. */
function isWellInside(sum: Figures, figure: Guarded): boolean {
  const margin = Math.max(3, sum.invited / 8);
  return sum[figure] >= margin && sum[figure] <= sum.invited - margin;
}
