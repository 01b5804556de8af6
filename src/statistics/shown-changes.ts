import { type Figures, nobody, plus } from './figures.ts';
import { makePattern, type Pattern, uncutRows } from './pattern.ts';
import type { Known, Parents, Place, RealGroup, Side, Strand, Truth } from './shown.ts';
import { isMixedAlone, minus, type Placing, splitAtoms, sumOf } from './shown-parts.ts';
import { hasCircle } from './shown-tree.ts';
import { toldLeavers } from './told-leavers.ts';

export type Rules = { k: number; before: ReadonlySet<number>; known: ReadonlyMap<number, Known> };

/**
 * Follows people and departments to where they really are, as far as that tells nothing: a batch
 * goes only when those who go, and those of the same atom who stay, are enough to be shown by
 * themselves. The others stay where they were shown and are tried again every day.
 */
export function followMoves(start: Placing, truth: Truth, rules: Rules): Placing {
  let placing = start;
  for (const batch of batchesOf(start.strands, truth, rules.k))
    placing = tryBatch(placing, batch, rules) ?? placing;
  return placing;
}

/** The same for departments that have moved in the tree: together if that is safe, else one by one. */
export function followTree(start: Placing, truth: Truth, rules: Rules): Placing {
  const wanted = truth.parents;
  const all = accept({ ...start, parents: merged(start.parents, wanted) }, start, rules);
  if (all !== undefined) return all;
  let placing = start;
  for (const view of truth.ended ? (['past', 'present'] as const) : (['present'] as const))
    for (const [id, parent] of wanted[view]) {
      if ((placing.parents[view].get(id) ?? null) === parent) continue;
      const moved = new Map(placing.parents[view]).set(id, parent);
      const parents = truth.ended
        ? { ...placing.parents, [view]: moved }
        : { past: moved, present: moved };
      placing = accept({ ...placing, parents }, placing, rules) ?? placing;
    }
  return placing;
}

/** Departments that have never been shown stand where they really stand. */
export function withNewDepartments(shown: Parents, real: Parents): Parents {
  const missing = real
    .entries()
    .filter(([id]) => !shown.has(id))
    .toArray();
  return missing.length === 0 ? shown : new Map([...shown, ...missing]);
}

function merged(shown: Record<Side, Parents>, real: Record<Side, Parents>): Record<Side, Parents> {
  if (isSame(shown.past, real.past) && isSame(shown.present, real.present)) return shown;
  const now = new Map([...shown.present, ...real.present]);
  return {
    present: now,
    past: real.past === real.present ? now : new Map([...shown.past, ...real.past]),
  };
}

function isSame(shown: Parents, real: Parents): boolean {
  for (const [id, parent] of real) if (shown.get(id) !== parent) return false;
  return true;
}

type Piece = { strand: Strand; figures: Figures };
type Batch = { to: Pick<Strand, 'past' | 'present' | 'gone'>; pieces: Piece[] };

function batchesOf(strands: readonly Strand[], truth: Truth, k: number): Batch[] {
  const byId = new Map(strands.map((strand) => [strand.id, strand]));
  const batches = new Map<string, Batch>();
  for (const group of truth.groups) {
    const strand = group.strand === null ? undefined : byId.get(group.strand);
    if (strand === undefined || group.figures.invited === 0) continue;
    const to = targetOf(strand, group, truth.ended);
    if (to === undefined) continue;
    const key = [strand.past, strand.present, to.present, to.gone].join();
    const batch = batches.get(key) ?? { to, pieces: [] };
    batch.pieces.push({ strand, figures: strand.last ?? group.figures });
    batches.set(key, batch);
  }
  return [...batches.values()].flatMap(({ to, pieces }) => {
    const joined = joinPieces(pieces);
    const byAtom = Map.groupBy(joined, ({ strand }) => strand.atom);
    const large = joined.filter(({ strand }) => {
      const going = byAtom.get(strand.atom) ?? [];
      return going.reduce((sum, { figures }) => sum + figures.invited, 0) >= k;
    });
    return large.length === 0 ? [] : [{ to, pieces: large }];
  });
}

/** Those of one strand who go to one place, whatever else tells them apart. */
function joinPieces(pieces: readonly Piece[]): Piece[] {
  return [...Map.groupBy(pieces, ({ strand }) => strand)].map(([strand, parts]) => ({
    strand,
    figures: parts.reduce((sum, { figures }) => plus(sum, figures), nobody),
  }));
}

/** Who has come back is not counted out again: two leavings would tell of each other. */
function targetOf(strand: Strand, real: RealGroup, ended: boolean): Batch['to'] | undefined {
  if (strand.gone || strand.back !== undefined) return undefined;
  if (strand.returned && real.gone) return undefined;
  // They stand still, so their row lets them go as they stand, or not at all.
  if (strand.out !== undefined && !isWhole(strand, real)) return undefined;
  if (real.gone) return { past: strand.past, present: strand.present, gone: true };
  if (real.present === strand.present) return undefined;
  return { past: ended ? strand.past : real.present, present: real.present, gone: false };
}

function isWhole({ last }: Strand, { gone, figures }: RealGroup): boolean {
  return gone && last?.invited === figures.invited;
}

function tryBatch(placing: Placing, { to, pieces }: Batch, rules: Rules): Placing | undefined {
  const strands = [...placing.strands];
  const figures = new Map(placing.figures);
  const steps = [...placing.steps];
  let { nextId } = placing;
  for (const { strand, figures: going } of pieces) {
    const id = nextId++;
    strands.push({ ...strand, ...to, id, ...(to.gone ? { last: going } : {}) });
    figures.set(id, going);
    figures.set(strand.id, minus(figures.get(strand.id) ?? nobody, going));
    steps.push({ from: strand.id, ...to, to: id });
  }
  return accept({ ...placing, strands, figures, steps, nextId }, placing, rules);
}

/** The placing with its pattern, or undefined where it would tell too much of somebody. */
export function accept(wanted: Placing, before: Placing, rules: Rules): Placing | undefined {
  const { strands, figures, parents } = wanted;
  const { k, before: hidden } = rules;
  if (parents === before.parents && strands === before.strands) return before;
  if (hasCircle(parents.present) || (parents.past !== parents.present && hasCircle(parents.past)))
    return undefined;
  const pattern = makePattern(strands, figures, parents, k, hidden);
  if (!canSplit(strands, pattern, k)) return undefined;
  const uncut = uncutRows(strands, pattern);
  const uncutBefore = uncutRows(before.strands, before.pattern);
  for (const view of ['past', 'present'] as const)
    for (const id of uncut[view])
      if (!uncutBefore[view].has(id) && !wasShown(id, view, before.pattern)) return undefined;
  const after = { ...wanted, pattern };
  if (toldLeavers(after, rules).length > toldLeavers(before, rules).length) return undefined;
  return after;
}

function wasShown(id: Place, view: Side, { [view]: { nodes }, hidden }: Pattern): boolean {
  return id !== null && nodes.has(id) && !hidden.has(id);
}

/**
 * True where each part into which an atom falls is large enough to be told, counting only those
 * who came in together with its first: who came later had not answered before, which may be known.
 * What earlier days said of them all together would tell of those who stay as well.
 */
function canSplit(strands: readonly Strand[], pattern: Pattern, k: number): boolean {
  for (const parts of splitAtoms(strands, pattern).values()) {
    for (const part of parts.values()) {
      const first = Math.min(...part.map(({ since }) => since));
      const core = part.filter(({ since }) => since === first);
      if (sumOf(core, pattern).invited < k || !isMixedAlone(part, pattern)) return false;
    }
  }
  return true;
}
