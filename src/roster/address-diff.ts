import type { RosterDiff } from './diff.ts';
import { groupBy } from './file-conflicts.ts';
import { newPeople } from './new-people.ts';
import { byNumber } from './person-change.ts';
import { setProtectedAside } from './protected-rows.ts';
import type { ReadRow, RosterRow } from './roster-row.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';

/** Someone whom an address-only source may fill. */
export type Addressed = {
  id: number;
  number: string;
  name: string;
  department: string | null;
  email: string | null;
  language: 'sv' | 'en';
  emailSource: string | null;
  languageSource: string | null;
};

/** What to write: null leaves address or language as it is, and with its owner. */
export type Fill = { id: number; email: string | null; language: 'sv' | 'en' | null };

export type AddressDiff = RosterDiff & { fills: Fill[] };

/**
 * What a directory beside the HR file changes: address and language of people whom other
 * sources have, by employment number. It makes neither joiners nor leavers nor departments.
 * What it has given once is its own from then on, so that the two sources do not take turns;
 * a second directory fills only what no first one has.
 */
export function diffAddresses(
  source: string,
  people: readonly Addressed[],
  rows: readonly ReadRow[],
): AddressDiff {
  const { open } = setProtectedAside(rows);
  const bad = open.flatMap((row) => (row.kind === 'bad' ? row.problems : []));
  const good = open.flatMap((row) => (row.kind === 'good' ? [row] : []));
  const byNumbers = groupBy(people, ({ number }) => number);
  const matched: { person: Addressed; row: RosterRow }[] = [];
  for (const [number, own] of groupBy(good, (row) => row.number)) {
    const found = byNumbers.get(number) ?? [];
    const [row] = own.toSorted((a, b) => ((a.email ?? '~') < (b.email ?? '~') ? -1 : 1));
    const [person] = found;
    if (row === undefined || person === undefined) continue;
    if (found.length > 1) bad.push(severalSources(row));
    else if (own.some(({ email }) => email !== row.email)) bad.push(severalAddresses(row));
    else matched.push({ person, row });
  }
  const fills: Fill[] = [];
  const changed: RosterDiff['changed'] = [];
  const refused = addressProblems(people, matched, (person) => mayGive(person.emailSource, source));
  for (const { person, row } of matched) {
    const problem = refused.get(person.id);
    if (problem !== undefined) bad.push(problem);
    const gives = mayGive(person.emailSource, source) && problem === undefined;
    const email = gives ? row.email : null;
    const language = mayGive(person.languageSource, source) ? (row.language ?? null) : null;
    const what = [
      ...(email !== null && email !== person.email ? ['email'] : []),
      ...(language !== null && language !== person.language ? ['language'] : []),
    ];
    const { number, name, department } = person;
    if (what.length > 0) changed.push({ number, name, department, what });
    const takesOver =
      (email !== null && person.emailSource === null) ||
      (language !== null && person.languageSource === null);
    if (what.length > 0 || takesOver) fills.push({ id: person.id, email, language });
  }
  const filled = new Map(fills.map(({ id, email }) => [id, email]));
  return {
    ...nothingOf(rows),
    changed: changed.sort(byNumber),
    errors: bad.sort((a, b) => a.row - b.row),
    people: matched.length,
    withoutEmail: matched.filter(({ person }) => !(filled.get(person.id) ?? person.email)).length,
    fills,
  };
}

function mayGive(owner: string | null, source: string): boolean {
  return owner === null || owner === source;
}

/** Addresses that two people would have: who is stored with one keeps it, else the lowest number. */
function addressProblems(
  people: readonly Addressed[],
  matched: readonly { person: Addressed; row: RosterRow }[],
  mayFill: (person: Addressed) => boolean,
): Map<number, RowProblem> {
  const given = new Map(
    matched.flatMap(({ person, row }) =>
      row.email !== null && mayFill(person) ? [[person.id, row.email] as const] : [],
    ),
  );
  const holders = new Map<string, number>();
  for (const { id, email } of people)
    if (email !== null && (given.get(id) ?? email) === email) holders.set(email, id);
  const problems = new Map<number, RowProblem>();
  for (const { person, row } of matched.toSorted((a, b) => byNumber(a.row, b.row))) {
    const email = given.get(person.id);
    if (email === undefined) continue;
    const holder = holders.get(email);
    if (holder === undefined) holders.set(email, person.id);
    else if (holder !== person.id) problems.set(person.id, taken(row, email));
  }
  return problems;
}

function nothingOf(rows: readonly ReadRow[]): RosterDiff {
  const { secret, nameless } = setProtectedAside(rows);
  return {
    joiners: [],
    leavers: [],
    movers: [],
    changed: [],
    held: [],
    errors: [],
    departments: {
      added: [],
      renamed: [],
      moved: [],
      reopened: [],
      closed: [],
      merged: [],
      replaced: [],
      split: [],
      aliases: [],
    },
    protected: secret.size + nameless,
    people: 0,
    withoutEmail: 0,
    units: 0,
    scope: 'all',
    brake: [],
    apply: { departments: [], add: newPeople([], undefined), save: [], leave: [], erase: [] },
  };
}

function taken(row: RosterRow, email: string): RowProblem {
  return rowProblem(
    row.row,
    'E-post',
    email,
    'Adressen tillhör någon annan i personallistan. Rätta katalogen.',
    'The address belongs to someone else in the roster. Correct the directory.',
  );
}

function severalSources(row: RosterRow): RowProblem {
  return rowProblem(
    row.row,
    'Anställningsnummer',
    row.number,
    'Numret finns i flera källor, så det går inte att säga vem raden gäller. Ta bort raden.',
    'Several sources have the number, so it cannot be told whom the row is about. Remove the row.',
  );
}

function severalAddresses(row: RosterRow): RowProblem {
  return rowProblem(
    row.row,
    'Anställningsnummer',
    row.number,
    'Numret har flera adresser i filen. Rätta de rader som är fel.',
    'The number has several addresses in the file. Correct the wrong rows.',
  );
}
