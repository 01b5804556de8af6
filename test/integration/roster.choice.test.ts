import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { rosterProfileCommand } from '../../src/roster/roster-profile.command.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const now = new Date('2026-09-10T08:00:00Z');
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(async () => {
  await world.empty();
  await world.db.deleteFrom('roster_profiles').execute();
});
afterAll(() => world?.close());

const run = (...argv: string[]) => rosterImportCommand({ db: world.db, now }, argv);
const people = ['1;Kim Berg;kim1@x.test;1001 Kansli', '2;Eva Lind;eva2@x.test;1002 Skola'];
const untold = (heading = 'Anst.nr;Namn;E-post;Enhet', more = '') =>
  world.write([heading, ...people.map((line) => line + more)].join('\r\n'));

describe('a directory of addresses', () => {
  test('under the name of the staff list is refused, with what to do', async () => {
    await world.take(now, await world.list([{ number: '1' }]));
    const file = await world.write('Anst.nr;E-post\r\n1;ny@x.test\r\n');
    for (const more of [[], ['--source', 'hr']])
      await expect(run(file, '--address-only', ...more)).rejects.toMatchObject({
        code: 'REFUSED',
        detail: expect.stringContaining('--source ad'),
      });
    await world.take(now, await world.list([{ number: '5', unit: '2001' }]), 'lön');
    await expect(run(file, '--address-only', '--source', 'lön')).rejects.toThrow();
    const done = await run(
      file,
      '--address-only',
      '--source',
      'ad',
      '--yes',
      '--confirm-no-protection',
    );
    expect(done.json).toMatchObject({ changed: 1, leavers: 0, applied: true });
  });

  test('has its own name, which no staff list and no profile may take', async () => {
    const file = await untold();
    await expect(run(file, '--source', 'scim')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringContaining('scim'),
    });
    const save = ['save', 'katalog', file, '--source', 'scim'];
    await expect(rosterProfileCommand({ db: world.db, now }, save)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});

describe('rule 9: the lack of a protection column', () => {
  const confirmed = ['--yes', '--confirm-no-protection'];

  test('without a profile is confirmed for the headings that it was said of', async () => {
    expect((await run(await untold(), '--yes')).exitCode).toBe(1);
    expect((await run(await untold(), ...confirmed)).exitCode).toBe(0);
    expect((await run(await untold(), '--yes')).exitCode).toBe(0);
    const other = 'Anst.nr;Namn;E-post;Enhet;Ort';
    expect((await run(await untold(other, ';Ö'), '--yes')).exitCode).toBe(1);
    expect((await run(await untold(), '--yes', '--source', 'andra')).exitCode).toBe(1);
  });

  test('is confirmed once a profile, whatever was said without one', async () => {
    const file = await untold();
    expect((await run(file, ...confirmed)).exitCode).toBe(0);
    await rosterProfileCommand({ db: world.db, now }, ['save', 'visma', file]);
    expect((await run(file, '--yes', '--profile', 'visma')).exitCode).toBe(1);
    expect((await run(file, '--profile', 'visma', ...confirmed)).exitCode).toBe(0);
    expect((await run(file, '--yes', '--profile', 'visma')).exitCode).toBe(0);
    await rosterProfileCommand({ db: world.db, now }, ['save', 'annan', file]);
    expect((await run(file, '--yes', '--profile', 'annan')).exitCode).toBe(1);
  });
});

test('an absence in one column becomes a hold, and code and name in one a department', async () => {
  const heading = 'Anst.nr;Namn;E-post;Enhet;Frånvaro;Skyddad identitet';
  const lines = [
    '1;Kim Berg;kim1@x.test;Kansli (1001);2026-10-01--2026-12-31;N',
    '2;Eva Lind;eva2@x.test;Skola (1002);fr.o.m. 2026-10-01 tills vidare;N',
    '3;Alva Ek;alva3@x.test;Skola (1002);;N',
  ];
  await world.take(now, await world.write([heading, ...lines].join('\r\n')));
  const holds = await world.db
    .selectFrom('holds')
    .select(['from_on', 'until_on', 'source'])
    .orderBy('employee_id')
    .execute();
  expect(holds).toEqual([
    { from_on: '2026-10-01', until_on: '2026-12-31', source: 'hr' },
    { from_on: '2026-10-01', until_on: null, source: 'hr' },
  ]);
  expect((await world.people()).map(({ unit }) => unit)).toEqual(['1001', '1002', '1002']);
});

describe('progress on a terminal', () => {
  test('is one line of at most 79 characters, taken away at the end, on large files alone', async () => {
    let written = '';
    const terminal = { write: (text: string) => (written += text) };
    const lines = Array.from({ length: 4_000 }, (_, at) => ({ number: String(at + 1) }));
    const large = await world.list(lines);
    const done = await rosterImportCommand({ db: world.db, now, terminal }, [large, '--yes']);
    expect(done.json).toMatchObject({ joiners: 4_000 });
    const shown = written.split('\r\u001b[K');
    expect(shown.at(0)).toBe('');
    expect(shown.at(-1)).toBe('');
    expect(shown.filter((line) => line.includes('#'))).toHaveLength(3);
    expect(shown.some((line) => line.includes('Saving'))).toBe(true);
    for (const line of shown) expect(line.length).toBeLessThan(80);
    written = '';
    const small = await world.list(lines.slice(0, 3));
    await rosterImportCommand({ db: world.db, now, terminal }, [small]);
    await rosterImportCommand({ db: world.db, now }, [large]);
    expect(written).toBe('');
  });
});
