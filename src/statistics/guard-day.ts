import { type Guarded, guarded } from './figures.ts';
import { blocksIn, type GuardedBlocks, settleAcross, unknown, unsafeBlocks } from './guard.ts';
import type { Pattern } from './pattern.ts';
import { knownFromRowBefore } from './row-before.ts';
import type { Held, Known, Place, Shown, Strand, Truth } from './shown.ts';
import type { Rules } from './shown-changes.ts';
import { isMixed, type Placing, splitAtoms, sumOf } from './shown-parts.ts';
import { aboveAll } from './shown-tree.ts';
import { toldLeavers } from './told-leavers.ts';

/** A day as it would be shown: where everybody stands, and what of it must wait. */
export type Day = {
  placing: Placing;
  known: ReadonlyMap<number, Known>;
  held: Held[];
  /** As `held`, as far as rows are concerned: after the end the two sides would tell of each other. */
  stale: ReadonlyMap<Place, ReadonlySet<Guarded>>;
  blocks: { past: GuardedBlocks; present: GuardedBlocks };
};

/** What must wait of a placing for a day on which it is safe to show, and what is known by then. */
export function guardDay(
  previous: Shown | undefined,
  truth: Truth,
  placing: Placing,
  rules: Rules,
): Day {
  const { strands, pattern } = placing;
  const named = splitKnown(previous?.known ?? new Map(), placing);
  const blocksOf = (known: ReadonlyMap<number, Known>) => ({
    present: blocksIn('present', named.strands, pattern, known),
    past: truth.ended ? blocksIn('past', named.strands, pattern, known) : new Map(),
  });
  let known: ReadonlyMap<number, Known> = named.known;
  let blocks = blocksOf(known);
  if (previous !== undefined && previous.held.length > 0) {
    const moved = { ...placing, strands: named.strands };
    known = knownFromRowBefore(previous, moved, blocks, known);
    blocks = blocksOf(known);
  }
  if (truth.ended) settleAcross(blocks);
  const unsafe: Omit<Held, 'since'>[] = unsafeBlocks(blocks.present);
  for (const one of unsafeBlocks(blocks.past))
    if (!unsafe.some(({ below, figure }) => below === one.below && figure === one.figure))
      unsafe.push(one);
  for (const one of leaversWaiting(placing, rules))
    if (!unsafe.some(({ below, figure }) => below === one.below && figure === one.figure))
      unsafe.push(one);
  const since = new Map(
    previous?.held.map((one) => [`${one.below} ${one.figure}`, one.since] as const),
  );
  const held = unsafe.map((one) => ({
    ...one,
    since: since.get(`${one.below} ${one.figure}`) ?? truth.day,
  }));
  const stale = new Map<Place, Set<Guarded>>();
  const hold = (below: Place, figure: Guarded) => {
    const figures = stale.get(below) ?? new Set();
    stale.set(below, figures.add(figure));
  };
  for (const { below, figure } of held) hold(truth.ended ? null : below, figure);
  if (truth.ended) for (const figure of crossing(strands, pattern)) hold(null, figure);
  return {
    placing: { ...placing, strands: named.strands },
    known,
    held,
    stale,
    blocks,
  };
}

/** The rows that must wait since with them leavers would be told, each as far up as that takes. */
function leaversWaiting(placing: Placing, rules: Rules): Omit<Held, 'since'>[] {
  const { nodes } = placing.pattern.present;
  return toldLeavers(placing, rules).flatMap(({ figure, blocks }) => {
    const waits = new Map(blocks.map((row) => [row, aboveAll(nodes.get(row))]));
    const isHeld = (above: Place) => [...waits.values()].includes(above);
    const seenAs = (block: Place): Place => {
      let seen = block;
      for (let at = nodes.get(block); at !== undefined; at = at.parent)
        if (isHeld(at.id)) seen = at.id;
      return seen;
    };
    // A row that goes on being shown above them may tell as much.
    for (let more = true; more; ) {
      more = false;
      const told = toldLeavers(placing, rules, seenAs).find((one) => one.figure === figure);
      for (const [row, above] of waits)
        if (above !== null && told?.blocks.includes(seenAs(above))) {
          waits.set(row, aboveAll(nodes.get(above)));
          more = true;
        }
    }
    return [...waits].map(([row, below]) =>
      row === null ? { below, figure } : { below, figure, row },
    );
  });
}

/** Figures in which those whom the two sides count differently have done all, nothing or nearly so. */
function crossing(strands: readonly Strand[], pattern: Pattern): Guarded[] {
  const parts = Map.groupBy(
    strands.filter(({ id, gone }) => !gone && pattern.figures.get(id)?.invited),
    (one) => `${pattern.past.block.get(one.past)}/${pattern.present.block.get(one.present)}`,
  );
  return guarded.filter((figure) =>
    [...parts.values()].some(
      (part) =>
        !isMixed(part, pattern, 'present', [figure]) && !isMixed(part, pattern, 'past', [figure]),
    ),
  );
}

/** Atoms that fell apart get names of their own; of each part it may be known how it stood. */
function splitKnown(before: ReadonlyMap<number, Known>, placing: Placing) {
  const known = new Map(before);
  const renamed = new Map<number, number>();
  let id = placing.nextId;
  for (const parts of splitAtoms(placing.strands, placing.pattern).values()) {
    for (const part of parts.values()) {
      const sum = sumOf(part, placing.pattern);
      const seen = before.get(part[0]?.atom ?? 0) ?? unknown;
      const knownOf = (figure: Guarded) => ({ least: sum[figure], turn: seen[figure].turn });
      known.set(id, { started: knownOf('started'), completed: knownOf('completed') });
      for (const strand of part) renamed.set(strand.id, id);
      id += 1;
    }
  }
  if (renamed.size > 0) placing.nextId = id;
  const strands = placing.strands.map((strand) => {
    const atom = renamed.get(strand.id);
    return atom === undefined ? strand : { ...strand, atom };
  });
  return { known, strands };
}
