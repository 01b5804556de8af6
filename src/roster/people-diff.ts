import type { Unmoved } from './department-diff.ts';
import type { Altered } from './held-addresses.ts';
import type { Headcount } from './leaver-brake.ts';
import type { Employment } from './main-employment.ts';
import { listOf, type NewPeople, newPeople, type OwnRows } from './new-people.ts';
import { samePerson } from './person-change.ts';
import { personFromRows } from './person-from-rows.ts';
import type { RosterRow } from './roster-row.ts';
import { isGone, type Person, type StoredPeople, type StoredPerson } from './roster-state.ts';

/** How the people of a file stand to those stored. */
export type PeopleDiff = {
  /** Whom the file would make other than they are, by number. */
  altered: Map<string, Altered>;
  /** Whom the file adds. */
  newcomers: NewPeople;
  /** Within the scope, here or about to begin, and not in the file. */
  absent: StoredPerson[];
  /** Numbers stored that belong to protected people. */
  erase: string[];
  /** Everyone of the scope as stored. */
  headcount: Headcount;
  /** Whom the import leaves as they are, those it may not touch among them. */
  unmoved: Unmoved;
  /** People of the file whom it leaves as they are, and those of them without address. */
  same: { people: number; withoutEmail: number };
  /** Someone stored as the file would make them; undefined where it does not. */
  after: (old: StoredPerson) => Person | undefined;
};

type Input = {
  people: StoredPeople;
  rows: readonly RosterRow[];
  /** Numbers with a row in error: it keeps the old state, all of it. */
  faulty: ReadonlySet<string | null>;
  secret: ReadonlySet<string>;
  /** The employments that the file says nothing about. */
  outside: (person: StoredPerson) => readonly Employment[];
  isInScope: (person: StoredPerson) => boolean;
  today: string | undefined;
};

/**
 * Goes once through the people stored and forgets each who stays as they are: in most imports
 * nearly everyone, and then neither time nor memory goes to them.
 */
export function diffPeople({ people, rows, faulty, secret, today, ...scope }: Input): PeopleDiff {
  const file = rowsByNumber(rows);
  const altered: PeopleDiff['altered'] = new Map();
  const [absent, erase]: [StoredPerson[], string[]] = [[], []];
  const headcount = new Map<string | null, number>();
  const [departments, mains] = [new Set<string>(), new Map<string, number>()];
  const same = { people: 0, withoutEmail: 0 };

  for (const old of people) {
    const { number, department } = old;
    const active = !isGone(old);
    if (active && scope.isInScope(old))
      headcount.set(department, (headcount.get(department) ?? 0) + 1);
    if (secret.has(number)) {
      erase.push(number);
      continue;
    }
    const own = file.get(number);
    if (own !== undefined) file.set(number, 'compared');
    if (own !== undefined && own !== 'compared' && !faulty.has(number)) {
      // Whoever has left is nowhere, so nothing of them lies outside.
      const outside = active ? scope.outside(old) : [];
      const person = personFromRows(listOf(own), old, outside, today);
      if (!samePerson(old, person)) {
        altered.set(number, { old, person });
        continue;
      }
    } else if (own === undefined && !faulty.has(number) && active && scope.isInScope(old)) {
      absent.push(old);
      continue;
    }
    if (!active) continue;
    if (own !== undefined || faulty.has(number)) {
      same.people += 1;
      if (old.email === null) same.withoutEmail += 1;
    }
    if (department !== null) departments.add(department);
    for (const employment of old.employments) departments.add(employment.department);
    if (!old.left && department !== null) mains.set(department, (mains.get(department) ?? 0) + 1);
  }
  const fresh: OwnRows[] = [];
  for (const own of file.values()) if (own !== 'compared') fresh.push(own);
  return {
    altered,
    newcomers: newPeople(fresh, today),
    absent,
    erase,
    headcount,
    unmoved: { departments, mains },
    same,
    after: (old) => {
      const confirmed = file.get(old.number) === 'compared' && !faulty.has(old.number);
      return altered.get(old.number)?.person ?? (confirmed ? old : undefined);
    },
  };
}

/** What is left of a number's rows once they are compared with whom it is stored for. */
type Compared = 'compared';

function rowsByNumber(rows: readonly RosterRow[]): Map<string, OwnRows | Compared> {
  const file = new Map<string, OwnRows>();
  for (const row of rows) {
    const own = file.get(row.number);
    if (own === undefined) file.set(row.number, row);
    else file.set(row.number, [...listOf(own), row]);
  }
  return file;
}
