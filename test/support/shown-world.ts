import { type Figures, nobody } from '../../src/statistics/figures.ts';
import { nextDay } from '../../src/statistics/next-day.ts';
import type { Parents, Place, RealGroup, Shown, Step, Truth } from '../../src/statistics/shown.ts';

/** Somebody enrolled; times are half turns: even ones are when a day is made, odd ones lie between. */
export type Person = {
  place: Place;
  /** The place of the end, once the campaign has ended. */
  placeThen?: Place;
  left: boolean;
  enrolled: number;
  started: number;
  completed: number;
  /** The strand after each day's making, by turn. */
  strands: Map<number, number>;
  strand: number | null;
  /** How they stood when counted out. */
  last?: { started: boolean; completed: boolean };
};

/** Real people in a tree, and what of them is shown day by day. */
export class ShownWorld {
  people: Person[] = [];
  parents = new Map<number, Place>();
  pastParents: Parents | undefined;
  ended = false;
  turn = 0;
  date = Temporal.PlainDate.from('2026-09-01');
  shown: Shown | undefined;
  readonly days: Shown[] = [];
  readonly k: number;

  constructor(k: number) {
    this.k = k;
  }

  add(place: Place, enrolled = 2 * this.turn - 1): Person {
    const person = {
      place,
      left: false,
      enrolled,
      started: Number.POSITIVE_INFINITY,
      completed: Number.POSITIVE_INFINITY,
      strands: new Map<number, number>(),
      strand: null,
    };
    this.people.push(person);
    return person;
  }

  end(): void {
    this.ended = true;
    this.pastParents = new Map(this.parents);
    for (const person of this.people) person.placeThen = person.place;
  }

  truth(): Truth {
    const groups = new Map<string, RealGroup & { figures: Figures }>();
    for (const person of this.people) {
      const past = person.placeThen ?? person.place;
      const key = [person.strand, past, person.place, person.left].join();
      let group = groups.get(key);
      if (group === undefined) {
        const { strand, place: present, left: gone } = person;
        group = { strand, past, present, gone, figures: { ...nobody } };
        groups.set(key, group);
      }
      group.figures.invited += 1;
      group.figures.delivered += 1;
      if (person.started <= 2 * this.turn) group.figures.started += 1;
      if (person.completed <= 2 * this.turn) group.figures.completed += 1;
    }
    const present = new Map(this.parents);
    const past = this.pastParents ?? present;
    const day = this.date.toString();
    const { ended, k } = this;
    const then = this.returned();
    return { day, k, ended, groups: [...groups.values()], then, parents: { past, present } };
  }

  private returned(): Map<number, Figures> {
    const then = new Map<number, Figures>();
    for (const { strand, left, last } of this.people) {
      if (strand === null || left || last === undefined) continue;
      const sum = then.get(strand) ?? { ...nobody };
      sum.invited += 1;
      sum.delivered += 1;
      if (last.started) sum.started += 1;
      if (last.completed) sum.completed += 1;
      then.set(strand, sum);
    }
    return then;
  }

  /** Makes the day of this turn and follows whom it shows elsewhere. */
  makeDay(make: typeof nextDay = nextDay): Shown {
    const { shown, steps } = make(this.shown, this.truth());
    for (const step of steps)
      for (const person of this.people)
        if (person.strand === step.from && this.fits(person, step)) {
          person.strand = step.to;
          const [started, completed] = [person.started, person.completed].map(
            (time) => time <= 2 * this.turn,
          ) as [boolean, boolean];
          if (step.gone) person.last ??= { started, completed };
        }
    for (const person of this.people)
      if (person.strand !== null) person.strands.set(this.turn, person.strand);
    this.shown = shown;
    this.days.push(shown);
    return shown;
  }

  private fits(person: Person, { from, present, gone, back }: Step): boolean {
    if (back) return !person.left;
    if (from !== null) return person.left === gone && (gone || person.place === present);
    return (this.ended ? (person.placeThen ?? null) : person.place) === present;
  }
}
