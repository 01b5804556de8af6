import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { readRoster } from '../../src/roster/read-roster.service.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { rosterMappingCommand } from '../../src/roster/roster-mapping.command.ts';
import { rosterProfileCommand } from '../../src/roster/roster-profile.command.ts';
import { markProfileUsed } from '../../src/roster/roster-profile.repository.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { rosterFile } from '../support/roster-cases.ts';

const now = new Date('2026-09-01T08:00:00Z');
const head =
  'Kod;Pers.nr;Namn;E-post;Org.nivå 1;Org.nivå 2;Anst.form;Titel;Sekr;Fr.o.m.;Frånvaro fr.o.m.';
const lines = [
  '0007;19801084-8371;Falk, Zainab;zainab@exempel.test;10 Skola;1001 Norra;Tillsvidare;Rektor;1;1/8/2020;',
  '0008;19491279-3402;Åke Ek;avdelning4@exempel.test;10 Skola;1002 Södra;Vikariat;;1;20200801;2026-10-01',
  '0009;19521082-3668;Moe, Ida;ida@exempel.test;10 Skola;1002 Södra;Timavlönad;;1;;',
  '0010;19780370-4606;Hemlig, Hanna;hanna@exempel.test;10 Skola;1002 Södra;Tillsvidare;;2;;',
];
const options = [
  ...['--map', 'Kod=number', '--without-form', 'timavlönad', '--shared', 'avdelning*@…'],
  ...['--protected-column', 'Sekr', '--protected-yes', '2', '--protected-no', '1'],
];
let test: TestDatabase;
let db: Database;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-profile-'));
  test = await cloneDatabase();
  db = createDatabase(createPool(test.connectionString, 4, () => undefined));
});
afterEach(async () => {
  await sql`truncate roster_profiles, employees, departments, roster_imports cascade`.execute(db);
});
afterAll(async () => {
  await db?.destroy();
  await test?.drop();
  await rm(folder, { recursive: true });
});

const file = async (...content: string[]) => {
  const path = join(folder, 'personal.csv');
  await writeFile(path, content.join('\r\n'));
  return path;
};
const profile = (...argv: string[]) => rosterProfileCommand({ db, now }, argv);
const mapping = (...argv: string[]) => rosterMappingCommand({ db }, argv);
type Shown = { columns: { label: string; field: string | null; samples: string[]; why: string }[] };

