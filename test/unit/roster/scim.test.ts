import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/platform/errors.ts';
import { readScimFilter } from '../../../src/roster/scim-filter.ts';
import { patchScimUser, type ScimOperation } from '../../../src/roster/scim-patch.ts';
import { personOf } from '../../../src/roster/scim-person.ts';
import { enterpriseSchema, readScimUser } from '../../../src/roster/scim-user.ts';

const anna = readScimUser({
  userName: 'Anna@exempelkommun.test',
  externalId: '12345678-1234-4abc-8abc-123456789012',
  name: { givenName: 'Anna', familyName: 'Ek' },
});

const patch = (...operations: ScimOperation[]) => patchScimUser(anna, operations);
const scimType = (type: string) =>
  expect.objectContaining({ code: 'BAD_REQUEST', extra: { scimType: type } });
function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the habits of Entra ID in PATCH', () => {
  test('active as a text, operations in any case', () => {
    expect(patch({ op: 'Replace', path: 'active', value: 'False' }).active).toBe(false);
    expect(patch({ op: 'REPLACE', path: 'active', value: 'True' }).active).toBe(true);
    expect(patch({ op: 'Replace', value: { active: 'False' } }).active).toBe(false);
  });

  test('dotted keys without a path, extension attributes in both spellings', () => {
    const changed = patch({
      op: 'Add',
      value: {
        'name.givenName': 'Anja',
        displayName: 'Anja Ek',
        [`${enterpriseSchema}:department`]: '1001',
        [`${enterpriseSchema}.employeeNumber`]: '000101',
      },
    });
    expect(changed).toMatchObject({
      givenName: 'Anja',
      familyName: 'Ek',
      displayName: 'Anja Ek',
      department: '1001',
      employeeNumber: '000101',
    });
  });

  test('emails[type eq "work"].value where none exists yet, then again', () => {
    const path = 'emails[type eq "work"].value';
    const first = patch({ op: 'Add', path, value: 'Anna.Ek@exempelkommun.test' });
    expect(first.emails).toEqual([
      { value: 'anna.ek@exempelkommun.test', type: 'work', primary: false },
    ]);
    const second = patchScimUser(first, [{ op: 'Replace', path, value: 'ae@exempelkommun.test' }]);
    expect(second.emails.map(({ value }) => value)).toEqual(['ae@exempelkommun.test']);
    expect(patchScimUser(second, [{ op: 'Remove', path }]).emails).toEqual([]);
  });

  test('manager as a plain text, an object and a list', () => {
    const path = `${enterpriseSchema}:manager`;
    for (const value of ['chef-1', { value: 'chef-1' }, [{ $ref: '../Users/1', value: 'chef-1' }]])
      expect(patch({ op: 'Add', path, value }).manager).toBe('chef-1');
    expect(patch({ op: 'Remove', path }).manager).toBeNull();
  });

  test('attributes of the default mapping that are not kept are skipped', () => {
    expect(
      patch(
        { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '08-1' },
        { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'Torget' },
        { op: 'Add', path: 'name.formatted', value: 'Anna Ek' },
        { op: 'Add', path: `${enterpriseSchema}:costCenter`, value: '1' },
      ),
    ).toEqual(anna);
  });
});

