import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { signature } from './pattern.ts';
import type { Back, PastPiece, Strand, Truth } from './shown.ts';
import { accept, type Rules } from './shown-changes.ts';
import { minus, type Placing } from './shown-parts.ts';
import { batchOf, isCutOff, pastPieces, toldLeavers } from './told-leavers.ts';

/** Whether figures that count people of this strand are of an earlier day. */
type IsStale = (strand: Strand) => boolean;

/** So many are left behind, at most, for those who stay out to be enough. */
const mostLeftBehind = 12;

/** Who of a strand has come back, and how they stood when they were counted out. */
type Coming = { strand: Strand; people: Figures };

/**
 * Counts people again who have come back, as they stood when they were counted out. All who left
 * the total or a row together may: that tells nothing. Of a part of them it tells how that part
 * stood, and the rest; so both must be enough and mixed, as leavers.
 */
export function comeBack(placing: Placing, truth: Truth, rules: Rules, isStale: IsStale): Placing {
  const there = peopleThere(truth, ({ gone, erased }) => !gone && !erased);
  const coming = placing.strands.flatMap((strand): Coming[] => {
    const people = comingOf(strand, there.get(strand.id), truth);
    return people === undefined ? [] : [{ strand, people }];
  });
  if (coming.length === 0) return placing;
  const byId = new Map(coming.map((one) => [one.strand.id, one]));
  return intoRows(intoTotal(placing, byId, rules), byId, rules, isStale);
}

function comingOf(
  { id, last, back }: Strand,
  there: Figures | undefined,
  truth: Truth,
): Figures | undefined {
  if (last === undefined || back !== undefined || there === undefined) return undefined;
  if (there.invited === last.invited) return last;
  const then = truth.then?.get(id);
  if (then === undefined || then.invited !== there.invited) return undefined;
  const rest = minus(last, then);
  return guarded.every((one) => rest[one] >= 0 && rest[one] <= rest.invited) ? then : undefined;
}

type ById = ReadonlyMap<number, Coming>;

/** Those whom their rows never ceased to count, by the batch they left the total with. */
function intoTotal(start: Placing, byId: ById, rules: Rules): Placing {
  let placing = start;
  const batches = Map.groupBy(
    start.strands.filter(({ out, back }) => out !== undefined && back === undefined),
    ({ out }) => out,
  );
  for (const [out, batch] of batches) {
    const group = `${out}.${placing.nextId}`;
    const coming = batch.flatMap((one) => (one.gone ? [] : (byId.get(one.id) ?? [])));
    for (const some of leavingBehind(coming)) {
      if (!areEnough(some, batch, start, rules.k)) continue;
      const wanted = withBack(placing, some, () => ({ batch: group, group, rows: false }));
      if (
        !isWhole(some, batch) &&
        (toldLeavers(wanted, rules).length > 0 || cuts(wanted, out, group, rules))
      )
        continue;
      placing = wanted;
      break;
    }
  }
  return placing;
}

/** True where some come back without others of their place who can then be told from its row. */
function cuts(placing: Placing, batch: number | undefined, group: string, rules: Rules): boolean {
  const ids = (counts: (strand: Strand) => boolean) =>
    new Set(placing.strands.filter(counts).map(({ id }) => id));
  const some = ids(({ back }) => back?.group === group);
  const others = ids(({ out, gone, back }) => out === batch && !gone && back === undefined);
  return isCutOff(placing, rules, some, others);
}

/** Those who had left a row, by the group they left it with; they go back where they were. */
function intoRows(start: Placing, byId: ById, rules: Rules, isStale: IsStale): Placing {
  const groups = Map.groupBy(
    start.strands.filter(({ gone }) => gone),
    (one) => `${one.atom}/${signature(one, start.pattern)}`,
  );
  const comingOf = (people: readonly Strand[]) =>
    people.flatMap((one) => (isStale(one) ? [] : (byId.get(one.id) ?? [])));
  const come = (placing: Placing, key: string, some: readonly Coming[]) => {
    const group = `${key}.${placing.nextId}`;
    return withBack(placing, some, ({ out }) => ({
      batch: batchOf(out, group),
      group,
      rows: true,
    }));
  };
  const whole = [...groups].filter(([, people]) => isWhole(comingOf(people), people));
  const all = whole.reduce((to, [key, people]) => come(to, key, comingOf(people)), start);
  let placing = accept(all, start, rules) ?? start;
  for (const [key, people] of groups) {
    if (placing !== start && whole.some(([one]) => one === key)) continue;
    for (const some of leavingBehind(comingOf(people))) {
      if (!areEnough(some, people, start, rules.k)) continue;
      const next = accept(come(placing, key, some), placing, rules);
      if (next === undefined) continue;
      placing = next;
      break;
    }
  }
  return placing;
}

