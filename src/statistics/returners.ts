import { type Figures, guarded, nobody, plus } from './figures.ts';
import { signature } from './pattern.ts';
import type { Strand, Truth } from './shown.ts';
import { accept, type Rules } from './shown-changes.ts';
import type { Placing } from './shown-parts.ts';
import { batchOf, pastPieces, toldLeavers } from './told-leavers.ts';

/** Whether figures that count people of this strand are of an earlier day. */
type IsStale = (strand: Strand) => boolean;

/** So many strands are left behind, at most, for those who stay out to be enough. */
const mostLeftBehind = 12;

/**
 * Counts people again who have come back, as they stood when they were counted out. All who left
 * the total or a row together may: that tells nothing. Of a part of them it tells how that part
 * stood, and the rest; so both must be enough and mixed, as leavers.
 */
export function comeBack(placing: Placing, truth: Truth, rules: Rules, isStale: IsStale): Placing {
  const there = peopleThere(truth, ({ gone, erased }) => !gone && !erased);
  const isBack = ({ id, last, back }: Strand) =>
    last !== undefined && back === undefined && there.get(id)?.invited === last.invited;
  if (!placing.strands.some(isBack)) return placing;
  return intoRows(intoTotal(placing, isBack, rules), isBack, rules, isStale);
}

/** Those whom their rows never ceased to count, by the batch they left the total with. */
function intoTotal(start: Placing, isBack: (one: Strand) => boolean, rules: Rules): Placing {
  let placing = start;
  const batches = Map.groupBy(
    start.strands.filter(({ out, back }) => out !== undefined && back === undefined),
    ({ out }) => out,
  );
  for (const [out, batch] of batches) {
    const coming = batch.filter((one) => !one.gone && isBack(one));
    const group = `${out}.${start.nextId}`;
    for (const some of leavingBehind(coming)) {
      if (!areEnough(some, batch, rules.k)) continue;
      const came = new Set(some.map(({ id }) => id));
      const back = { batch: group, group, rows: false };
      const strands = placing.strands.map((one) => (came.has(one.id) ? { ...one, back } : one));
      const wanted = { ...placing, strands, nextId: start.nextId + 1 };
      if (some.length < batch.length && toldLeavers(wanted, rules).length > 0) continue;
      placing = wanted;
      break;
    }
  }
  return placing;
}

/** Those who had left a row, by the group they left it with; they go back where they were. */
function intoRows(
  start: Placing,
  isBack: (one: Strand) => boolean,
  rules: Rules,
  isStale: IsStale,
): Placing {
  let placing = start;
  const groups = Map.groupBy(
    start.strands.filter(({ gone }) => gone),
    (one) => `${one.atom}/${signature(one, start.pattern)}`,
  );
  for (const [key, people] of groups) {
    const coming = people.filter((one) => isBack(one) && !isStale(one));
    const group = `${key}.${placing.nextId}`;
    for (const some of leavingBehind(coming)) {
      if (!areEnough(some, people, rules.k)) continue;
      const came = new Set(some.map(({ id }) => id));
      const strands = placing.strands.map((one) =>
        came.has(one.id)
          ? { ...one, gone: false, back: { batch: batchOf(one.out, group), group, rows: true } }
          : one,
      );
      const wanted = { ...placing, strands, nextId: placing.nextId + 1 };
      const next = accept(wanted, placing, rules);
      if (next === undefined) continue;
      placing = next;
      break;
    }
  }
  return placing;
}

/** All of them, then without the first, the first two and so on, small ones first. */
function* leavingBehind(coming: readonly Strand[]): Generator<readonly Strand[]> {
  const bySize = [...coming].sort((a, b) => (a.last?.invited ?? 0) - (b.last?.invited ?? 0));
  for (let without = 0; without < bySize.length && without <= mostLeftBehind; without++)
    yield bySize.slice(without);
}

/** True where those who come, and those who do not, are told of as a group if at all. */
function areEnough(some: readonly Strand[], all: readonly Strand[], k: number): boolean {
  if (some.length === all.length) return true;
  const [sum, coming] = [sumOf(all), sumOf(some)];
  const rest = sumOf(all.filter((one) => !some.includes(one)));
  return [coming, rest].every(
    (part) =>
      part.invited >= k &&
      guarded.every(
        (figure) => sum[figure] === 0 || (part[figure] >= 2 && part[figure] <= part.invited - 2),
      ),
  );
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
  const ready = start.strands.filter(
    (one) => one.back !== undefined && !isStale(one) && isFurther(now.get(one.id), one.last),
  );
  const places = Map.groupBy(ready, (one) => `${one.atom}/${signature(one, start.pattern)}`);
  const parts = [...places.values()]
    .map((part) => (mayTell(part, now, rules.k) ? part : part.filter((one) => !hasMoved(one, now))))
    .filter((part) => part.length > 0);
  const all = caughtUp(start, parts.flat(), now, rules, turn);
  if (all !== undefined) return all;
  let placing = start;
  for (const part of parts) placing = caughtUp(placing, part, now, rules, turn) ?? placing;
  return placing;
}

function caughtUp(
  placing: Placing,
  strands: readonly Strand[],
  now: ReadonlyMap<number, Figures>,
  rules: Rules,
  turn: number,
): Placing | undefined {
  if (strands.length === 0) return placing;
  const going = new Map(strands.map(({ id }) => [id, now.get(id) ?? nobody]));
  const came = [...placing.came, ...pastPieces(placing, rules.known, going)];
  const wanted = {
    ...placing,
    came,
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
