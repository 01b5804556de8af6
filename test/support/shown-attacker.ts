import type { Guarded } from '../../src/statistics/figures.ts';
import type { Parents, Place, Shown, ShownRow, Side, Strand } from '../../src/statistics/shown.ts';
import { feasible, type Sum } from './feasible.ts';
import type { Person, ShownWorld } from './shown-world.ts';

export type Told = { side: Side; department: number; turn: number; count: number; of: number };
export type Attack = {
  tried: number;
  leavers: number;
  unsure: number;
  told: Told[];
  forced: number;
};

type Class = { people: Person[]; enrolled: number; first: number };

/**
 * Somebody who keeps everything ever shown, in both views and by every reader, knows who stands
 * where it is shown, and looks at the live total between the days. Every count of a hidden row that
 * no second world explains is `told`, unless 0 or 100 % of a shown row says it. `shownFrom` is for
 * trying the attacker: hidden rows of so many people are shown to it all the same.
 */
export function attack(
  world: ShownWorld,
  figure: Guarded,
  shownFrom = Number.POSITIVE_INFINITY,
): Attack {
  const classes = classesOf(world);
  const times = 2 * world.days.length;
  const variable = (one: number, time: number) => one * times + time;
  const bounds = classes.flatMap(({ people, enrolled }) =>
    Array.from({ length: times }, (_, time) => [0, time < enrolled ? 0 : people.length] as const),
  );
  const rows: Row[] = [];
  // Stamps never fall.
  const growth = classes.flatMap((_, one) =>
    Array.from(
      { length: times - 1 },
      (__, time): Sum => ({
        vars: [variable(one, time + 1)],
        minus: [variable(one, time)],
        least: 0,
        most: Number.MAX_SAFE_INTEGER,
      }),
    ),
  );
  for (const [turn, shown] of world.days.entries()) {
    for (const side of ['past', 'present'] as const) {
      const today: Row[] = [];
      for (const row of shown.sides[side].rows) {
        const one = rowOf(world, classes, variable, turn, shown, side, row, figure);
        today.push(one.value === null && one.of >= shownFrom ? { ...one, value: one.truth } : one);
      }
      const total = shown.sides[side].total;
      const all = totalCells(world, classes, variable, turn, side);
      if (total !== null) {
        if (countIn(world, classes, all.vars, figure) !== total[figure])
          throw new Error(`The total of turn ${turn} is not what it counts.`);
        today.push({ ...all, turn, side, department: null, value: total[figure] });
        if (side === 'present') rows.push(...withoutBack(world, classes, all, turn, figure));
      }
      rows.push(...today, ...ownPeople(today, shown, side));
    }
    if (turn + 1 < world.days.length && shown.sides.present.total !== null)
      for (const later of [1, 2] as const)
        rows.push(...liveTotals(world, classes, variable, turn, figure, later));
  }
  for (const [index, { people }] of classes.entries()) {
    if (people.length >= world.k) continue;
    const [person] = people as [Person];
    for (const at of [goneAt(world, person), returnedAt(world, person)]) {
      if (at < 0) continue;
      const vars = [variable(index, 2 * at)];
      const truth = countIn(world, classes, vars, figure);
      const own = { vars, people: new Set([index]), of: people.length, truth, value: null };
      rows.push({ ...own, turn: at, side: 'past', department: leaver });
    }
  }
  // The other world that explains what was shown is sought near the real one.
  const hint = bounds.map((_, one) => countIn(world, classes, [one], figure));
  const blocks = allBlocks(world, rows, times);
  const still = [...standstills(rows, times), ...blockStandstills(classes, blocks)];
  const lasting = rows.flatMap((row) => saidOfTheRest(world, classes, row, hint));
  return judge(world.k, rows, blocks, bounds, [...growth, ...still], lasting, hint);
}

/** In the place of a department: a few who were counted out together. */
const leaver = -1;
/** The same for everybody in the total but those who came back. */
const others = -1000;