/** The placing with some counted again, as they stood; who comes without the others is split off. */
function withBack(
  placing: Placing,
  some: readonly Coming[],
  backOf: (strand: Strand) => Back,
): Placing {
  const byId = new Map(some.map((one) => [one.strand.id, one.people]));
  const figures = new Map(placing.figures);
  const steps = [...placing.steps];
  let nextId = placing.nextId + 1;
  const strands = placing.strands.flatMap((strand): Strand[] => {
    const people = byId.get(strand.id);
    const { id, past, present, last = nobody } = strand;
    if (people === undefined) return [strand];
    const coming = { ...strand, gone: false, back: backOf(strand) };
    if (people.invited === last.invited) return [coming];
    const rest = minus(last, people);
    const to = nextId++;
    figures.set(id, rest).set(to, people);
    steps.push({ from: id, past, present, gone: false, back: true, to });
    return [standing(strand, rest), { ...standing(coming, people), id: to }];
  });
  const pattern = { ...placing.pattern, figures };
  return { ...placing, strands, figures, steps, nextId, pattern };
}

function standing(strand: Strand, last: Figures): Strand {
  const { raise } = strand;
  if (raise === undefined) return { ...strand, last };
  const room = (figure: Guarded) => Math.min(raise[figure], last.invited - last[figure]);
  return { ...strand, last, raise: { started: room('started'), completed: room('completed') } };
}

/** All of them, then without the first, the first two and so on, small ones first. */
function* leavingBehind(coming: readonly Coming[]): Generator<readonly Coming[]> {
  const bySize = [...coming].sort((a, b) => a.people.invited - b.people.invited);
  for (let without = 0; without < bySize.length && without <= mostLeftBehind; without++)
    yield bySize.slice(without);
}

/** True where those who come, and those who do not, are told of as a group if at all. */
function areEnough(
  some: readonly Coming[],
  all: readonly Strand[],
  { strands, pattern }: Placing,
  k: number,
): boolean {
  if (isWhole(some, all)) return true;
  const keyOf = (one: Strand) => `${one.atom}/${signature(one, pattern)}`;
  const firsts = new Map<string, number>();
  for (const one of strands)
    if (pattern.figures.get(one.id)?.invited)
      firsts.set(keyOf(one), Math.min(firsts.get(keyOf(one)) ?? one.since, one.since));
  // Who came later may be known to have done nothing, and then hides nobody.
  const isCore = (one: Strand) => one.since === firsts.get(keyOf(one));
  const sum = sumOf(all.filter(isCore));
  const coming = sumOfComing(some.filter(({ strand }) => isCore(strand)));
  return [coming, minus(sum, coming)].every(
    (part) =>
      part.invited >= k &&
      guarded.every(
        (figure) => sum[figure] === 0 || (part[figure] >= 2 && part[figure] <= part.invited - 2),
      ),
  );
}

function isWhole(some: readonly Coming[], all: readonly Strand[]): boolean {
  return sumOfComing(some).invited === sumOf(all).invited;
}

function sumOfComing(some: readonly Coming[]): Figures {
  return some.reduce((sum, { people }) => plus(sum, people), nobody);
}

function sumOf(strands: readonly Strand[]): Figures {
  return strands.reduce((sum, { last }) => plus(sum, last ?? nobody), nobody);
}

/**
 * Counts those who came back as they stand by now. Their row tells what they have done since they
 * were counted out: nothing, or what a group of k and more has, at least two of them and not all.
 */
