import { clearlyDifferent } from './person-name.ts';
import { repeats } from './repeats.ts';
import type { RosterRow } from './roster-row.ts';

/** A column of numbers that are not one person's: how many, and the worst of them. */
export type NotAKey = {
  /** Numbers that several people have, and the rows they stand in. */
  numbers: number;
  rows: number;
  example: { number: string; people: number; rows: number[] };
};

const fewest = 10;
const share = 0.05;

/**
 * Tells whether the column taken for the employment number is something else, such as the code
 * of a unit: then it repeats over people whose names have nothing in common, in a twentieth of
 * the rows and ten at the least. Single mistakes are conflicts of their rows.
 */
export function findNotAKey(rows: readonly RosterRow[]): NotAKey | undefined {
  const shared = [...repeats(rows, ({ number }) => number)]
    .map(([number, own]) => ({ number, own, people: differentPeople(own) }))
    .filter(({ people }) => people > 1)
    .sort((a, b) => b.people - a.people || (a.number < b.number ? -1 : 1));
  const affected = shared.reduce((sum, { own }) => sum + own.length, 0);
  const [worst] = shared;
  if (worst === undefined || affected < Math.max(fewest, rows.length * share)) return undefined;
  return {
    numbers: shared.length,
    rows: affected,
    example: {
      number: worst.number,
      people: worst.people,
      rows: worst.own
        .map(({ row }) => row)
        .sort((a, b) => a - b)
        .slice(0, 3),
    },
  };
}

/** How many people the rows name that are certainly not one and the same. */
function differentPeople(rows: readonly RosterRow[]): number {
  const people: { name: string; email: string | null }[] = [];
  for (const { firstName, lastName, email } of rows) {
    const name = `${firstName} ${lastName}`;
    const someoneElse = people.every(
      (other) => clearlyDifferent(other.name, name) && (email === null || email !== other.email),
    );
    if (someoneElse) people.push({ name, email });
    // A column that holds the same number for everyone would take for ever.
    if (people.length === 50) break;
  }
  return people.length;
}
