import { followAliases } from './department-alias.ts';
import { type DepartmentDiff, diffDepartments, type TreeMemory } from './department-diff.ts';
import { asSaid } from './department-said.ts';
import { ancestors, readTree } from './department-tree.ts';
import { findConflicts, repeats } from './file-conflicts.ts';
import { type Held, holdAddresses } from './held-addresses.ts';
import { type BrakeReason, brakeReasons } from './leaver-brake.ts';
import { compareCodes, type Employment } from './main-employment.ts';
import {
  byNumber,
  comparePeople,
  type Listed,
  listed,
  type PersonChanges,
  samePerson,
} from './person-change.ts';
import { personFromRows, withEmployments } from './person-from-rows.ts';
import { setProtectedAside } from './protected-rows.ts';
import type { ReadRow } from './roster-row.ts';
import type { Department, Person, RosterState, StoredPerson } from './roster-state.ts';
import type { RowProblem } from './row-problem.ts';

/** Codes of departments whose employments, with those below them, a file replaces. */
export type Scope = readonly string[] | 'all';

export type DiffOptions = {
  /** Absent: the top departments that occur in the file. */
  scope?: Scope;
  /** The local day, YYYY-MM-DD, that employments are judged by. Absent: dates decide nothing. */
  today?: string;
};

/** What an import would do. Lists are ordered by employment number, errors by row. */
export type RosterDiff = Omit<PersonChanges, 'save' | 'ended'> & {
  leavers: Listed[];
  /** With the person as they would be stored. */
  held: (Held & { person: Person })[];
  errors: RowProblem[];
  departments: DepartmentDiff;
  /** Protected people in the file, unnamed. */
  protected: number;
  /** People of the file who are stored once it is applied, and those of them without address. */
  people: number;
  withoutEmail: number;
  /** Lowest departments that occur. */
  units: number;
  scope: Scope;
  /** Where not empty, leavers must be confirmed by their number (rule 8). */
  brake: BrakeReason[];
  /** What is to be written; `leave` and `erase` are employment numbers. */
  apply: { departments: Department[]; save: Person[]; leave: string[]; erase: string[] };
  /** What is to be remembered of the tree. */
  memory?: TreeMemory;
};

/**
 * Compares the rows of a file with what is stored (DESIGN rules 8 and 9). The order of rows
 * changes nothing.
 */
