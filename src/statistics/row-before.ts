import type { Guarded } from './figures.ts';
import { type GuardedBlocks, unknown } from './guard.ts';
import type { Known, Place, Shown, Side, Strand } from './shown.ts';
import type { Placing } from './shown-parts.ts';

/** Some of a row of the day before; `most`: as many of all in their block of today have done it. */
type Piece = { atom: number; people: number; block: string; most: number };

/**
 * What is known of atoms once rows below one are shown that were held back the day before, while
 * that row itself was of the day: it counted them, stamps never fall, and so whoever is not in them
 * had done the rest of it by then. `blocks` are those of today, as if nothing had to wait.
 */
export function knownFromRowBefore(
  previous: Shown,
  { strands, steps, pattern }: Pick<Placing, 'strands' | 'steps' | 'pattern'>,
  blocks: Record<Side, GuardedBlocks>,
  known: ReadonlyMap<number, Known>,
): ReadonlyMap<number, Known> {
  const raised = new Map(known);
  const origin = new Map(steps.map(({ from, to }) => [to, from]));
  const before = new Map(previous.strands.map((one) => [one.id, one]));
  const wasOf = ({ id }: Strand): Strand | undefined => {
    let at: number | null | undefined = id;
    while (at !== null && at !== undefined && !before.has(at)) at = origin.get(at);
    return before.get(at ?? 0);
  };
  for (const side of previous.ended ? (['past', 'present'] as const) : (['present'] as const))
    for (const { below: row, figure } of previous.held) {
      const below = previous.ended ? null : row;
      const sum = sumBefore(previous, side, below, figure);
      if (sum === undefined) continue;
      const pieces = strands.flatMap((strand): Piece[] => {
        const was = wasOf(strand);
        if (was === undefined || !isCounted(previous, side, was, below)) return [];
        const people = pattern.figures.get(strand.id)?.invited ?? 0;
        if (people === 0) return [];
        const { id, atom, last = was.last } = strand;
        // What those counted out had done may be known, also where they are back.
        if (last !== undefined) return [{ atom, people, block: `out ${id}`, most: last[figure] }];
        const block = pattern[side].block.get(strand[side]) ?? null;
        const { parts = [] } = blocks[side].get(block) ?? {};
        const most = parts.reduce((all, part) => all + part.people[figure], 0);
        return [{ atom, people, block: `${block}`, most }];
      });
      raise(raised, pieces, figure, sum);
    }
  return raised;
}

/** Undefined where the row was hidden, or of an earlier day itself. */
function sumBefore({ sides }: Shown, side: Side, id: Place, figure: Guarded): number | undefined {
  if (id === null) return sides[side].total?.[figure];
  const row = sides[side].rows.find(({ department }) => department === id);
  return row?.asOf?.[figure] === undefined ? (row?.[figure] ?? undefined) : undefined;
}

function isCounted({ parents }: Shown, side: Side, strand: Strand, row: Place): boolean {
  const isOut = strand.last !== undefined && strand.back === undefined;
  if (side === 'present' && (strand.gone || (row === null && isOut))) return false;
  let at = strand[side];
  while (at !== null && at !== row) at = parents[side].get(at) ?? null;
  return at === row;
}

/** The rest of a row's sum, once all others in it are taken to have done as much as can be. */
function raise(
  known: Map<number, Known>,
  pieces: readonly Piece[],
  figure: Guarded,
  sum: number,
): void {
  const blocks = Map.groupBy(pieces, ({ block }) => block);
  const peopleOf = (its: readonly Piece[]) => its.reduce((all, one) => all + one.people, 0);
  const most = (its: readonly Piece[]) => Math.min(peopleOf(its), its[0]?.most ?? 0);
  let all = 0;
  const others = new Map<number, number>();
  for (const its of blocks.values()) {
    const together = most(its);
    all += together;
    for (const atom of new Set(its.map((one) => one.atom))) {
      const without = most(its.filter((one) => one.atom !== atom));
      others.set(atom, (others.get(atom) ?? 0) + without - together);
    }
  }
  for (const [atom, less] of others) {
    const least = sum - (all + less);
    const before = known.get(atom) ?? unknown;
    if (least > Math.max(before[figure].least, before[figure].soon ?? 0))
      known.set(atom, { ...before, [figure]: { ...before[figure], soon: least } });
  }
}
