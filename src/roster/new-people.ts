import { compareCodes } from './main-employment.ts';
import { personFromRows } from './person-from-rows.ts';
import type { RosterRow } from './roster-row.ts';
import { isGone, type Person } from './roster-state.ts';

/** The sound rows of one person: a list only where there are several. */
export type OwnRows = RosterRow | RosterRow[];

/**
 * People whom nobody has stored, by number. They are made anew each time they are gone through:
 * their rows are kept anyway, and a first import would hold a hundred thousand of both.
 */
export type NewPeople = Iterable<Person> & {
  count: number;
  but: (numbers: { has: (number: string) => boolean; size: number }) => NewPeople;
};

/** Those of the people whom rows describe who have not left already. */
export function newPeople(rows: readonly OwnRows[], today: string | undefined): NewPeople {
  const make = (own: OwnRows) => personFromRows(listOf(own), undefined, [], today);
  const numbered = (own: OwnRows) => (Array.isArray(own) ? own[0]?.number : own.number) ?? '';
  const of = (own: readonly OwnRows[]): NewPeople => ({
    count: own.length,
    but: (numbers) =>
      numbers.size === 0 ? of(own) : of(own.filter((one) => !numbers.has(numbered(one)))),
    *[Symbol.iterator]() {
      for (const one of own) yield make(one);
    },
  });
  return of(
    rows.filter((own) => !isGone(make(own))).sort((a, b) => compareCodes(numbered(a), numbered(b))),
  );
}

export function listOf(own: OwnRows): RosterRow[] {
  return Array.isArray(own) ? own : [own];
}

/** One after the other, as often as asked for. */
export function allOf<T>(...parts: readonly Iterable<T>[]): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (const part of parts) yield* part;
    },
  };
}