export function diffRoster(
  current: RosterState,
  rows: readonly ReadRow[],
  options: DiffOptions = {},
): RosterDiff {
  const { open, secret, nameless } = setProtectedAside(rows);
  const stored = new Map(current.people.map((person) => [person.number, person]));
  // Who is still to begin counts as well: an address, a place in the file, a withdrawal.
  const active = current.people.filter((person) => !person.left || person.begins !== null);

  const follow = followAliases(
    open.filter((row) => row.kind === 'good'),
    current.departments,
  );
  const placed = readTree(follow.rows);
  let holders: Map<string, string> | undefined;
  const holderOf = (email: string) => {
    // Asked only where a file repeats an address.
    holders ??= new Map(active.map((person) => [person.email ?? '', person.number]));
    return holders.get(email);
  };
  const sound = findConflicts(placed.good, holderOf, options.today);
  const bad = [...open.filter((row) => row.kind === 'bad'), ...placed.bad, ...sound.bad];
  const faulty = new Set(bad.map(({ number }) => number));
  const severalRows = repeats(sound.good, (row) => row.number);

  const tops = new Set(sound.good.map((row) => row.departments[0]?.code ?? ''));
  const scope = options.scope ?? [...tops].sort(compareCodes);
  const inScope = scopeTest(scope, current.departments, placed.tree);
  const outside = (person: StoredPerson | undefined) =>
    person === undefined || (person.left && person.begins === null)
      ? []
      : person.employments.filter((one) => !inScope(one));

  const next = new Map<string, Person>();
  for (const row of sound.good) {
    const { number } = row;
    if (next.has(number)) continue;
    const own = severalRows.get(number) ?? [row];
    const old = stored.get(number);
    // A row in error keeps the old state, all of it: half a person is nobody's intention.
    if (old !== undefined && faulty.has(number)) continue;
    const person = personFromRows(own, old, outside(old), options.today);
    // Most people are as they were: one of the two objects is enough.
    next.set(number, old !== undefined && samePerson(old, person) ? old : person);
  }
  const inFile = new Set<string>();
  for (const { number } of open) if (number !== null) inFile.add(number);
  const here = active.filter(
    (person) => scope === 'all' || person.employments.some((employment) => inScope(employment)),
  );
  const absent = here.filter(({ number }) => !inFile.has(number) && !secret.has(number));
  const held = holdAddresses(
    stored,
    next,
    new Set(current.addressesElsewhere),
    secret,
    new Set(absent.flatMap((one) => (outside(one).length === 0 ? [one.number] : []))),
  );
  const heldPeople = [...held.values()].flatMap((one) => {
    const person = next.get(one.number);
    return person === undefined ? [] : [{ ...one, person }];
  });
  for (const { number, owner } of held.values()) {
    next.delete(number);
    // Until it is told whether the two are one, an owner stays, and so does the address.
    const after = next.get(owner ?? '');
    if (after?.left && after.begins === null) next.delete(after.number);
    else if (after?.email === null)
      next.set(after.number, { ...after, email: stored.get(after.number)?.email ?? null });
  }
  const people: Person[] = [];
  for (const number of inFile) {
    const person = next.get(number) ?? stored.get(number);
    if (person !== undefined && !(person.left && person.begins === null)) people.push(person);
  }

  // Whoever owns the address of a held row may be the same person under a new number.
  const staying = new Set([...held.values()].map(({ owner }) => owner));
  const leavers: StoredPerson[] = [];
  for (const person of absent) {
    if (staying.has(person.number)) continue;
    const rest = outside(person);
    if (rest.length === 0) leavers.push(person);
    else next.set(person.number, withEmployments(person, rest, person, options.today));
  }

  const { save, ended, ...changes } = comparePeople(stored, next);
  const leaving = [...leavers, ...ended];
  const gone = new Set(leavers);
  const departments = diffDepartments({
    stored: current.departments,
    tree: placed.tree,
    inScope: (department) => inScope({ department }),
    people: active
      .filter(({ number }) => !secret.has(number))
      .map((person) => [person, gone.has(person) ? null : (next.get(person.number) ?? person)]),
    elsewhere: current.departmentsElsewhere ?? [],
    aliases: follow.used,
    assumed: follow.assumed,
  });
  const unreadable = nameless + bad.filter(({ number }) => number === null).length;
  const treeBefore = new Map(current.departments.map((one) => [one.code, one]));
  return {
    ...changes,
    leavers: leaving.map(listed).sort(byNumber),
    held: heldPeople.sort(byNumber),
    errors: bad.flatMap(({ problems }) => problems).sort((a, b) => a.row - b.row),
    departments: departments.shown,
    protected: secret.size + nameless,
    people: people.length,
    withoutEmail: people.filter(({ email }) => email === null).length,
    units: new Set(sound.good.map((row) => row.departments.at(-1)?.code)).size,
    scope,
    brake: brakeReasons(here, leaving, unreadable, treeBefore),
    apply: {
      departments: departments.write,
      save,
      leave: leavers.map(({ number }) => number).sort(compareCodes),
      erase: [...secret].filter((number) => stored.has(number)).sort(compareCodes),
    },
    memory: departments.memory,
  };
}

/** An employment is in scope where its department lies under one of the scope's, as the source last said or as the file has it. */
function scopeTest(
  scope: Scope,
  stored: RosterState['departments'],
  tree: ReadonlyMap<string, Department>,
): (employment: Pick<Employment, 'department'>) => boolean {
  if (scope === 'all') return () => true;
  const before = new Map(asSaid(stored).map((one) => [one.code, one]));
  const after = new Map<string, Department>([...before, ...tree]);
  const codes = new Set(scope);
  const answers = new Map<string, boolean>();
  return ({ department }) => {
    const known = answers.get(department);
    if (known !== undefined) return known;
    const above = [...ancestors(department, before), ...ancestors(department, after)];
    const answer = above.some((code) => codes.has(code));
    answers.set(department, answer);
    return answer;
  };
}
