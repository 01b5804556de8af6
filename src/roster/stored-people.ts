import type { Employment } from './main-employment.ts';
import type { Absence, StoredPeople, StoredPerson } from './roster-state.ts';
import { columnTexts, textOrNull } from './text-column.ts';

/** Columns of people, each as one text (`columnTexts`); null for no people. */
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

/** The same for their employments. */
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
      for (const batch of batches) {
        if (!columnTexts(batch.people.emails).some((email) => emails.has(email))) continue;
        for (const person of peopleOf(batch, codes))
          if (person.email !== null && emails.has(person.email)) yield person;
      }
    },
  };
}

function* peopleOf(
  { people, employments, absences }: PeopleBatch,
  codes: ReadonlyMap<string, string>,
): Generator<StoredPerson> {
  const of = (name: keyof PeopleColumns) => columnTexts(people[name]);
  const employed = employmentsOf(employments, codes);
  const [ids, numbers, firstNames, lastNames] = [
    of('ids'),
    of('numbers'),
    of('firstNames'),
    of('lastNames'),
  ];
  const [emails, languages, titles] = [of('emails'), of('languages'), of('titles')];
  const [departments, begins, flags] = [of('departments'), of('begins'), of('flags')];
  for (const [at, id] of ids.entries())
    yield {
      number: numbers[at] ?? '',
      firstName: firstNames[at] ?? '',
      lastName: lastNames[at] ?? '',
      email: textOrNull(emails[at]),
      language: languages[at] === 'en' ? 'en' : 'sv',
      title: textOrNull(titles[at]),
      department: codes.get(departments[at] ?? '') ?? null,
      employments: employed(id),
      absences: absences.get(id) ?? none,
      left: flags[at]?.[0] === 't',
      begins: textOrNull(begins[at]),
      keepsEmail: flags[at]?.[1] === 't',
      keepsLanguage: flags[at]?.[2] === 't',
    };
}

/** The employments of the person with an id; people are asked for in the order of their ids. */
function employmentsOf(
  columns: EmploymentColumns,
  codes: ReadonlyMap<string, string>,
): (id: string) => Employment[] {
  const of = (name: keyof EmploymentColumns) => columnTexts(columns[name]);
  const [departments, titles, forms] = [of('departments'), of('titles'), of('forms')];
  const [starts, ends] = [of('starts'), of('ends')];
  const owners = Float64Array.from(of('owners'), Number);
  const order = ascending(owners);
  let [next, before] = [0, 0];
  return (id) => {
    if (Number(id) <= before) throw new RangeError('People come in the order of their ids.');
    before = Number(id);
    const own: Employment[] = [];
    for (; next < order.length; next += 1) {
      const at = order[next] ?? 0;
      const owner = owners[at] ?? 0;
      if (owner > before) break;
      // Those of other sources lie in between.
      if (owner < before) continue;
      own.push({
        department: codes.get(departments[at] ?? '') ?? '',
        title: textOrNull(titles[at]),
        form: textOrNull(forms[at]),
        startsOn: textOrNull(starts[at]),
        endsOn: textOrNull(ends[at]),
      });
    }
    return own;
  };
}

/** Where the values stand, the least first. */
function ascending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_value, at) => at);
  const sorted = values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
  return sorted ? order : order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}