type Row = {
  turn: number;
  side: Side;
  department: Place;
  vars: number[];
  people: Set<number>;
  of: number;
  /** Null where it is hidden, undefined where today's is not shown. */
  value: number | null | undefined;
  /** Nor anything else of it, today or earlier. */
  empty?: boolean;
  truth?: number;
  /** Of between two days. */
  live?: boolean;
  /** Variables of atoms that have nobody outside of it. */
  whole?: ReadonlySet<number>;
};

function classesOf(world: ShownWorld): Class[] {
  const groups = Map.groupBy(world.people, ({ strand, strands, enrolled }) => {
    const first = Math.min(...strands.keys(), Number.POSITIVE_INFINITY);
    return [strand, first, enrolled].join();
  });
  return [...groups.values()].map((people) => ({
    people,
    enrolled: Math.max(0, people[0]?.enrolled ?? 0),
    first: Math.min(...(people[0]?.strands.keys() ?? [])),
  }));
}

/** The variables of everybody whom a view counts in places that fit, on a turn. */
function cells(
  world: ShownWorld,
  classes: readonly Class[],
  variable: (one: number, time: number) => number,
  turn: number,
  side: Side,
  fits: (place: Place) => boolean,
) {
  const shown = world.days[turn] as Shown;
  const strands = new Map(shown.strands.map((strand) => [strand.id, strand]));
  const vars: number[] = [];
  const people = new Set<number>();
  let of = 0;
  for (const [index, { people: members }] of classes.entries()) {
    const strand = strands.get(members[0]?.strands.get(turn) ?? -1);
    if (strand === undefined || (side === 'present' && strand.gone) || !fits(strand[side]))
      continue;
    const at = strand.last === undefined ? turn : goneAt(world, members[0] as Person);
    vars.push(variable(index, 2 * at));
    people.add(index);
    of += members.length;
  }
  return { vars, people, of };
}

/** Everybody in a view's total; of the view as it is now some are counted out before their rows. */
function totalCells(
  world: ShownWorld,
  classes: readonly Class[],
  variable: (one: number, time: number) => number,
  turn: number,
  side: Side,
) {
  const all = cells(world, classes, variable, turn, side, () => true);
  if (side === 'past') return all;
  const people = new Set(
    [...all.people].filter((one) => {
      const { last, back } = strandOf(world, classes[one], turn) ?? {};
      return last === undefined || back !== undefined;
    }),
  );
  const times = 2 * world.days.length;
  const vars = all.vars.filter((one) => people.has(Math.floor(one / times)));
  const of = [...people].reduce((sum, one) => sum + (classes[one]?.people.length ?? 0), 0);
  return { vars, people, of };
}

function strandOf(world: ShownWorld, one: Class | undefined, turn: number): Strand | undefined {
  const id = one?.people[0]?.strands.get(turn);
  return world.days[turn]?.strands.find((strand) => strand.id === id);
}

/** The turn from which on somebody who came back is counted as they stand. */
function returnedAt(world: ShownWorld, person: Person): number {
  return world.days.findIndex((day, turn) =>
    day.strands.some(({ id, returned }) => returned && id === person.strands.get(turn)),
  );
}

/** The turn from which on somebody stands still. */
function goneAt(world: ShownWorld, person: Person): number {
  return world.days.findIndex((day, turn) =>
    day.strands.some(({ id, last }) => last !== undefined && id === person.strands.get(turn)),
  );
}

