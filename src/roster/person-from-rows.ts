import { compareRows, employmentOf } from './file-conflicts.ts';
import { type Employment, mainEmployment } from './main-employment.ts';
import type { RosterRow } from './roster-row.ts';
import type { Person } from './roster-state.ts';

/**
 * The person whom a file's rows describe. What the file has no column for, or leaves empty
 * (language), stays as stored.
 * @param outside employments that the file says nothing about, being outside its scope.
 */
export function personFromRows(
  own: readonly RosterRow[],
  old: Person | undefined,
  outside: readonly Employment[],
): Person {
  const rows = [...own].sort(compareRows);
  const main = rows[0];
  if (main === undefined) throw new RangeError('a person needs at least one row');
  const person = withEmployments(
    {
      number: main.number,
      firstName: main.firstName,
      lastName: main.lastName,
      email: rows.find(({ email }) => email !== null)?.email ?? null,
      language: rows.find(({ language }) => language)?.language ?? old?.language ?? 'sv',
    },
    [...rows.map(employmentOf), ...outside],
  );
  return main.title === undefined ? { ...person, title: old?.title ?? null } : person;
}

/** The main employment, chosen over all, decides department and title. */
export function withEmployments(
  person: Omit<Person, 'title' | 'department' | 'employments'>,
  employments: readonly Employment[],
): Person {
  const { number, firstName, lastName, email, language } = person;
  const main = mainEmployment(employments);
  return {
    number,
    firstName,
    lastName,
    email,
    language,
    title: main?.title ?? null,
    department: main?.department ?? null,
    employments: [...employments],
  };
}
