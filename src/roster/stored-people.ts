import type { Employment } from './main-employment.ts';
import type { Absence, StoredPeople, StoredPerson } from './roster-state.ts';
import { columnReader, textOrNull } from './text-column.ts';

/** Columns of people, each as one text (`columnReader`), by id; null for no people. */
export type PeopleColumns = Record<
  | 'ids'
  | 'numbers'
  | 'firstNames'
  | 'lastNames'
  | 'emails'
  | 'languages'
  | 'titles'
  | 'departments'
  | 'begins'
  | 'flags',
  string | null
>;

/** The same for their employments, by the owner's id. */
export type EmploymentColumns = Record<
  'owners' | 'departments' | 'titles' | 'forms' | 'starts' | 'ends',
  string | null
>;

/** Some people with all that is stored of them; `departments` are ids, `owners` people's. */
export type PeopleBatch = {
  people: PeopleColumns;
  employments: EmploymentColumns;
  absences: ReadonlyMap<string, Absence[]>;
};

const none: readonly Absence[] = [];

/**
 * People as the database hands them out, a text a column: a tenth of what objects take. Each
 * person is made when it is asked for.
 * @param codes department codes by id, as text.
 */
export function storedPeople(
  batches: readonly PeopleBatch[],
  codes: ReadonlyMap<string, string>,
): StoredPeople {
  return {
    *[Symbol.iterator]() {
      for (const batch of batches) yield* peopleOf(batch, codes);
    },
    *withAddress(emails) {
      for (const batch of batches)
        if (holdsOne(batch.people.emails, emails))
          for (const person of peopleOf(batch, codes))
            if (person.email !== null && emails.has(person.email)) yield person;
    },
  };
}

function holdsOne(column: string | null, texts: ReadonlySet<string>): boolean {
  const next = columnReader(column);
  for (let text = next(); text !== undefined; text = next()) if (texts.has(text)) return true;
  return false;
}

function* peopleOf(
  { people, employments, absences }: PeopleBatch,
  codes: ReadonlyMap<string, string>,
): Generator<StoredPerson> {
  const of = (name: keyof PeopleColumns) => columnReader(people[name]);
  const employed = employmentsOf(employments, codes);
  const [ids, numbers, firstNames] = [of('ids'), of('numbers'), of('firstNames')];
  const [lastNames, emails, languages] = [of('lastNames'), of('emails'), of('languages')];
  const [titles, departments, begins] = [of('titles'), of('departments'), of('begins')];
  const flags = of('flags');
  for (let id = ids(); id !== undefined; id = ids()) {
    const flag = flags() ?? '';
    yield {
      number: numbers() ?? '',
      firstName: firstNames() ?? '',
      lastName: lastNames() ?? '',
      email: textOrNull(emails()),
      language: languages() === 'en' ? 'en' : 'sv',
      title: textOrNull(titles()),
      department: codes.get(departments() ?? '') ?? null,
      employments: employed(Number(id)),
      absences: absences.get(id) ?? none,
      left: flag[0] === 't',
      begins: textOrNull(begins()),
      keepsEmail: flag[1] === 't',
      keepsLanguage: flag[2] === 't',
    };
  }
}

/** The employments of the person with an id; people are asked for in the order of their ids. */
function employmentsOf(
  columns: EmploymentColumns,
  codes: ReadonlyMap<string, string>,
): (id: number) => Employment[] {
  const of = (name: keyof EmploymentColumns) => columnReader(columns[name]);
  const [owners, departments, titles] = [of('owners'), of('departments'), of('titles')];
  const [forms, starts, ends] = [of('forms'), of('starts'), of('ends')];
  const read = (): Employment => ({
    department: codes.get(departments() ?? '') ?? '',
    title: textOrNull(titles()),
    form: textOrNull(forms()),
    startsOn: textOrNull(starts()),
    endsOn: textOrNull(ends()),
  });
  const nextOwner = () => Number(owners() ?? Number.POSITIVE_INFINITY);
  let owner = nextOwner();
  return (id) => {
    // Those of other sources lie in between.
    for (; owner < id; owner = nextOwner()) read();
    const own: Employment[] = [];
    for (; owner === id; owner = nextOwner()) own.push(read());
    return own;
  };
}
