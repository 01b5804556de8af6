import { expect, test } from 'vitest';
import { type PeopleBatch, storedPeople } from '../../../src/roster/stored-people.ts';

const column = (...values: (string | null)[]) =>
  values.map((one) => one ?? '\u001e').join('\u001f');

/** Three people, of whom 4 has two employments and 9 none; 5 and 6 are of another source. */
const batch: PeopleBatch = {
  people: {
    ids: column('4', '7', '9'),
    numbers: column('001', '002', '003'),
    firstNames: column('Åsa', 'Bo', 'Eva'),
    lastNames: column('Falk', 'Holm', 'Lind'),
    emails: column('asa@exempelkommun.test', null, 'eva@exempelkommun.test'),
    languages: column('sv', 'en', 'sv'),
    titles: column('Rektor', null, ''),
    departments: column('1', '2', null),
    begins: column(null, '2027-01-01', null),
    flags: column('fff', 'tft', 'ttf'),
  },
  employments: {
    owners: column('4', '4', '5', '6', '7'),
    departments: column('1', '2', '1', '1', '2'),
    titles: column('Rektor', null, 'X', 'X', null),
    forms: column('Tillsvidare', null, 'X', 'X', null),
    starts: column('2020-01-01', null, null, null, '2027-01-01'),
    ends: column(null, '2026-12-31', null, null, null),
  },
  absences: new Map([['7', [{ from: '2027-02-01', until: null }]]]),
};
const people = storedPeople(
  [batch],
  new Map([
    ['1', '1001'],
    ['2', '1002'],
  ]),
);

test('each person gets their own employments and absences, as often as they are asked for', () => {
  for (let time = 0; time < 2; time += 1) {
    const [first, second, third, ...more] = people;
    expect(more).toEqual([]);
    expect(first).toEqual({
      number: '001',
      firstName: 'Åsa',
      lastName: 'Falk',
      email: 'asa@exempelkommun.test',
      language: 'sv',
      title: 'Rektor',
      department: '1001',
      employments: [
        {
          department: '1001',
          title: 'Rektor',
          form: 'Tillsvidare',
          startsOn: '2020-01-01',
          endsOn: null,
        },
        { department: '1002', title: null, form: null, startsOn: null, endsOn: '2026-12-31' },
      ],
      absences: [],
      left: false,
      begins: null,
      keepsEmail: false,
      keepsLanguage: false,
    });
    expect(second).toMatchObject({
      email: null,
      language: 'en',
      title: null,
      left: true,
      begins: '2027-01-01',
      employments: [{ startsOn: '2027-01-01' }],
      absences: [{ from: '2027-02-01' }],
      keepsEmail: false,
      keepsLanguage: true,
    });
    expect(third).toMatchObject({ title: '', department: null, employments: [], keepsEmail: true });
  }
});

test('those with an address are found by it', () => {
  const found = people.withAddress?.(new Set(['eva@exempelkommun.test', 'nobody@x.test'])) ?? [];
  expect([...found].map(({ number }) => number)).toEqual(['003']);
  expect([...(people.withAddress?.(new Set(['x@x.test'])) ?? [])]).toEqual([]);
});
