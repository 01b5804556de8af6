import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Audience,
  type audienceParts,
  audienceSchema,
  formatAudience,
  parseAudience,
  titleKey,
} from '../../../src/campaign/audience.ts';
import { nearestTitles } from '../../../src/campaign/nearest-title.ts';

const chosen = (parts: Partial<ReturnType<typeof audienceParts>>): Audience => ({
  kind: 'chosen',
  departments: [],
  titles: [],
  notDepartments: [],
  notTitles: [],
  ...parts,
});

describe('parseAudience', () => {
  test.each<[string, Audience]>([
    ['all', { kind: 'all' }],
    [' all ', { kind: 'all' }],
    ['all,', { kind: 'all' }],
    ['department:A1', { kind: 'departments', codes: ['A1'] }],
    ['department:A1,B2', { kind: 'departments', codes: ['A1', 'B2'] }],
    ['department:A1, department:B2', { kind: 'departments', codes: ['A1', 'B2'] }],
    ['department:A1,B2,A1,', { kind: 'departments', codes: ['A1', 'B2'] }],
    ['department:"A1"', { kind: 'departments', codes: ['A1'] }],
    ['title:Rektor', chosen({ titles: ['Rektor'] })],
    ['title:Rektor, rektor ,REKTOR', chosen({ titles: ['Rektor'] })],
    [
      'department:A1,title:Rektor,Biträdande rektor,department:B2',
      chosen({ departments: ['A1', 'B2'], titles: ['Rektor', 'Biträdande rektor'] }),
    ],
    ['not:department:A1', chosen({ notDepartments: ['A1'] })],
    ['all,not:department:A1,B2', chosen({ notDepartments: ['A1', 'B2'] })],
    [
      'department:A,not:department:A1,not:title:Vikarie',
      chosen({ departments: ['A'], notDepartments: ['A1'], notTitles: ['Vikarie'] }),
    ],
    [
      'title:"Rektor, ""vikarie"": F-6" , Rektor',
      chosen({ titles: ['Rektor, "vikarie": F-6', 'Rektor'] }),
    ],
    ['title:"all"', chosen({ titles: ['all'] })],
  ])('reads %s', (text, audience) => {
    expect(parseAudience(text)).toEqual(audience);
  });

  test.each([
    '',
    ' ',
    ',',
    'alla',
    'A1',
    'department:',
    'department:,',
    'department:""',
    'departments:A1',
    'department:A1,titel:Rektor',
    'A1,department:B2',
    '"A1"',
    'title:"Rektor',
    'title:Rek"tor',
    'title:"Rektor" F-6',
    'not:A1',
    'not:all',
    'all,department:A1',
    'department:A1,all',
    'Title:Rektor',
  ])('rule 14: refuses "%s" and shows what may be written', (text) => {
    expect(() => parseAudience(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_REQUEST',
        detail: expect.stringContaining(
          `The audience "${text}" cannot be read. Write all, or parts with commas between: department:CODE`,
        ),
      }),
    );
  });

  test.each([
    'all',
    'department:A1',
    'department:A1,B2',
    'department:A1,title:Rektor,Lärare,not:department:B2,not:title:"Vikarie, timanställd"',
    'all,not:title:Vikarie',
  ])('%s is written as it was read', (text) => {
    expect(formatAudience(parseAudience(text))).toBe(text);
  });

  test('whatever the values are, an audience is read as it was written, and stored as it is', () => {
    const value = fc
      .oneof(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.string({ unit: fc.constantFrom('a', 'B', ',', '"', ':', ' ', 'not:', 'all') }),
        fc.constantFrom('all', 'not:title:x', 'Rektor', 'title:'),
      )
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const codes = fc.uniqueArray(value, { maxLength: 4 });
    const titles = fc.uniqueArray(value, { maxLength: 4, selector: titleKey });
    const audience = fc
      .record({ departments: codes, titles, notDepartments: codes, notTitles: titles })
      .map(({ departments, ...rest }): Audience => {
        const others = Object.values(rest).some((list) => list.length > 0);
        if (others) return { kind: 'chosen', departments, ...rest };
        return departments.length === 0
          ? { kind: 'all' }
          : { kind: 'departments', codes: departments };
      });
    fc.assert(
      fc.property(audience, (given) => {
        expect(parseAudience(formatAudience(given))).toEqual(given);
        expect(audienceSchema.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
      }),
    );
  });

  test('rule 14: whatever is written is read or refused, and never takes for ever', () => {
    const text = fc.string({
      unit: fc.constantFrom('department:', 'title:', 'not:', ',', '"', ' ', 'A', 'all', ':'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (given) => {
        let audience: Audience;
        try {
          audience = parseAudience(given);
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_REQUEST' });
          return;
        }
        expect(parseAudience(formatAudience(audience))).toEqual(audience);
      }),
    );
    expect(() => parseAudience(`title:${' '.repeat(50_000)}"`)).toThrow('cannot be read');
  });
});

test('audiences of campaigns that are there already can be read', () => {
  for (const stored of [{ kind: 'all' }, { kind: 'departments', codes: ['A1', 'B2'] }])
    expect(audienceSchema.parse(stored)).toEqual(stored);
  for (const wrong of [{}, { kind: 'departments', codes: [] }, { kind: 'chosen', titles: ['x'] }])
    expect(audienceSchema.safeParse(wrong).success).toBe(false);
});

test('the nearest titles to one that nobody has', () => {
  const titles = ['Rektor', 'Biträdande rektor', 'Förskollärare', 'Lärare', 'Undersköterska'];
  expect(nearestTitles('Rektr', titles)).toEqual(['Rektor', 'Biträdande rektor']);
  expect(nearestTitles('rektorer', titles)[0]).toBe('Rektor');
  expect(nearestTitles('Förskolelärare', titles)[0]).toBe('Förskollärare');
  expect(nearestTitles('Xyz', titles)).toEqual([]);
});