describe('a profile', () => {
  it('decides how a file is read, when named and when remembered', async () => {
    const path = await file(head, ...lines);
    await expect(readRoster({ db }, path)).rejects.toThrow(/Anställningsnummer/);
    await profile('save', 'hr-nu', path, ...options);
    for (const choice of [{ profile: 'hr-nu' }, {}, { source: 'hr' }]) {
      const read = await readRoster({ db }, path, choice);
      expect(read).toMatchObject({
        source: 'hr',
        profile: { name: 'hr-nu' },
        tellsProtected: true,
        leftOut: 1,
        sharedAddresses: 1,
      });
      expect(read.rows).toEqual([
        {
          kind: 'good',
          row: 2,
          number: '0007',
          firstName: 'Zainab',
          lastName: 'Falk',
          email: 'zainab@exempel.test',
          title: 'Rektor',
          form: 'Tillsvidare',
          startsOn: '2020-08-01',
          endsOn: null,
          departments: [
            { code: '10', name: 'Skola' },
            { code: '1001', name: 'Norra' },
          ],
          absences: [],
        },
        expect.objectContaining({
          number: '0008',
          email: null,
          sharedAddress: true,
          absences: [{ from: '2026-10-01', until: null }],
        }),
        { kind: 'protected', number: '0010' },
      ]);
    }
    await expect(readRoster({ db }, path, { source: 'bolag' })).rejects.toMatchObject({
      code: 'FILE_INVALID',
    });
  });

  it('made from a file names the columns that a later one lacks, and takes no new departments', async () => {
    await profile('save', 'hr-nu', await file(head, ...lines), ...options);
    const later = await file(head.replace('Titel', 'Yrke').replace('Sekr', 'Okänd'), ...lines);
    await expect(readRoster({ db }, later)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringMatching(/hr-nu.*saknas: Titel, Sekr\..*--no-profile/),
    });
    const more = await file(`${head};Enhet`, ...lines.map((line) => `${line};Östra`));
    const { rows } = await readRoster({ db }, more);
    expect(rows[0]).toMatchObject({ departments: [{ code: '10' }, { code: '1001' }] });
  });

  it('of several for a source the one that fits is taken, the latest first', async () => {
    const path = await file(head, ...lines);
    await profile('save', 'alfa', path, ...options);
    await profile('save', 'beta', '--map', 'Finns inte=title');
    await db
      .transaction()
      .execute((trx) => markProfileUsed(trx, 'beta', false, new Date('2026-09-02T08:00:00Z')));
    expect((await readRoster({ db }, path)).profile?.name).toBe('alfa');
    await expect(readRoster({ db }, await file('A;B', '1;2'))).rejects.toThrow(/beta/);
  });

  it('can be corrected for once', async () => {
    const path = await file(head, ...lines);
    await profile('save', 'hr-nu', path, ...options);
    const read = await readRoster({ db }, path, {
      corrections: [{ heading: 'titel', nth: 1, target: 'ignore' }],
    });
    expect(read.rows[0]).not.toHaveProperty('title');
  });

  it('is listed, shown, replaced and deleted', async () => {
    await profile('save', 'hr-nu', '--shared', 'info@', '--source', 'bolag', '--sheet', 'Blad 2');
    const shown = await profile('show', 'hr-nu');
    expect(shown.json).toEqual({
      name: 'hr-nu',
      source: 'bolag',
      columns: [],
      complete: false,
      withoutForms: [],
      shared: ['info@'],
      protectedYes: [],
      protectedNo: [],
      sheet: 'Blad 2',
      addressOnly: false,
      protectionConfirmed: false,
    });
    await profile('save', 'hr-nu', '--confirm-no-protection');
    expect((await profile('list')).json).toMatchObject({
      profiles: [{ name: 'hr-nu', source: 'hr', shared: [], protectionConfirmed: true }],
    });
    expect((await profile('delete', 'hr-nu')).json).toEqual({ deleted: 'hr-nu' });
    await expect(profile('delete', 'hr-nu')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(profile('show', 'hr-nu')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readRoster({ db }, 'x', { profile: 'hr-nu' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it.each([
    [[]],
    [['save']],
    [['save', 'Stor bokstav']],
    [['save', 'a', '--map', 'Kod']],
    [['save', 'a', '--map', 'Kod=ingenting']],
    [['save', 'a', '--shared', '*']],
    [['save', 'a', '--source', 'å']],
    [['list', 'a']],
    [['show']],
    [['rename', 'a']],
  ])('rule 14: refuses wrong usage %j', async (argv) => {
    await expect(profile(...argv)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await profile('list')).json).toEqual({ profiles: [] });
  });

  it('rule 14: a file that does not fit saves nothing', async () => {
    await expect(profile('save', 'a', await file('A;B', '1;2'))).rejects.toMatchObject({
      code: 'FILE_INVALID',
    });
    expect((await profile('list')).json).toEqual({ profiles: [] });
  });
});

describe('roster mapping', () => {
  it('shows every column, and rule 9: no identity number and nobody protected', async () => {
    const path = await file(head, ...lines);
    const { json, text } = await mapping(
      path,
      ...['--map', 'Kod=number', '--map', 'Sekr=protected'],
    );
    const { columns } = json as Shown;
    expect(columns.map(({ field }) => field)).toEqual([
      'number',
      null,
      'fullName',
      'email',
      'Org.nivå 1 namn',
      'Org.nivå 2 namn',
      'form',
      'title',
      'protected',
      'startsOn',
      'absenceFrom',
    ]);
    expect(columns[1]).toMatchObject({ why: 'identity', samples: [] });
    // 1 means yes until someone says otherwise, and 2 nothing: all may be protected.
    expect(JSON.stringify(json) + text).not.toMatch(/8371|3402|Falk|Hemlig|hanna/);
    await profile('save', 'hr-nu', path, ...options);
    const shown = await mapping(path);
    expect((shown.json as Shown).columns[2]?.samples).toEqual([
      'Falk, Zainab',
      'Åke Ek',
      'Moe, Ida',
    ]);
    expect((shown.json as Shown).columns[8]?.samples).toEqual(['1', '2']);
    expect(JSON.stringify(shown)).not.toMatch(/8371|3402|Hemlig|hanna/);
    for (const line of shown.text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says what is missing, and shows forms alone where nothing tells who is protected', async () => {
    const shown = await mapping(
      await file('Kod;Namn;E-post;Enhet;Övrigt', '07;Ek, Åsa;a@b.test;1001 Norra;80101-8371'),
    );
    expect(shown).toMatchObject({
      exitCode: 0,
      json: { missing: ['Anställningsnummer'], fits: false },
    });
    expect((shown.json as Shown).columns.map(({ samples }) => samples[0])).toEqual([
      '99',
      'Aa, Aaa',
      'a@a.aaaa',
      '1001 Norra',
      '99999-9999',
    ]);
    expect(shown.text).toMatch(/--map/);
  });

  it('takes the sample files as they are', async () => {
    const { json } = await mapping(rosterFile('personal-2026-09.csv'));
    expect(json).toMatchObject({ fits: true, missing: [], twice: null, profile: null });
  });

  it.each([[[]], [['a', 'b']], [['a', '--profile', 'x', '--no-profile']], [['a', '--map', 'x']]])(
    'refuses wrong usage %j',
    async (argv) => {
      await expect(mapping(...argv)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );
});

describe('what is refused before anything else', () => {
  const header = 'Pers.ansv.kod;Namn;E-post;Enhet;Sekretess';
  const letters = (index: number) => String.fromCharCode(97 + (index % 26)).repeat(2 + (index % 7));
  const people = (count: number, flag: string) =>
    Array.from(
      { length: count },
      (_, index) =>
        `${1000 + (index % 3)};Q${letters(index)}, R${letters(index * 5 + 1)};;Norra;${flag}`,
    );

  it('a number that is not a key, with the remedy', async () => {
    const path = await file(header, ...people(30, 'N'));
    await expect(readRoster({ db }, path)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringMatching(/Pers\.ansv\.kod är ingen nyckel.*--map/),
    });
    expect(await readRoster({ db }, path).catch((error: Error) => error.message)).not.toMatch(
      /Qaa/,
    );
  });

  it('rule 9: a column by which a tenth would be erased as protected', async () => {
    const unique = people(30, 'J').map((line, index) => line.replace(/^\d+/, String(index)));
    const path = await file(header, ...unique);
    await expect(readRoster({ db }, path)).rejects.toThrow(/Sekretess.*30.*--protected-yes/);
    await profile('save', 'hr-nu', '--protected-yes', 'J');
    expect((await readRoster({ db }, path)).rows).toHaveLength(30);
  });

  it('rule 14: a file of headings alone', async () => {
    await expect(readRoster({ db }, await file(header))).rejects.toThrow(/inga rader/);
  });
});

describe('roster import with a profile', () => {
  const run = (...argv: string[]) => rosterImportCommand({ db, now }, argv);

  it('keeps people whose only address is shared, and counts them as without e-mail', async () => {
    const path = await file(head, ...lines);
    await profile('save', 'hr-nu', path, ...options);
    const done = await run(path, '--profile', 'hr-nu', '--yes');
    expect(done.json).toMatchObject({
      joiners: 2,
      people: 2,
      withoutEmail: 1,
      protected: 1,
      errors: [],
      applied: true,
    });
    expect(done.text).toMatch(/hr-nu/);
    for (const line of done.text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const again = await run(path);
    expect(again.json).toMatchObject({ joiners: 0, leavers: 0, changed: 0, applied: false });
    await expect(run(path, '--profile', 'hr-nu', '--source', 'bolag')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('rule 9: the lack of a protection column is confirmed once for the profile', async () => {
    const bare = head.replace(';Sekr', ';Övrigt');
    const path = await file(bare, ...lines);
    await profile('save', 'hr-nu', path, '--map', 'Kod=number');
    expect((await run(path, '--yes')).exitCode).toBe(1);
    expect((await run(path, '--yes', '--confirm-no-protection')).json).toMatchObject({
      applied: true,
    });
    expect((await profile('show', 'hr-nu')).json).toMatchObject({ protectionConfirmed: true });
    expect((await run(path, '--yes')).json).toMatchObject({ applied: true });
    await profile('save', 'annan', path, '--map', 'Kod=number');
    expect((await run(path, '--yes', '--profile', 'annan')).exitCode).toBe(1);
  });

  it('asks whether an address that several have is shared, and takes them once it is declared', async () => {
    const people = ['Ek, Eva', 'Lind, Bo', 'Moe, Ida'].map(
      (name, index) => `00${index};${name};ward4@exempel.test;Norra;N`,
    );
    const path = await file('Anst.nr;Namn;E-post;Enhet;Sekretess', ...people);
    const asked = await run(path);
    expect(asked.json).toMatchObject({ joiners: 1, errors: [{ row: 3 }, { row: 4 }] });
    expect(asked.text).toMatch(/--shared ward4@exempel\.test/);
    await profile('save', 'hr-nu', '--shared', 'ward4@exempel.test');
    expect((await run(path)).json).toMatchObject({ joiners: 3, withoutEmail: 3, errors: [] });
  });
});
