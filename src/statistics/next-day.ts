import { type Figures, type Guarded, nobody, plus } from './figures.ts';
import { learn, rowToHide, unknown } from './guard.ts';
import { type Day, guardDay } from './guard-day.ts';
import { enterPeople } from './newcomers.ts';
import { catchUp, comeBack } from './returners.ts';
import {
  type Held,
  type Known,
  type NextDay,
  type Place,
  type Shown,
  type Strand,
  sides,
  type Truth,
} from './shown.ts';
import { followMoves, followTree, type Rules, withNewDepartments } from './shown-changes.ts';
import type { Placing } from './shown-parts.ts';
import { countingOut, hiddenPercent, publish } from './shown-rows.ts';
import { countedOut, leaveTotal } from './total-leavers.ts';

/** So long a department's figure may be some days old before more is hidden instead. */
const mostDaysHeld = 7;
/** More rows than any family has had to give; an end where nothing helps. */
const mostRowsHidden = 200;

/**
 * What may be shown of a campaign on a day, from what was shown before and what there really is.
 * Nothing hidden can be told exactly by anyone who keeps all that was ever shown, unless a shown
 * row of 0 or 100 % says it (DESIGN rule 11; docs/privacy.md says how and what remains).
 */
export function nextDay(previous: Shown | undefined, truth: Truth): NextDay {
  const k = Math.max(previous?.k ?? 0, truth.k);
  const before = new Set(previous?.hidden ?? []);
  for (let more = 0; ; more++) {
    const day = makeDay(previous, truth, k, before);
    const late = day.held.filter(({ since }) => daysBetween(since, truth.day) >= mostDaysHeld);
    const rows = late.map((held) => rowOf(held, day));
    const grown = new Set([...before, ...day.placing.pattern.hidden]);
    const size = before.size;
    for (const row of rows) if (row !== undefined) before.add(row);
    if (before.size === size || more === mostRowsHidden) return finish(previous, truth, k, day);
    for (const id of grown) before.add(id);
  }
}

function rowOf(held: Held, { placing, blocks }: Day): number | undefined {
  if (held.row !== undefined) return undefined;
  const view = blocks.present.has(held.below) ? 'present' : 'past';
  return rowToHide(held, placing.pattern[view], blocks[view], placing.pattern.hidden);
}

function daysBetween(from: string, until: string): number {
  return Temporal.PlainDate.from(from).until(until).days;
}

function makeDay(
  previous: Shown | undefined,
  truth: Truth,
  k: number,
  before: ReadonlySet<number>,
): Day {
  const start = startOf(previous, truth, k, before);
  const rules = { k, before, known: previous?.known ?? new Map<number, Known>() };
  const tree = followTree(start, truth, rules);
  // What waits for a safe day cannot at the same time be about other people than before.
  for (const placing of [followMoves(tree, truth, rules), tree]) {
    const day = guardDay(previous, truth, placing, rules);
    if (placing === start || !touchesStale(start, placing, day.stale))
      return countOver(previous, truth, placing, rules, day);
  }
  return countOver(previous, truth, start, rules, guardDay(previous, truth, start, rules));
}

function countOver(
  previous: Shown | undefined,
  truth: Truth,
  placing: Placing,
  rules: Rules,
  day: Day,
): Day {
  const back = countIn(previous, truth, placing, rules, day);
  return countOut(previous, truth, back.placing, rules, back.day);
}

/** The day with those who came back counted again, unless more would have to wait for it. */
function countIn(
  previous: Shown | undefined,
  truth: Truth,
  placing: Placing,
  rules: Rules,
  day: Day,
): { placing: Placing; day: Day } {
  const turn = (previous?.turn ?? 0) + 1;
  const isStale = (strand: Strand) => isStaleAt(strand, placing.parents, day.stale);
  const back = comeBack(placing, truth, rules, isStale);
  for (const wanted of [catchUp(back, truth, rules, isStale, turn), back]) {
    if (wanted === placing) break;
    const after = guardDay(previous, truth, wanted, rules);
    if (after.held.length <= day.held.length) return { placing: wanted, day: after };
  }
  return { placing, day };
}

function isStaleAt(strand: Strand, parents: Shown['parents'], stale: Day['stale']): boolean {
  if (stale.has(null)) return true;
  for (const side of sides)
    for (let at = strand[side]; at !== null; at = parents[side].get(at) ?? null)
      if (stale.has(at)) return true;
  return false;
}

/** The day with leavers counted out of the total, unless more would have to wait for it. */
function countOut(
  previous: Shown | undefined,
  truth: Truth,
  placing: Placing,
  rules: Rules,
  day: Day,
): Day {
  const wanted = leaveTotal(placing, truth, rules, (previous?.turn ?? 0) + 1);
  if (wanted === placing) return day;
  const after = guardDay(previous, truth, wanted, rules);
  return after.held.length > day.held.length ? day : after;
}