function rowOf(
  world: ShownWorld,
  classes: readonly Class[],
  variable: (one: number, time: number) => number,
  turn: number,
  shown: Shown,
  side: Side,
  row: ShownRow,
  figure: Guarded,
): Row {
  const parents = shown.parents[side];
  const isIn = (place: Place) => {
    for (let at = place; at !== null; at = parents.get(at) ?? null)
      if (at === row.department) return true;
    return false;
  };
  const found = cells(world, classes, variable, turn, side, isIn);
  // A figure that waits for a safe day is hidden until that day only.
  const waits =
    row.asOf?.[figure] !== undefined || (row[figure] === null && !shown.hidden.has(row.department));
  const truth = countIn(world, classes, found.vars, figure);
  const value = waits ? undefined : row[figure];
  if (value !== null && value !== undefined && value !== truth)
    throw new Error(`Row ${row.department} says ${value}, and it is ${truth}.`);
  return {
    ...found,
    turn,
    side,
    department: row.department,
    value,
    empty: row.invited === null,
    truth,
    whole: wholeAtoms(world, classes, found),
  };
}

/** Those placed on a shown department itself, beside whom nothing is hidden: as good as a row. */
function ownPeople(today: readonly Row[], { sides }: Shown, side: Side): Row[] {
  const parents = new Map(sides[side].rows.map((row) => [row.department, row.parent]));
  return today.flatMap((row) => {
    const below = today.filter(
      ({ department, of }) =>
        department !== null && of > 0 && parents.get(department) === row.department,
    );
    const vars = new Set(row.vars);
    const isTold = (one: Row) => typeof one.value === 'number';
    if (below.length === 0 || ![row, ...below].every(isTold)) return [];
    if (!below.every((one) => one.vars.every((each) => vars.delete(each)))) return [];
    const people = new Set(row.people);
    for (const one of below) for (const each of one.people) people.delete(each);
    const of = below.reduce((rest, one) => rest - one.of, row.of);
    const value = below.reduce((rest, one) => rest - (one.value ?? 0), row.value ?? 0);
    const department = -2 - (row.department ?? 0);
    return of === 0 ? [] : [{ ...row, vars: [...vars], people, of, department, value }];
  });
}

function wholeAtoms(
  world: ShownWorld,
  classes: readonly Class[],
  { vars, people }: { vars: readonly number[]; people: ReadonlySet<number> },
): Set<number> {
  // Groups that may be told are told of their past as well.
  const atoms = new Map(world.days.at(-1)?.strands.map(({ id, atom }) => [id, atom]));
  const atomOf = (one: Class | undefined) => atoms.get(one?.people[0]?.strand ?? -1);
  const outside = new Set(classes.filter((_, index) => !people.has(index)).map(atomOf));
  const times = 2 * world.days.length;
  return new Set(vars.filter((one) => !outside.has(atomOf(classes[Math.floor(one / times)]))));
}

function countIn(
  world: ShownWorld,
  classes: readonly Class[],
  vars: readonly number[],
  figure: Guarded,
): number {
  const times = 2 * world.days.length;
  return vars.reduce((sum, one) => {
    const people = classes[Math.floor(one / times)]?.people ?? [];
    return sum + people.filter((person) => person[figure] <= one % times).length;
  }, 0);
}

/** The total without those who came back together and all stand still: how they stood is known. */
function withoutBack(
  world: ShownWorld,
  classes: readonly Class[],
  all: { vars: readonly number[]; people: ReadonlySet<number> },
  turn: number,
  figure: Guarded,
): Row[] {
  const times = 2 * world.days.length;
  const groupsAt = (at: number) =>
    (world.days[at]?.strands ?? []).flatMap(({ back }) => (back === undefined ? [] : [back.group]));
  // Some of a group are counted as they stand by now, perhaps from its first day on.
  const moved = new Set(
    classes.flatMap(({ people: [person] }) => {
      const at = returnedAt(world, person as Person);
      if (at < 0 || at > turn) return [];
      const before = new Set(groupsAt(at - 1));
      const own = world.days[at - 1]?.strands.find(({ id }) => id === person?.strands.get(at - 1));
      return own?.back === undefined
        ? groupsAt(at).filter((group) => !before.has(group))
        : [own.back.group];
    }),
  );
  const groupOf = (one: number) => strandOf(world, classes[one], turn)?.back?.group;
  const people = new Set([...all.people].filter((one) => groupOf(one) === undefined));
  if (people.size === all.people.size) return [];
  const isKnown = ![...all.people].some((one) => moved.has(groupOf(one) ?? ''));
  const vars = all.vars.filter((one) => people.has(Math.floor(one / times)));
  const of = [...people].reduce((sum, one) => sum + (classes[one]?.people.length ?? 0), 0);
  const value = countIn(world, classes, vars, figure);
  // A total in which all the others have done it says so, as one of 100 % does.
  if (!isKnown && value !== of) return [];
  return [{ vars, people, of, value, turn, side: 'present', department: others }];
}

