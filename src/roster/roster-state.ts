import type { Employment } from './main-employment.ts';

/** A department of the tree; `parent` is a code, null at the top. */
export type Department = { code: string; name: string; parent: string | null };

export type StoredDepartment = Department & { closed: boolean };

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
};

export type StoredPerson = Person & { left: boolean };

/** What an import is compared with: one source's people, and the tree that all sources share. */
export type RosterState = {
  departments: StoredDepartment[];
  people: StoredPerson[];
  /** Addresses of people in other sources who have not left, in lower case. */
  addressesElsewhere: string[];
};