/** Everybody where they were shown yesterday, and who is new where they are. */
function startOf(
  previous: Shown | undefined,
  truth: Truth,
  k: number,
  before: ReadonlySet<number>,
): Placing {
  const figures = new Map<number, Figures>();
  for (const strand of previous?.strands ?? [])
    if (strand.last !== undefined) figures.set(strand.id, strand.last);
  const still = new Set(figures.keys());
  for (const { strand, figures: people } of truth.groups)
    if (strand !== null && !still.has(strand)) {
      const others = figures.get(strand);
      figures.set(strand, others === undefined ? people : plus(others, people));
    }
  const first = truth.parents.past;
  const now = withNewDepartments(previous?.parents.present ?? first, truth.parents.present);
  const shownThen = previous?.parents.past ?? first;
  const parents = truth.ended
    ? { present: now, past: withNewDepartments(shownThen, truth.parents.past) }
    : { present: now, past: now };
  return enterPeople(previous, truth, { figures, parents, k, before });
}

/** True where a row that is shown as it was on an earlier day has other people by now. */
function touchesStale(before: Placing, after: Placing, stale: Day['stale']): boolean {
  if (stale.size === 0) return false;
  const places = new Set<Place>();
  const from = new Map(before.strands.map((strand) => [strand.id, strand]));
  for (const step of after.steps.slice(before.steps.length)) {
    const strand = step.from === null ? undefined : from.get(step.from);
    for (const place of [step.past, step.present, strand?.past, strand?.present])
      if (place !== undefined) places.add(place);
  }
  for (const view of ['past', 'present'] as const)
    if (before.parents[view] !== after.parents[view])
      for (const [id, parent] of after.parents[view])
        if ((before.parents[view].get(id) ?? null) !== parent) places.add(id);
  if (places.size === 0) return false;
  for (const { pattern } of [before, after])
    for (const { nodes } of [pattern.past, pattern.present])
      for (const place of places)
        for (let node = nodes.get(place)?.parent; node !== undefined; node = node.parent)
          if (stale.has(node.id)) return true;
  return false;
}

/** What those have done who are counted as they stand from today on is taken as known. */
function learnReturned(
  previous: Shown | undefined,
  { strands, pattern }: Placing,
  before: ReadonlyMap<number, Known>,
  after: Map<number, Known>,
): void {
  const came = new Set(previous?.strands.filter(({ last }) => last).map(({ id }) => id));
  const sums = new Map<number, Figures>();
  for (const { id, atom, returned } of strands)
    if (returned && came.has(id))
      sums.set(atom, plus(sums.get(atom) ?? nobody, pattern.figures.get(id) ?? nobody));
  for (const [atom, sum] of sums) {
    const most = (figure: Guarded) => {
      const { least, ...known } = (after.get(atom) ?? unknown)[figure];
      const earlier = (before.get(atom) ?? unknown)[figure].least;
      return { ...known, least: Math.max(least, earlier + sum[figure]) };
    };
    after.set(atom, { started: most('started'), completed: most('completed') });
  }
}

function finish(previous: Shown | undefined, truth: Truth, k: number, day: Day): NextDay {
  const { placing, stale, blocks, held } = day;
  const { pattern, parents, steps } = placing;
  const strands = placing.strands.filter(({ id }) => pattern.figures.get(id)?.invited);
  const known = new Map<number, Known>();
  for (const { atom } of strands) known.set(atom, day.known.get(atom) ?? unknown);
  const isShown = (below: Place, figure: Guarded) => {
    for (let node = pattern.present.nodes.get(below); node !== undefined; node = node.parent)
      if (stale.get(node.id)?.has(figure)) return false;
    return true;
  };
  const turn = (previous?.turn ?? 0) + 1;
  const earlier = new Map(known);
  learn(blocks.present, isShown, known, turn);
  learnReturned(previous, placing, earlier, known);
  const view = (name: 'past' | 'present') =>
    publish(pattern, name, k, stale, previous && { day: previous.day, view: previous.sides[name] });
  const out = countedOut(strands);
  const now = countingOut(view('present'), out, k);
  const isOne = pattern.past === pattern.present && out.invited === 0;
  const shown: Shown = {
    day: truth.day,
    turn,
    k,
    ended: truth.ended,
    nextId: placing.nextId,
    strands,
    came: strands.some(({ last }) => last !== undefined) ? placing.came : [],
    known,
    parents,
    hidden: pattern.hidden,
    held,
    sides: { present: now, past: isOne ? now : view('past') },
    hiddenPercent: hiddenPercent(pattern, k),
  };
  return { shown, steps };
}
