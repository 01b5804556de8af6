import type { Employment } from './main-employment.ts';

/** A department of the tree; `parent` is a code, null at the top. */
export type Department = { code: string; name: string; parent: string | null };

export type StoredDepartment = Department & {
  closed: boolean;
  /** Code of the department that took its people; its own code is then an alias. */
  mergedInto?: string | null;
};

/** Local days, both included; without an end until further notice. */
export type Absence = { from: string; until: string | null };

/** A person as a source knows them; `department` is the code of the main employment's. */
export type Person = {
  number: string;
  firstName: string;
  lastName: string;
  email: string | null;
  language: 'sv' | 'en';
  title: string | null;
  department: string | null;
  employments: Employment[];
  absences: readonly Absence[];
  /** Not employed on the day of the comparison: has left, or begins on a day to come. */
  left: boolean;
  begins: string | null;
};

/** Has left for good as far as is known: nothing is to begin. */
export function isGone({ left, begins }: Pick<Person, 'left' | 'begins'>): boolean {
  return left && begins === null;
}

export type StoredPerson = Person & {
  /** True where an address-only source has given the address, the language; a file then does not. */
  keepsEmail: boolean;
  keepsLanguage: boolean;
};

/**
 * One source's people, each number once. They are made as they are gone through, which may be
 * done again: a hundred thousand of them at once are what an import's memory would go to.
 */
export type StoredPeople = Iterable<StoredPerson> & {
  /** Those who have one of these addresses; where it is absent, everybody is looked at. */
  withAddress?: (emails: ReadonlySet<string>) => Iterable<StoredPerson>;
};

export function withAddress(
  people: StoredPeople,
  emails: ReadonlySet<string>,
): Iterable<StoredPerson> {
  if (people.withAddress !== undefined) return people.withAddress(emails);
  return [...people].filter(({ email }) => email !== null && emails.has(email));
}

/** What an import is compared with: one source's people, and the tree that all sources share. */
export type RosterState = {
  departments: StoredDepartment[];
  people: StoredPeople;
  /** Addresses of people in other sources who have not left, in lower case. */
  addressesElsewhere: string[];
  /** Codes of departments in which people of other sources are, or will be, employed. */
  departmentsElsewhere?: string[];
};
