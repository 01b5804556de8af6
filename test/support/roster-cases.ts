import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RosterDiff } from '../../src/roster/diff.ts';
import type { ReadRow, RosterRow } from '../../src/roster/roster-row.ts';
import type { RosterState, StoredPerson } from '../../src/roster/roster-state.ts';

/** Path of a sample file. */
export function rosterFile(name: string): string {
  return fileURLToPath(new URL(`rosters/${name}`, import.meta.url));
}

type Truth = Record<'september' | 'october' | 'change' | 'only20', Record<string, number>>;
export const truth = JSON.parse(readFileSync(rosterFile('truth.json'), 'utf8')) as Truth;

/** A good row in department 10 / 1001, with what is given changed. */
export function row(number: string, given: Partial<RosterRow> = {}): ReadRow & { kind: 'good' } {
  return {
    kind: 'good',
    row: Number(number) + 1,
    number,
    firstName: 'Kim',
    lastName: `Berg${number}`,
    email: `kim${number}@exempelkommun.test`,
    language: 'sv',
    title: 'Handläggare',
    form: 'Tillsvidare',
    startsOn: '2020-01-01',
    endsOn: null,
    departments: departments('10', '1001'),
    ...given,
  };
}

export function rows(count: number, given: Partial<RosterRow> = {}, from = 1): ReadRow[] {
  return Array.from({ length: count }, (_, index) => row(String(from + index), given));
}

export function departments(...codes: string[]): RosterRow['departments'] {
  return codes.map((code) => ({ code, name: `Enhet ${code}` }));
}

/** A state whose people are there to be looked at. */
export type KnownState = RosterState & { people: StoredPerson[] };

export const nothing: KnownState = { departments: [], people: [], addressesElsewhere: [] };

const keepsNothing = { keepsEmail: false, keepsLanguage: false };

/** What applying a diff leaves behind, in memory. */
export function afterApply(
  state: KnownState,
  { apply }: { apply: RosterDiff['apply'] },
): KnownState {
  const people = new Map(state.people.map((person) => [person.number, person]));
  for (const number of apply.erase) people.delete(number);
  for (const person of [...apply.save, ...apply.add]) {
    const { keepsEmail, keepsLanguage } = people.get(person.number) ?? keepsNothing;
    people.set(person.number, { ...person, keepsEmail, keepsLanguage });
  }
  for (const number of apply.leave) {
    const person = people.get(number);
    if (person) people.set(number, { ...person, left: true, begins: null });
  }
  const tree = new Map(state.departments.map((one) => [one.code, one]));
  for (const one of apply.departments) tree.set(one.code, { ...one, closed: false });
  return { ...state, departments: [...tree.values()], people: [...people.values()] };
}
