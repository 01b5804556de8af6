import { expect, test } from 'vitest';
import { randomFrom } from '../../support/shown-season.ts';
import { type Person, ShownWorld } from '../../support/shown-world.ts';

const lessons = 9;
const daysBetweenLessons = 12;
const days = 120;

/** When somebody starts and completes: most lessons are answered within days, some never. */
function planOf({ enrolled }: Person, share: number, random: () => number) {
  const response = Math.min(1, share * (0.4 + 1.2 * random()));
  let [started, completed] = [Number.POSITIVE_INFINITY, 0];
  for (let lesson = 0; lesson < lessons; lesson++) {
    const sent = 2 * (daysBetweenLessons * lesson + 1);
    let answered = sent;
    if (random() >= response) answered = random() < response ? sent + 30 : Infinity;
    while (answered < Infinity && random() < 0.5) answered += 2;
    answered = Math.max(answered, enrolled + 3);
    started = Math.min(started, answered);
    completed = Math.max(completed, answered);
  }
  return { started, completed };
}

/** Six departments of three with three units each; every tenth unit is small, few have own people. */
function municipality(world: ShownWorld, random: () => number): number[] {
  const units: number[] = [];
  const department = (parent: number | null, people: number) => {
    const id = units.push(units.length + 1);
    world.parents.set(id, parent);
    for (let n = 0; n < people; n++) world.add(id, 0);
    return id;
  };
  for (let top = 0; top < 6; top++) {
    const above = department(null, random() < 0.5 ? 3 : 0);
    for (let middle = 0; middle < 3; middle++) {
      const parent = department(above, random() < 0.3 ? 2 : 0);
      for (let unit = 0; unit < 3; unit++)
        department(parent, random() < 0.1 ? 3 : 8 + Math.floor(random() * 35));
    }
  }
  return units;
}

function season(share: number) {
  const random = randomFrom(11);
  const world = new ShownWorld(5);
  const units = municipality(world, random);
  const plans = new Map<Person, ReturnType<typeof planOf>>();
  const anyUnit = () => units[Math.floor(random() * units.length)] ?? 1;
  const act = (time: number) => {
    for (const person of world.people) {
      const plan = plans.get(person) ?? planOf(person, share, random);
      plans.set(person, plan);
      if (person.left) continue;
      if (plan.started <= time) person.started = Math.min(person.started, time);
      if (plan.completed <= time) person.completed = Math.min(person.completed, time);
    }
  };
  let [rows, hidden, oldStarted, oldCompleted] = [0, 0, 0, 0];
  for (world.turn = 0; world.turn < days; world.turn++) {
    act(2 * world.turn - 1);
    world.date = world.date.add({ days: 1 });
    for (const person of world.people) {
      const chance = random();
      if (chance < 0.0004) person.left = true;
      else if (chance < 0.0006) person.place = anyUnit();
    }
    if (random() < 0.5) world.add(anyUnit());
    act(2 * world.turn);
    for (const row of world.makeDay().sides.present.rows) {
      rows += 1;
      if (row.started === null) hidden += 1;
      if (row.asOf?.started !== undefined) oldStarted += 1;
      if (row.asOf?.completed !== undefined) oldCompleted += 1;
    }
  }
  return {
    hidden: hidden / rows,
    started: oldStarted / rows,
    completed: oldCompleted / rows,
    people: world.shown?.hiddenPercent ?? 100,
  };
}

test.each([0.5, 0.8, 0.95])(
  'most departments stay readable for a season in which %d take part',
  (share) => {
    const shares = season(share);
    expect(shares.people).toBeLessThan(33);
    expect(shares.hidden).toBeLessThan(0.33);
    // Nearly everybody has started in the end, and that is when figures wait.
    expect(shares.started).toBeLessThan(0.66);
    expect(shares.completed).toBeLessThan(0.1);
  },
);
