import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { topmostShown } from './hidden-rows.ts';
import type { Pattern, PatternView } from './pattern.ts';
import type { Held, Known, Place, Side, Strand } from './shown.ts';
import { isInside } from './shown-parts.ts';
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
  cells: Set<Place>;
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
  const blocks = new Map<Place, Block & { byAtom: Map<string, Part>; places: Set<Place> }>();
  for (const strand of strands) {
    if (view === 'present' && strand.gone) continue;
    const people = pattern.figures.get(strand.id) ?? nobody;
    const id = blockOf.get(strand[view]);
    const row = id === undefined ? undefined : nodes.get(id);
    if (people.invited === 0 || row === undefined || id === undefined) continue;
    let block = blocks.get(id);
    if (block === undefined) {
      block = { row, parts: [], cells: 0, byAtom: new Map(), places: new Set() };
      blocks.set(id, block);
    }
    // Who is counted out somewhere stands still, and what still counts them may tell how.
    const key = `${strand.atom}/${strand.last !== undefined}`;
    let part = block.byAtom.get(key);
    if (part === undefined) {
      part = {
        atom: strand.atom,
        people: nobody,
        strands: [],
        core: { started: nobody, completed: nobody },
        known: known.get(strand.atom) ?? unknown,
        settled: strand.last !== undefined,
        cells: new Set(),
      };
      block.byAtom.set(key, part);
      block.parts.push(part);
    }
    part.people = plus(part.people, people);
    part.strands.push(strand);
    part.cells.add(strand[view]);
    block.places.add(strand[view]);
    block.cells = block.places.size;
  }
  for (const { parts } of blocks.values())
    for (const part of parts) part.core = coreOf(part, pattern.figures);
  return blocks;
}

function coreOf({ strands, known }: Part, people: ReadonlyMap<number, Figures>): Part['core'] {
  const first = Math.min(...strands.map(({ since }) => since));
  const until = (figure: Guarded) => {
    const last = known[figure].turn || first;
    return strands
      .filter(({ since }) => since <= last)
      .reduce((sum, { id }) => plus(sum, people.get(id) ?? nobody), nobody);
  };
  return { started: until('started'), completed: until('completed') };
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
  const total = cores.reduce((sum, { people }) => sum + people[figure], 0);
  return cores.every((part) => {
    if (part.settled || part.cells.size < 2) return true;
    const { least, most } = rangeOf(part, cores, figure, total);
    const of = part.people.invited;
    for (let count = least; count <= most; count++) if (isInside(count, of)) return true;
    return false;
  });
}

/** What can be known of a part from the block's total and from what was shown before. */
function rangeOf(part: Part, parts: readonly Part[], figure: Guarded, total: number) {
  let [othersLeast, othersMost] = [0, 0];
  for (const other of parts) {
    if (other === part) continue;
    othersLeast += leastOf(other, figure);
    othersMost += other.settled ? other.people[figure] : other.people.invited;
  }
  const least = Math.max(leastOf(part, figure), total - othersMost);
  const most = Math.min(part.people.invited, total - othersLeast);
  return { least, most: Math.max(least, most) };
}

function leastOf({ settled, people, known }: Part, figure: Guarded): number {
  return settled ? people[figure] : Math.min(known[figure].least, people[figure]);
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
      const total = parts.reduce((sum, { people }) => sum + people[figure], 0);
      const least = parts.map((part) => rangeOf(part, parts, figure, total).least);
      for (const [index, { atom, settled }] of parts.entries())
        if (!settled)
          known.set(atom, {
            ...(known.get(atom) ?? unknown),
            [figure]: { least: least[index] ?? 0, turn },
          });
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
