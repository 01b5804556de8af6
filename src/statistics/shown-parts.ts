import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { hasSameSignature, type Pattern, signature } from './pattern.ts';
import type { Parents, PastPiece, Side, Step, Strand } from './shown.ts';

/** Where everybody is shown, before the day's figures are known to be safe. */
export type Placing = {
  strands: Strand[];
  figures: ReadonlyMap<number, Figures>;
  came: readonly PastPiece[];
  parents: Record<Side, Parents>;
  pattern: Pattern;
  steps: Step[];
  nextId: number;
};

/** Atoms that fall apart: the strands of them that have anybody, by what tells them apart from now on. */
export function splitAtoms(
  strands: readonly Strand[],
  pattern: Pattern,
): Map<number, Map<string, Strand[]>> {
  const splitting = splittingAtoms(strands, pattern);
  const atoms = new Map<number, Map<string, Strand[]>>();
  if (splitting.size === 0) return atoms;
  for (const strand of strands) {
    if (!splitting.has(strand.atom) || !pattern.figures.get(strand.id)?.invited) continue;
    const parts = atoms.get(strand.atom) ?? new Map<string, Strand[]>();
    const key = signature(strand, pattern);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [strand]);
    else part.push(strand);
    atoms.set(strand.atom, parts);
  }
  return atoms;
}

/** Few do on any day, so only theirs are sorted out. */
function splittingAtoms(strands: readonly Strand[], pattern: Pattern): Set<number> {
  const splitting = new Set<number>();
  const first = new Map<number, Strand>();
  for (const strand of strands) {
    if (!pattern.figures.get(strand.id)?.invited) continue;
    const other = first.get(strand.atom);
    if (other === undefined) first.set(strand.atom, strand);
    else if (!hasSameSignature(strand, other, pattern)) splitting.add(strand.atom);
  }
  return splitting;
}

/**
 * True where what a part has done tells of nobody in it: neither all nor none nor all but one. A
 * part that is all of a row is looked at with the row; a row at 0 or 100 % says so itself.
 */
export function isMixed(
  part: readonly Strand[],
  pattern: Pattern,
  view: Side = sideOf(part),
  figures: readonly Guarded[] = guarded,
): boolean {
  const { block, sum } = wholeOf(part, pattern, view);
  return (
    pattern[view].people.get(block) === sum.invited || isMixedAlone(part, pattern, view, figures)
  );
}

/** The same where the part is all of a row: whose figure can wait, but not what it was before. */
export function isMixedAlone(
  part: readonly Strand[],
  pattern: Pattern,
  view: Side = sideOf(part),
  figures: readonly Guarded[] = guarded,
): boolean {
  const { block, sum } = wholeOf(part, pattern, view);
  const row = pattern[view].nodes.get(block)?.sum ?? nobody;
  return figures.every(
    (figure) =>
      row[figure] === 0 || row[figure] === row.invited || isInside(sum[figure], sum.invited),
  );
}

function sideOf([one]: readonly Strand[]): Side {
  return one?.gone ? 'past' : 'present';
}

function wholeOf(part: readonly Strand[], pattern: Pattern, view: Side) {
  const place = part[0]?.[view] ?? null;
  return { block: pattern[view].block.get(place) ?? null, sum: sumOf(part, pattern) };
}

/** At least two have and at least two have not; of three, at least one. */
export function isInside(count: number, of: number): boolean {
  const margin = of < 4 ? 1 : 2;
  return count >= margin && count <= of - margin;
}

export function sumOf(strands: readonly Strand[], pattern: Pick<Pattern, 'figures'>): Figures {
  return strands.reduce((sum, { id }) => plus(sum, pattern.figures.get(id) ?? nobody), nobody);
}

export function minus(a: Figures, b: Figures): Figures {
  return {
    invited: a.invited - b.invited,
    delivered: a.delivered - b.delivered,
    failed: a.failed - b.failed,
    started: a.started - b.started,
    completed: a.completed - b.completed,
  };
}
