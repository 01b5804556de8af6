import { compareRows, employmentOf } from './file-conflicts.ts';
import type { Employment } from './main-employment.ts';
import type { RosterRow } from './roster-row.ts';
import type { Absence, Person, StoredPerson } from './roster-state.ts';
import { standingOn } from './standing.ts';

const none: readonly Absence[] = [];

/**
 * The person whom a file's rows describe. What the file has no column for, or leaves empty
 * (language), stays as stored; so does what an address-only source has given.
 * @param outside employments that the file says nothing about, being outside its scope.
 * @param today the local day that decides which employments hold; undefined: all.
 */
export function personFromRows(
  own: readonly RosterRow[],
  old: StoredPerson | undefined,
  outside: readonly Employment[],
  today?: string,
): Person {
  const rows = own.length === 1 ? own : [...own].sort(compareRows);
  const main = rows[0];
  if (main === undefined) throw new RangeError('a person needs at least one row');
  const language = rows.find((row) => row.language)?.language;
  const person = withEmployments(
    {
      number: main.number,
      firstName: main.firstName,
      lastName: main.lastName,
      email: old?.keepsEmail
        ? old.email
        : (rows.find(({ email }) => email !== null)?.email ?? null),
      language: (old?.keepsLanguage ? old.language : language) ?? old?.language ?? 'sv',
      absences: absencesOf(rows) ?? old?.absences ?? none,
    },
    [...rows.map(employmentOf), ...outside],
    old,
    today,
  );
  if (main.title === undefined) person.title = old?.title ?? null;
  return person;
}

/** The main employment, chosen over all that hold on the day, decides department and title. */
export function withEmployments(
  person: Pick<Person, 'number' | 'firstName' | 'lastName' | 'email' | 'language' | 'absences'>,
  employments: readonly Employment[],
  old: StoredPerson | undefined,
  today?: string,
): Person {
  const { number, firstName, lastName, email, language, absences } = person;
  const { left, begins, main } = standingOn(employments, today, old !== undefined && !old.left);
  return {
    number,
    firstName,
    lastName,
    email,
    language,
    title: main === undefined ? (old?.title ?? null) : main.title,
    department: main === undefined ? (old?.department ?? null) : main.department,
    employments: [...employments],
    absences,
    left,
    begins,
  };
}

/** Undefined where the file has no column for them. */
function absencesOf(rows: readonly RosterRow[]): readonly Absence[] | undefined {
  if (rows.every(({ absences }) => absences === undefined)) return undefined;
  const all = rows.flatMap(({ absences }) => absences ?? []);
  if (all.length === 0) return none;
  const byText = new Map(all.map((one) => [`${one.from} ${one.until ?? ''}`, one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