describe('what PATCH refuses', () => {
  test.each([
    [{ op: 'replace', path: '__proto__.polluted', value: true }, 'invalidPath'],
    [{ op: 'replace', path: 'constructor.prototype.polluted', value: true }, 'invalidPath'],
    [{ op: 'replace', value: JSON.parse('{"__proto__":{"polluted":true}}') }, 'invalidPath'],
    [{ op: 'add', path: 'name', value: JSON.parse('{"__proto__":1}') }, 'invalidPath'],
    [{ op: 'replace', path: 'state', value: 'employee' }, 'invalidPath'],
    [{ op: 'move', path: 'active', value: true }, 'invalidSyntax'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'remove', path: 'userName' }, 'mutability'],
    [{ op: 'remove', path: 'active' }, 'mutability'],
    [{ op: 'replace', path: 'active', value: 'nej' }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: 'x'.repeat(257) }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: { a: 1 } }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'anna' }, 'invalidValue'],
  ] satisfies [ScimOperation, string][])('%j', (operation, type) => {
    expect(thrown(() => patch(operation))).toEqual(scimType(type));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('rule 9: an identity number is refused everywhere, and never quoted', () => {
    const numbers = ['19121212-1212', '121212-1212', '191212121212'];
    const paths = [
      'userName',
      'displayName',
      'name.givenName',
      `${enterpriseSchema}:employeeNumber`,
    ];
    for (const value of numbers)
      for (const path of paths) {
        const error = thrown(() => patch({ op: 'replace', path, value }));
        expect(error).toEqual(scimType('invalidValue'));
        expect(String(error)).not.toContain('1212-1212');
        expect(String(error)).not.toContain('121212121');
      }
    expect(anna.externalId).toBe('12345678-1234-4abc-8abc-123456789012');
  });

  test('rule 14: whatever comes, it is an AppError or a sound user', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), fc.jsonValue(), (op, path, value) => {
        const names = ['add', 'replace', 'remove', op];
        for (const name of names) {
          const operation = { op: name, ...(path === null ? {} : { path }), value };
          const error = thrown(() => expect(patch(operation).userName).not.toBe(''));
          if (error !== undefined) expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});

describe('filter', () => {
  test.each([
    ['userName eq "Anna@x.se"', [{ attribute: 'userName', value: 'Anna@x.se' }]],
    ['USERNAME EQ "a"', [{ attribute: 'userName', value: 'a' }]],
    [
      'externalId eq "x" and active eq true',
      [
        { attribute: 'externalId', value: 'x' },
        { attribute: 'active', value: true },
      ],
    ],
    ['active eq "False"', [{ attribute: 'active', value: false }]],
    ['emails.value eq "a@x.se"', [{ attribute: 'email', value: 'a@x.se' }]],
    ['emails[type eq "work"].value eq "a@x.se"', [{ attribute: 'email', value: 'a@x.se' }]],
    ['emails[type eq "work" and value eq "a"]', [{ attribute: 'email', value: 'a' }]],
    [`${enterpriseSchema}:employeeNumber eq "1"`, [{ attribute: 'employeeNumber', value: '1' }]],
  ])('%s', (text, conditions) => expect(readScimFilter(text)).toEqual(conditions));

  test.each([
    'userName co "a"',
    'userName eq "a" or userName eq "b"',
    'not (userName eq "a")',
    'password eq "a"',
    '__proto__ eq "a"',
    'emails[type eq "work"]',
    'userName eq',
    '',
    'active eq 1',
    `userName eq "${'a'.repeat(500)}"`,
    '((((((userName eq "a"))))))',
    Array.from({ length: 6 }, () => 'id eq "a"').join(' and '),
    `userName eq "${'\n'.repeat(60)}`,
  ])('refuses %j', (text) => {
    expect(thrown(() => readScimFilter(text))).toEqual(scimType('invalidFilter'));
  });
});

describe('the person of an account', () => {
  test('address: work, else primary, else a userName that is one', () => {
    const at = (value: string, type: string, primary: boolean) => ({ value, type, primary });
    const email = (...emails: ReturnType<typeof at>[]) => personOf({ ...anna, emails }).email;
    expect(email(at('h@x.se', 'home', true), at('w@x.se', 'work', false))).toBe('w@x.se');
    expect(email(at('h@x.se', 'home', false), at('p@x.se', 'other', true))).toBe('p@x.se');
    expect(email()).toBe('anna@exempelkommun.test');
    expect(personOf({ ...anna, userName: 'anna01' }).email).toBeNull();
  });

  test('language: English where it is asked for, else Swedish', () => {
    const language = (preferredLanguage: string | null) =>
      personOf({ ...anna, preferredLanguage }).language;
    expect(['en', 'en-US', 'EN-gb'].map(language)).toEqual(['en', 'en', 'en']);
    expect(['sv-SE', 'fi', 'eng', null].map(language)).toEqual(['sv', 'sv', 'sv', 'sv']);
  });

  test('name: parts, else display name, else the account', () => {
    const bare = { ...anna, givenName: null, familyName: null };
    expect(personOf({ ...bare, displayName: 'Anna Maria Ek' })).toMatchObject({
      firstName: 'Anna Maria',
      lastName: 'Ek',
    });
    expect(personOf(bare)).toMatchObject({ firstName: 'Anna', lastName: '' });
  });
});
