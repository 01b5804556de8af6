import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  audienceMatch,
  audienceWarnings,
  inAudience,
} from '../../src/campaign/audience.repository.ts';
import { parseAudience } from '../../src/campaign/audience.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { addDepartments, addEmployees } from '../support/roster-fixture.ts';

let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
  const departments = await addDepartments(db, [
    ['A', null],
    ['A1', 'A'],
    ['A11', 'A1'],
    ['B', null],
  ]);
  await addEmployees(db, departments, [
    { number: '1', in: 'A' },
    { number: '2', in: 'A1' },
    { number: '3', in: 'A11' },
    { number: '4', in: 'B' },
    { number: '5', in: 'B' },
    { number: '6', in: 'nowhere' },
  ]);
  const titles = [
    ['1', 'Rektor'],
    ['2', ' REKTOR '],
    ['3', 'Lärare, idrott'],
    ['4', 'rektor'],
    ['5', 'LÄRARE'],
    ['6', null],
  ];
  for (const [number, title] of titles)
    await sql`update employees set title = ${title} where employment_number = ${number}`.execute(
      db,
    );
});
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

async function members(text: string): Promise<string> {
  const match = await audienceMatch(db, parseAudience(text));
  const { rows } = await sql<{ number: string }>`
    select p.employment_number as number from employees p where ${inAudience(match)}
    order by 1`.execute(db);
  return rows.map(({ number }) => number).join('');
}

describe('who is in an audience', () => {
  test.each([
    ['all', '123456'],
    ['department:A', '123'],
    ['department:A1,B', '2345'],
    ['title:rektor', '124'],
    ['title:"lärare, idrott",lärare', '35'],
    ['department:A,title:Rektor', '12'],
    ['department:A,B,title:Rektor,Lärare,not:department:A1', '145'],
    ['all,not:department:A', '456'],
    ['not:title:Rektor', '356'],
    ['department:A,not:title:Rektor', '3'],
    ['title:Vaktmästare', ''],
    ['department:A1,not:department:A', ''],
    ['not:title:Vaktmästare', '123456'],
  ])('%s: %s', async (text, expected) => {
    expect(await members(text)).toBe(expected);
  });
});

test('unknown codes are refused by name, wherever they stand', async () => {
  await expect(
    audienceWarnings(db, parseAudience('department:A,X9,not:department:Y9')),
  ).rejects.toMatchObject({
    code: 'DEPARTMENT_UNKNOWN',
    detail: expect.stringContaining('the code X9, Y9'),
  });
  expect(await audienceWarnings(db, parseAudience('department:A,B'))).toEqual([]);
});

test('a title that nobody has is told, with the nearest ones', async () => {
  const warnings = await audienceWarnings(db, parseAudience('title:Rektro,Lärare,not:title:Xyz'));
  expect(warnings).toHaveLength(2);
  expect(warnings[0]?.sv).toMatch(/Ingen har titeln ”Rektro”\. Menades .*rektor/i);
  expect(warnings[1]).toEqual({
    sv: 'Ingen har titeln ”Xyz”.',
    en: 'Nobody has the title "Xyz".',
  });
});