/**
 * After a day the total counts whoever is enrolled, and moves with every answer: half a turn later,
 * and just before the next day is made.
 */
function liveTotals(
  world: ShownWorld,
  classes: readonly Class[],
  variable: (one: number, time: number) => number,
  turn: number,
  figure: Guarded,
  later: 1 | 2,
): Row[] {
  return (['past', 'present'] as const).map((side) => {
    const { vars, people, of } = totalCells(world, classes, variable, turn, side);
    const isGone = new Set(
      vars.filter((one) => {
        const its = classes[Math.floor(one / (2 * world.days.length))];
        return strandOf(world, its, turn)?.last !== undefined;
      }),
    );
    const live = vars.map((one) => (isGone.has(one) ? one : one + later));
    let everybody = of;
    for (const [index, { enrolled, first, people: members }] of classes.entries())
      if (first > turn && enrolled <= 2 * turn + later) {
        live.push(variable(index, 2 * turn + later));
        people.add(index);
        everybody += members.length;
      }
    const value = countIn(world, classes, live, figure);
    return { turn, side, department: null, vars: live, people, of: everybody, value, live: true };
  });
}

function judge(
  k: number,
  rows: readonly Row[],
  blocks: Blocks,
  bounds: readonly (readonly [number, number])[],
  sure: readonly Sum[],
  lasting: readonly Sum[],
  hint: readonly number[],
): Attack {
  const seen = rows.filter(({ value }) => typeof value === 'number');
  const exact = (list: readonly Row[]): Sum[] =>
    list.map(({ vars, value }) => ({ vars, least: value as number, most: value as number }));
  const everything = [...sure, ...exact(seen)];

  const result: Attack = { tried: 0, leavers: 0, unsure: 0, told: [], forced: 0 };
  for (const row of rows) {
    const { value, of, truth, side, department, turn } = row;
    if (value !== null || of === 0 || truth === undefined || department === null) continue;
    result.tried += 1;
    if (department === leaver) result.leavers += 1;
    const fixed = isFixed(row, everything, bounds, hint);
    if (fixed === 'unsure') result.unsure += 1;
    if (fixed !== true) continue;
    const obvious = [...sure, ...lasting, ...exact(saying(row, seen))];
    if (isAllOfShown(row, seen) || isFixed(row, obvious, bounds, hint) === true) result.forced += 1;
    else {
      const isObvious = (vars: number[]) =>
        isFixed({ ...row, vars, truth: sumOf(hint, vars) }, obvious, bounds, hint) === true;
      // Besides those of whom 0 or 100 % says it: whole groups that may be told, or all of a row.
      const vars = openVars(row, seen).filter((one) => !isObvious([one]));
      const rest = {
        ...row,
        vars,
        of: vars.reduce((sum, one) => sum + (bounds[one]?.[1] ?? 0), 0),
      };
      const sums = rest.of < k ? seen : [...seen, ...hiddenBeside(row, blocks)];
      if (isWhole(row, isObvious) || isRest(rest, sums, isObvious)) result.forced += 1;
      else result.told.push({ side, department, turn, count: truth, of });
    }
  }
  return result;
}

/**
 * A row of 0 or 100 % but for those counted out, and perhaps for newcomers, says as much of all
 * others: of the one it may be known how many of them have done it, of the other that none has yet.
 */
