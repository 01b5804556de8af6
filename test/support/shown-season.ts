import type { nextDay } from '../../src/statistics/next-day.ts';
import type { Place } from '../../src/statistics/shown.ts';
import { type Person, ShownWorld } from './shown-world.ts';

/**
 * `pace`: the share of those who have not yet started (completed) that does so in half a turn.
 * `leaving`: of those who are there, how many leave in a turn in which anybody does.
 * `returning`: of those who have left, how many come back in a turn in which some do; in others all
 * come back who were counted out together.
 */
export type Season = {
  seed: number;
  k: number;
  turns: number;
  pace: number;
  leaving?: number;
  returning?: number;
};

const departments = [1, 2, 3, 4, 5, 6, 7];

/** A small organisation through some days of answers, moves, leavers, joiners and reorganisations. */
export function seasonOf(
  { seed, k, turns, pace, leaving = 0.1, returning = 0 }: Season,
  make?: typeof nextDay,
): ShownWorld {
  const random = randomFrom(seed);
  const below = (most: number) => Math.floor(random() * most);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const world = new ShownWorld(k);
  for (const id of departments) world.parents.set(id, random() < 0.45 ? null : below(id) || null);
  for (const id of departments) {
    const size = random() < 0.2 ? 0 : random() < 0.5 ? 1 + below(k) : k + below(7);
    for (let n = 0; n < size; n++) world.add(id, 0);
  }
  if (random() < 0.3) world.add(null, 0);
  const act = (time: number) => {
    for (const person of world.people) {
      if (person.left && random() < (returning > 0 ? 0.6 : 0.9)) continue;
      if (person.started > time && random() < pace) person.started = time;
      if (person.started <= time && person.completed > time && random() < pace)
        person.completed = time;
    }
  };
  for (world.turn = 0; world.turn < turns; world.turn++) {
    if (world.turn > 0) {
      act(2 * world.turn - 1);
      world.date = world.date.add({ days: pick([1, 1, 2, 5]) });
      change(world, { leaving, returning }, random, pick, below);
      if (returning > 0) comeBack(world, returning, random, pick);
    }
    if (random() < 0.6) act(2 * world.turn);
    world.makeDay(make);
  }
  return world;
}

function change(
  world: ShownWorld,
  { leaving, returning }: { leaving: number; returning: number },
  random: () => number,
  pick: <T>(list: readonly T[]) => T,
  below: (most: number) => number,
): void {
  const present = world.people.filter(({ left }) => !left);
  const some = (share: number, act: (person: Person) => void) => {
    for (const person of present) if (random() < share) act(person);
  };
  // Whoever is to come back has to have left early.
  if (random() < (returning > 0 ? 1 / world.turn : 0.5))
    some(leaving, (person) => {
      person.left = true;
    });
  if (random() < 0.4) {
    const [from, to]: Place[] = [pick(departments), pick([...departments, null])];
    const crowd = present.filter(({ place }) => place === from);
    const share = random();
    for (const person of crowd) if (random() < share) person.place = to ?? null;
  }
  if (random() < 0.3)
    some(0.1, (person) => {
      person.place = pick(departments);
    });
  if (random() < 0.4 && !world.ended)
    for (let n = below(5); n >= 0; n--) world.add(pick([...departments, 8]));
  if (random() < 0.4) {
    const [id, parent] = [pick(departments), pick([...departments, null, null])];
    if (!isAbove(world, id, parent)) world.parents.set(id, parent);
  }
  if (!world.ended && random() < 0.12) world.end();
}

function comeBack(
  world: ShownWorld,
  returning: number,
  random: () => number,
  pick: <T>(list: readonly T[]) => T,
): void {
  const left = world.people.filter((person) => person.left);
  if (random() < 0.4) {
    for (const person of left) if (random() < returning) person.left = false;
  } else if (random() < 0.5) {
    const batches = new Map(world.shown?.strands.map((one) => [one.id, `${one.out} ${one.gone}`]));
    const batchOf = ({ strand }: Person) => batches.get(strand ?? -1);
    const counted = left.filter((person) => batchOf(person)?.startsWith('undefined') === false);
    if (counted.length === 0) return;
    const batch = batchOf(pick(counted));
    // Hardly ever everybody: somebody of them had really left.
    const share = pick([1, 1, 0.9]);
    for (const person of left)
      if (batchOf(person) === batch && random() < share) person.left = false;
  } else {
    const places = new Set(left.map(({ place }) => place));
    if (places.size === 0 || random() < 0.5) return;
    const place = pick([...places]);
    for (const person of left) if (person.place === place) person.left = false;
  }
}

function isAbove(world: ShownWorld, id: number, place: Place): boolean {
  for (let at: Place = place; at !== null; at = world.parents.get(at) ?? null)
    if (at === id) return true;
  return false;
}

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