export function catchUp(
  start: Placing,
  truth: Truth,
  rules: Rules,
  isStale: IsStale,
  turn: number,
): Placing {
  const now = peopleThere(truth, () => true);
  const isReady = (one: Strand) => !isStale(one) && isFurther(now.get(one.id), one.last);
  const groups = Map.groupBy(
    start.strands.filter(({ back }) => back !== undefined),
    ({ back }) => back?.group,
  );
  let placing = start;
  for (const group of groups.values()) {
    const ready = group.filter(isReady);
    const places = Map.groupBy(ready, (one) => `${one.atom}/${signature(one, start.pattern)}`);
    const coming = [...places.values()]
      .flatMap((part) =>
        mayTell(part, now, rules.k) ? [part] : [part.filter((one) => !hasMoved(one, now))],
      )
      .map((part) => part.map((strand) => ({ strand, people: strand.last ?? nobody })))
      .filter((part) => part.length > 0)
      .sort((one, other) => sumOfComing(one).invited - sumOfComing(other).invited);
    for (let without = 0; without < coming.length && without <= mostLeftBehind; without++) {
      const some = coming.slice(without).flat();
      // A total that all the others have reached tells of those who count on as they stood.
      if (!areEnough(some, group, start, rules.k)) continue;
      const going = new Set(some.map(({ strand }) => strand.id));
      const others = new Set(group.map(({ id }) => id).filter((id) => !going.has(id)));
      if (isCutOff(placing, rules, going, others)) continue;
      const next = caughtUp(placing, some, isWhole(some, group), now, rules, turn);
      if (next === undefined) continue;
      placing = next;
      break;
    }
  }
  return placing;
}

function caughtUp(
  placing: Placing,
  some: readonly Coming[],
  whole: boolean,
  now: ReadonlyMap<number, Figures>,
  rules: Rules,
  turn: number,
): Placing | undefined {
  const going = new Map(some.map(({ strand: { id } }) => [id, now.get(id) ?? nobody]));
  const pieces = pastPieces(placing, rules.known, going);
  const wanted = {
    ...placing,
    came: [...placing.came, ...(whole ? pieces : pieces.map((one) => apart(one, turn)))],
    figures: new Map([...placing.figures, ...going]),
    strands: placing.strands.map((one): Strand => {
      if (!going.has(one.id)) return one;
      const { id, atom, since, past, present, back } = one;
      // As newcomers: what they had done before is known to hide nobody.
      const from = back?.rows ? since : turn;
      return { id, atom, since: from, past, present, gone: false, returned: true };
    }),
  };
  const next = accept(wanted, placing, rules);
  return next === undefined || toldLeavers(next, rules).length > 0 ? undefined : next;
}

/** Of a part of a group the sum may be known by itself, and that of the others. */
function apart(piece: PastPiece, turn: number): PastPiece {
  const group = `${piece.group}.${turn}`;
  const isPlain = piece.batch === batchOf(undefined, `${piece.group}`);
  return { ...piece, group, batch: isPlain ? batchOf(undefined, group) : `${piece.batch}.${turn}` };
}

function isFurther(now: Figures | undefined, last: Figures | undefined): boolean {
  if (now === undefined || last === undefined || now.invited !== last.invited) return false;
  return guarded.every((figure) => now[figure] >= last[figure]);
}

function mayTell(part: readonly Strand[], now: ReadonlyMap<number, Figures>, k: number): boolean {
  const before = sumOf(part);
  const after = part.reduce((sum, { id }) => plus(sum, now.get(id) ?? nobody), nobody);
  return guarded.every((figure) => {
    const more = after[figure] - before[figure];
    return more === 0 || (more >= 2 && after.invited >= k && after[figure] <= after.invited - 2);
  });
}

function hasMoved({ id, last }: Strand, now: ReadonlyMap<number, Figures>): boolean {
  return guarded.some((figure) => now.get(id)?.[figure] !== last?.[figure]);
}

function peopleThere(
  { groups }: Truth,
  counts: (group: Truth['groups'][number]) => boolean,
): Map<number, Figures> {
  const people = new Map<number, Figures>();
  for (const group of groups)
    if (group.strand !== null && counts(group))
      people.set(group.strand, plus(people.get(group.strand) ?? nobody, group.figures));
  return people;
}