function saidOfTheRest(
  world: ShownWorld,
  classes: readonly Class[],
  { turn, vars, value }: Row,
  hint: readonly number[],
): Sum[] {
  if (typeof value !== 'number') return [];
  const times = 2 * world.days.length;
  const classAt = (one: number) => classes[Math.floor(one / times)];
  const others = vars.filter((one) => {
    const at = goneAt(world, classAt(one)?.people[0] as Person);
    return at < 0 || at > turn;
  });
  const longer = others.filter((one) => (classAt(one)?.first ?? 0) < turn);
  return [longer, others].flatMap((rest) => {
    const of = rest.reduce((sum, one) => sum + (classAt(one)?.people.length ?? 0), 0);
    const count = sumOf(hint, rest);
    return count === 0 || count === of ? [{ vars: rest, least: count, most: count }] : [];
  });
}

function sumOf(hint: readonly number[], vars: readonly number[]): number {
  return vars.reduce((sum, one) => sum + (hint[one] ?? 0), 0);
}

/** What of a row no row below it shows. */
function openVars(row: Row, seen: readonly Row[]): number[] {
  const open = new Set(row.vars);
  for (const { turn, side, live, vars } of seen)
    if (turn === row.turn && side === row.side && !live && vars.every((one) => open.has(one)))
      for (const one of vars) open.delete(one);
  return [...open];
}

/** True for the very people of a row that is shown. */
function isAllOfShown(row: Row, seen: readonly Row[]): boolean {
  return seen.some(
    ({ turn, side, of, people }) =>
      turn === row.turn &&
      side === row.side &&
      of === row.of &&
      [...row.people].every((one) => people.has(one)),
  );
}

/** True where all that is not obvious of a row are atoms that lie in it with everybody they have. */
function isWhole(row: Row, isObvious: (vars: number[]) => boolean): boolean {
  const rest = row.vars.filter((one) => !isObvious([one]));
  return rest.every((one) => row.whole?.has(one));
}

/** True where 0 or 100 % says of everybody else in a shown row or total what they did. */
function isRest(
  row: Row,
  seen: readonly Pick<Row, 'turn' | 'vars'>[],
  isObvious: (vars: number[]) => boolean,
): boolean {
  const own = new Set(row.vars);
  return seen.some(
    ({ turn, vars }) =>
      (row.department === leaver || turn === row.turn) &&
      row.vars.every((one) => vars.includes(one)) &&
      vars.filter((one) => !own.has(one)).every((one) => isObvious([one])),
  );
}

/** A group of k and more may be told of where who came beside it has not done anything yet. */
function hiddenBeside({ turn, side }: Row, blocks: Blocks): Pick<Row, 'turn' | 'side' | 'vars'>[] {
  return (blocks[side][turn] ?? []).map(({ vars }) => ({ turn, side, vars: [...vars.values()] }));
}

/**
 * Rows that everybody or nobody in them says it of, rows of nobody else than the row's own people,
 * and the row's own figures while it was shown.
 */
function saying(row: Row, seen: readonly Row[]): Row[] {
  return seen.filter(
    ({ value, of, department, people }) =>
      value === 0 ||
      value === of ||
      department === row.department ||
      (row.department !== leaver && [...people].every((one) => row.people.has(one))),
  );
}

/** Rows that did not grow from one time to the next: nobody in them did anything in between. */
function standstills(rows: readonly Row[], times: number): Sum[] {
  const seen = rows.filter(({ value }) => typeof value === 'number');
  return seen.flatMap((row, index) => {
    const next = seen.find(
      (one, at) => at > index && one.side === row.side && one.department === row.department,
    );
    if (next === undefined || next.value !== row.value) return [];
    if (![...row.people].every((one) => next.people.has(one))) return [];
    const before = new Map(row.vars.map((one) => [Math.floor(one / times), one]));
    return next.vars.map((one): Sum => {
      const earlier = before.get(Math.floor(one / times));
      return { vars: [one], minus: earlier === undefined ? [] : [earlier], least: 0, most: 0 };
    });
  });
}

