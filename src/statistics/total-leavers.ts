import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { type Pattern, signature } from './pattern.ts';
import type { Known, Place, Strand, Truth } from './shown.ts';
import { isMixed, minus, type Placing, sumOf } from './shown-parts.ts';
import { toldLeavers } from './told-leavers.ts';

type Rules = { k: number; known: ReadonlyMap<number, Known> };

/**
 * Counts leavers out of the total of the whole organisation, all who may go as one batch, while
 * their rows count them on: so that a few from each of many departments are enough. What readers
 * learn is how the batch stands, once; so it is frozen as it stands, in every view, and must be
 * large and mixed enough by what else is known of its people (told-leavers.ts).
 */
export function leaveTotal(placing: Placing, truth: Truth, rules: Rules, turn: number): Placing {
  const { pattern } = placing;
  const leaving = leaversOf(placing, truth);
  if (leaving.size === 0) return placing;
  const atoms = Map.groupBy(
    placing.strands.filter((one) => one.last === undefined && isThere(one, pattern)),
    (one) => `${one.atom}/${signature(one, pattern)}`,
  );
  const figures = new Map(placing.figures);
  const strands = [...placing.strands];
  const steps = [...placing.steps];
  let { nextId } = placing;
  let batch = nobody;
  // Who came later may be known to have done nothing, and then hides nobody.
  let core = nobody;
  for (const atom of atoms.values()) {
    const going = atom.filter(({ id }) => leaving.has(id));
    if (going.length === 0 || !mayGo(atom, leaving, pattern, rules.k)) continue;
    const first = Math.min(...atom.map(({ since }) => since));
    const rest = sumAll(restOf(atom, leaving, pattern, first).map(({ people }) => people));
    // Where nobody who stays has done it, whatever they do later would tell of those who left.
    const all = sumAll(going.map(({ id }) => leaving.get(id) ?? nobody));
    if (guarded.some((one) => rest[one] === 0 && all[one] > 0 && all[one] < all.invited)) continue;
    // Nor where only who came later has done it: the row does not say which of them, the batch would.
    const since = sumAll(atom.map(({ id }) => placing.figures.get(id) ?? nobody));
    if (guarded.some((one) => rest[one] + all[one] === 0 && since[one] > 0)) continue;
    for (const strand of going) {
      const last = leaving.get(strand.id) ?? nobody;
      const room = (figure: Guarded) =>
        strand.since === first ? Math.min(last.invited - last[figure], rest[figure]) : 0;
      const raise = { started: room('started'), completed: room('completed') };
      const id = nextId++;
      strands.push({ ...strand, id, last, out: turn, raise });
      figures.set(id, last);
      figures.set(strand.id, minus(figures.get(strand.id) ?? nobody, last));
      const { past, present } = strand;
      steps.push({ from: strand.id, past, present, gone: true, to: id });
      batch = plus(batch, last);
      if (strand.since === first) core = plus(core, last);
    }
  }
  const counted = countedIn(placing);
  const left = minus(counted, batch);
  if (core.invited < rules.k || left.invited < rules.k) return placing;
  for (const figure of guarded)
    if (counted[figure] > 0 && !(isBetween(core, figure) && isBetween(left, figure)))
      return placing;
  const wanted = { ...placing, strands, figures, steps, nextId, pattern: { ...pattern, figures } };
  return toldLeavers(wanted, rules).length > 0 ? placing : wanted;
}

function sumAll(parts: readonly Figures[]): Figures {
  return parts.reduce(plus, nobody);
}

/** At least two have and at least two have not, so that the one next to it is unsure as well. */
function isBetween(batch: Figures, figure: Guarded): boolean {
  return batch[figure] >= 2 && batch[figure] <= batch.invited - 2;
}

/** Everybody in the total of the view as it is now. */
export function countedIn({ strands, figures }: Pick<Placing, 'strands' | 'figures'>): Figures {
  return strands.reduce(
    (sum, one) =>
      one.last !== undefined && one.back === undefined
        ? sum
        : plus(sum, figures.get(one.id) ?? nobody),
    nobody,
  );
}

/** Those counted out of the total whom rows still count. */
export function countedOut(strands: readonly Strand[]): Figures {
  return strands.reduce(
    (sum, { gone, last, back }) =>
      gone || last === undefined || back !== undefined ? sum : plus(sum, last),
    nobody,
  );
}

/** By strand, as long as it is in the total. */
function leaversOf({ strands, steps }: Placing, truth: Truth): Map<number, Figures> {
  const leavers = new Map<number, Figures>();
  if (!truth.groups.some(({ gone }) => gone)) return leavers;
  const inTotal = new Set<number | null>();
  for (const { id, last, returned } of strands)
    if (last === undefined && returned === undefined) inTotal.add(id);
  // Whom a row lets go today is out of the total with it.
  for (const { from, gone } of steps) if (gone) inTotal.delete(from);
  for (const { strand, gone, figures } of truth.groups)
    if (gone && strand !== null && inTotal.has(strand) && figures.invited > 0)
      leavers.set(strand, plus(leavers.get(strand) ?? nobody, figures));
  return leavers;
}

function isThere({ id }: Strand, { figures }: Pattern): boolean {
  return (figures.get(id)?.invited ?? 0) > 0;
}

/**
 * Where an atom hides departments, those who stay must hide them by themselves: enough of them,
 * mixed, and somebody in every department that somebody leaves.
 */
function mayGo(
  atom: readonly Strand[],
  leaving: ReadonlyMap<number, Figures>,
  pattern: Pattern,
  k: number,
): boolean {
  const places = new Set(atom.map(({ past, present }) => `${past}/${present}`));
  if (places.size < 2) return true;
  const first = Math.min(...atom.map(({ since }) => since));
  const rest = restOf(atom, leaving, pattern, first);
  const figures = new Map(rest.map(({ strand, people }) => [strand.id, people]));
  const strands = rest.map(({ strand }) => strand);
  if (sumOf(strands, { figures }).invited < k) return false;
  if (!isMixed(strands, { ...pattern, figures })) return false;
  const staying = { past: new Set<Place>(), present: new Set<Place>() };
  for (const { past, present } of strands) {
    staying.past.add(past);
    staying.present.add(present);
  }
  return atom.every(
    ({ id, past, present }) =>
      !leaving.has(id) || (staying.past.has(past) && staying.present.has(present)),
  );
}

/** Those of an atom who stay and were there from its beginning. */
function restOf(
  atom: readonly Strand[],
  leaving: ReadonlyMap<number, Figures>,
  { figures }: Pattern,
  first: number,
): { strand: Strand; people: Figures }[] {
  return atom.flatMap((strand) => {
    const people = minus(figures.get(strand.id) ?? nobody, leaving.get(strand.id) ?? nobody);
    return strand.since === first && people.invited > 0 ? [{ strand, people }] : [];
  });
}
