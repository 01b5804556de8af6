import { followAliases } from './department-alias.ts';
import { type DepartmentDiff, diffDepartments, type TreeMemory } from './department-diff.ts';
import { asSaid } from './department-said.ts';
import { ancestors, readTree } from './department-tree.ts';
import { findConflicts } from './file-conflicts.ts';
import { type Claim, claimsBy, type Held, holdAddresses, withoutHeld } from './held-addresses.ts';
import { type BrakeReason, brakeReasons } from './leaver-brake.ts';
import { compareCodes, type Employment } from './main-employment.ts';
import { allOf, type NewPeople } from './new-people.ts';
import { diffPeople } from './people-diff.ts';
import {
  byNumber,
  comparePeople,
  type Listed,
  listed,
  type PersonChanges,
} from './person-change.ts';
import { withEmployments } from './person-from-rows.ts';
import { setProtectedAside } from './protected-rows.ts';
import type { ReadRow } from './roster-row.ts';
import {
  type Department,
  isGone,
  type Person,
  type RosterState,
  type StoredPeople,
  type StoredPerson,
  withAddress,
} from './roster-state.ts';
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
  held: Held[];
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
  /**
   * What is to be written: people whom nobody has stored, those whom somebody has, and the
   * employment numbers of who leaves and who is erased.
   */
  apply: {
    departments: Department[];
    add: NewPeople;
    save: Person[];
    leave: string[];
    erase: string[];
  };
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
  const { today } = options;
  const { open, secret, nameless } = setProtectedAside(rows);
  const follow = followAliases(
    open.filter((row) => row.kind === 'good'),
    current.departments,
  );
  const placed = readTree(follow.rows);
  const sound = findConflicts(placed.good, holdersIn(current.people), today);
  const bad = [...open.filter((row) => row.kind === 'bad'), ...placed.bad, ...sound.bad];

  const tops = new Set(sound.good.map((row) => row.departments[0]?.code ?? ''));
  const scope = options.scope ?? [...tops].sort(compareCodes);
  const inScope = scopeTest(scope, current.departments, placed.tree);
  const outside = (person: StoredPerson) => person.employments.filter((one) => !inScope(one));
  const found = diffPeople({
    people: current.people,
    rows: sound.good,
    faulty: new Set(bad.map(({ number }) => number)),
    secret,
    outside,
    isInScope: ({ employments }) => scope === 'all' || employments.some((one) => inScope(one)),
    today,
  });
  const held = holdAddresses({
    claims: allOf<Claim>([...found.altered.values()], claimsBy(found.newcomers)),
    ownersOf: (emails) => withAddress(current.people, emails),
    after: found.after,
    elsewhere: new Set(current.addressesElsewhere),
    erased: secret,
    leaving: new Set(
      found.absent.flatMap((one) => (outside(one).length === 0 ? [one.number] : [])),
    ),
  });
  const { altered, kept } = withoutHeld(found.altered, held);
  const added = found.newcomers.but(held);
  const count = { people: found.same.people, withoutEmail: found.same.withoutEmail };
  for (const person of allOf<Person>(
    kept,
    [...altered.values()].map(({ person }) => person),
    added,
  )) {
    if (isGone(person)) continue;
    count.people += 1;
    if (person.email === null) count.withoutEmail += 1;
  }

  // Whoever owns the address of a held row may be the same person under a new number.
  const staying = new Set([...held.values()].map(({ owner }) => owner));
  const leavers: StoredPerson[] = [];
  const parted: { old: StoredPerson; person: Person }[] = [];
  for (const old of found.absent) {
    const rest = outside(old);
    if (staying.has(old.number)) kept.push(old);
    else if (rest.length === 0) leavers.push(old);
    else parted.push({ old, person: withEmployments(old, rest, old, today) });
  }

  const known = [...altered.values(), ...parted];
  const { save, ended, ...changes } = comparePeople(allOf<Claim>(known, claimsBy(added)));
  const leaving = [...leavers, ...ended];
  const departments = diffDepartments({
    stored: current.departments,
    tree: placed.tree,
    inScope: (department) => inScope({ department }),
    people: [
      ...known.map(({ old, person }) => [old, person] as const),
      ...kept.map((old) => [old, old] as const),
      ...leavers.map((old) => [old, null] as const),
    ].filter(([old]) => !isGone(old)),
    unmoved: found.unmoved,
    elsewhere: current.departmentsElsewhere ?? [],
    aliases: follow.used,
    assumed: follow.assumed,
  });
  const unreadable = nameless + bad.filter(({ number }) => number === null).length;
  const treeBefore = new Map(current.departments.map((one) => [one.code, one]));
  return {
    ...changes,
    leavers: leaving.map(listed).sort(byNumber),
    held: [...held.values()].sort(byNumber),
    errors: bad.flatMap(({ problems }) => problems).sort((a, b) => a.row - b.row),
    departments: departments.shown,
    protected: secret.size + nameless,
    ...count,
    units: new Set(sound.good.map((row) => row.departments.at(-1)?.code)).size,
    scope,
    brake: brakeReasons(found.headcount, leaving, unreadable, treeBefore),
    apply: {
      departments: departments.write,
      add: added,
      save,
      leave: leavers.map(({ number }) => number).sort(compareCodes),
      erase: found.erase.sort(compareCodes),
    },
    memory: departments.memory,
  };
}

/** The number that an address is stored with; asked only where a file repeats an address. */
function holdersIn(people: StoredPeople): (email: string) => string | undefined {
  let holders: Map<string, string> | undefined;
  return (email) => {
    if (holders === undefined) {
      holders = new Map();
      for (const person of people)
        if (!isGone(person)) holders.set(person.email ?? '', person.number);
    }
    return holders.get(email);
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