/** Whom a day hides beside the rows that it shows, as the variables of their classes, and their sum. */
type Block = { vars: Map<number, number>; value: number };

/** By turn. */
type Blocks = Record<Side, Block[][]>;

function allBlocks(world: ShownWorld, rows: readonly Row[], times: number): Blocks {
  const of = (side: Side) =>
    world.days.map(({ parents }, turn) => {
      const shown = rows.filter((row) => row.turn === turn && row.side === side && !row.live);
      return blocksOf(shown, parents[side], times);
    });
  return { past: of('past'), present: of('present') };
}

/**
 * Nor did what a day hides beside the rows that it shows, where that is no more than the same
 * people were on an earlier day: they have done nothing since, and who came has not yet.
 */
function blockStandstills(classes: readonly Class[], blocks: Blocks): Sum[] {
  const sums: Sum[] = [];
  for (const days of Object.values(blocks))
    for (const [turn, today] of days.entries())
      for (const block of today)
        for (const [at, then] of days.slice(0, turn).entries())
          sums.push(...standstill(block, then, (one) => (classes[one]?.first ?? 0) > at));
  return sums;
}

function standstill(
  { vars, value }: Block,
  blocks: readonly Block[],
  isNew: (one: number) => boolean,
): Sum[] {
  const parts = blocks.filter((one) => [...one.vars.keys()].some((each) => vars.has(each)));
  const then = new Map(parts.flatMap((one) => [...one.vars]));
  const isSame =
    parts.reduce((sum, one) => sum + one.value, 0) === value &&
    [...then.keys()].every((one) => vars.has(one)) &&
    [...vars.keys()].every((one) => then.has(one) || isNew(one));
  if (!isSame) return [];
  return [...vars].map(([one, now]): Sum => {
    const before = then.get(one);
    return { vars: [now], minus: before === undefined ? [] : [before], least: 0, most: 0 };
  });
}

/** What each row, and the total, counts that no row below it shows, as far as all are of the day. */
function blocksOf(shown: readonly Row[], parents: Parents, times: number): Block[] {
  const rows = new Map(shown.map((row) => [row.department, row]));
  const isOpen = (place: Place) => typeof rows.get(place)?.value === 'number';
  // One that waits without ever having been shown says as little as a hidden one.
  const isRow = (place: Place) => {
    const row = rows.get(place);
    return row !== undefined && row.value !== null && row.empty !== true;
  };
  const above = (place: number): Place => {
    let at = parents.get(place) ?? null;
    while (at !== null && !isRow(at)) at = parents.get(at) ?? null;
    return at;
  };
  return shown.flatMap((row) => {
    if (!isOpen(row.department) || (row.department ?? 0) < 0) return [];
    const below = shown.filter(
      ({ department }) =>
        department !== null &&
        department >= 0 &&
        isRow(department) &&
        above(department) === row.department,
    );
    const own = new Set(row.vars);
    const isAll = below.every(
      ({ department, vars }) => isOpen(department) && vars.every((one) => own.delete(one)),
    );
    if (!isAll || own.size === 0) return [];
    const value = below.reduce((rest, one) => rest - (one.value ?? 0), row.value ?? 0);
    return [{ vars: new Map([...own].map((one) => [Math.floor(one / times), one])), value }];
  });
}

function isFixed(
  { vars, truth = 0, of }: Row,
  sums: readonly Sum[],
  bounds: readonly (readonly [number, number])[],
  hint: readonly number[],
): boolean | 'unsure' {
  for (const [least, most] of [
    [0, truth - 1],
    [truth + 1, of],
  ] as const) {
    if (least > most) continue;
    const found = feasible(bounds, [...sums, { vars, least, most }], hint);
    if (found === 'unsure') return 'unsure';
    if (found !== 'none') return false;
  }
  return true;
}
