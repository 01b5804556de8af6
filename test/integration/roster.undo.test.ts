import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { rosterHistoryCommand } from '../../src/roster/roster-undo.command.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { rosterFile, truth } from '../support/roster-cases.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpDatabase, dumpTables } from '../support/tables.ts';

const september = new Date('2026-09-10T08:00:00Z');
const october = new Date('2026-10-02T08:00:00Z');
const tables = ['employees', 'employments', 'departments', 'holds', 'roster_held'];
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

const undo = (id: number, now = october) => undoImport(world, now, { import: id });

test('undo after apply is identity, over whole tables', async () => {
  const empty = await dumpTables(world.db, tables);
  const first = await world.take(september, rosterFile('personal-2026-09.csv'));
  const before = await dumpTables(world.db, tables);
  const second = await world.take(october, rosterFile('personal-2026-10.csv'));
  expect(second.diff.leavers).toHaveLength(truth.change.leave ?? -1);
  expect(await dumpTables(world.db, tables)).not.toEqual(before);

  await expect(undo(first.import)).rejects.toMatchObject({ code: 'REFUSED' });
  expect(await undo(second.import)).toMatchObject({ removed: truth.change.join, kept: 0 });
  expect(await dumpTables(world.db, tables)).toEqual(before);
  expect(await undo(first.import)).toMatchObject({ removed: truth.september.people });
  expect(await dumpTables(world.db, tables)).toEqual(empty);
  await expect(undo(first.import)).rejects.toMatchObject({ code: 'CONFLICT' });
  const { json } = await rosterHistoryCommand({ db: world.db, now: october }, []);
  expect(json).toMatchObject({
    imports: [{ id: second.import, undoneAt: october }, { id: first.import }],
  });
});

test('undo names the people and departments whose later changes stand in the way', async () => {
  await world.take(september, await world.list([{ number: '1' }, { number: '2' }]));
  const changing = await world.take(
    september,
    await world.list([{ number: '1', last: 'Ny' }, { number: '2' }, { number: '3', unit: '1002' }]),
  );
  await sql`update employees set email = null, changed_by_import = null where employment_number = '3'`.execute(
    world.db,
  );
  await sql`update departments set name = 'Annat' where code = '1002'`.execute(world.db);
  const before = await dumpTables(world.db, tables);
  await expect(undo(changing.import)).rejects.toMatchObject({
    code: 'REFUSED',
    extra: { people: ['3'], departments: ['1002'] },
  });
  expect(await dumpTables(world.db, tables)).toEqual(before);
});

test('undo does not give an address back that someone else has by now', async () => {
  await world.take(september, await world.list([{ number: '1' }, { number: '2' }]));
  const leaving = await world.take(september, await world.list([{ number: '2' }]));
  await world.take(
    september,
    await world.list([{ number: '2' }, { number: '9', email: 'kim1@exempelkommun.test' }]),
  );
  await expect(undo(leaving.import)).rejects.toMatchObject({ extra: { people: ['9'] } });
});

test('rule 2: a joiner whom mails have reached becomes a leaver at undo, others go with their mails', async () => {
  await world.take(september, await world.list([{ number: '1' }]));
  const fixture = await makeCampaign(world.db, september, 1);
  const joining = await world.take(
    september,
    await world.list([{ number: '1' }, { number: '2' }, { number: '3' }]),
  );
  await reconcileEnrolments(world, september);
  await queueFirstLesson(world.db, september, fixture);
  await sql`
    update deliveries set state = 'sent', sent_at = now() where employee_id = (
      select id from employees where employment_number = '2')`.execute(world.db);
  expect(await undo(joining.import)).toMatchObject({ removed: 1, kept: 1 });
  expect((await world.people()).filter(({ number }) => number.length === 1)).toMatchObject([
    { number: '1', here: true },
    { number: '2', here: false },
  ]);
  const { rows } = await sql`select state from deliveries where state = 'sent'`.execute(world.db);
  expect(rows).toHaveLength(1);
});

test('rule 15: what undo needs ends after 30 days, and undo says so', async () => {
  await world.take(september, await world.list([{ number: '1' }]));
  const late = new Date('2026-10-15T08:00:00Z');
  const { import: id } = await world.take(september, await world.list([{ number: '2' }]));
  await expect(undo(id, late)).rejects.toMatchObject({ code: 'REFUSED' });
});

test('rule 9: undo does not bring back who has become protected', async () => {
  const open = 'Anställningsnummer;Förnamn;Efternamn;E-post;Enhet;Skyddad identitet\r\n';
  const lines = ['1', '2', '3'].map((n) => `${n};Kim;Berg${n};k${n}@exempelkommun.test;Kansli;`);
  const file = (flag: string) =>
    world.write(open + lines.map((line, at) => line + (at === 0 ? flag : 'N')).join('\r\n'));
  await world.take(september, await file('N'));
  const { import: id } = await world.take(september, await file('J'));
  await undo(id);
  expect((await world.people()).map(({ number }) => number)).toEqual(['2', '3']);
  expect(await dumpDatabase(world.db)).not.toContain('k1@exempelkommun.test');
});

test('rule 9: rejects hold the rows in error with the reason, without identity numbers', async () => {
  const to = join(world.folder, 'fel.csv');
  await rosterImportCommand({ db: world.db, now: september }, [
    rosterFile('personal-errors.csv'),
    '--rejects',
    to,
  ]);
  const text = await readFile(to, 'utf8');
  rmSync(to);
  const [heading = '', ...lines] = text.trimEnd().split('\r\n');
  expect(heading.startsWith('\ufeffAnställningsnummer;Efternamn;')).toBe(true);
  expect(heading).toMatch(/;Fel \/ Error$/);
  expect(heading).not.toContain('Personnummer');
  expect(lines).toHaveLength(6);
  expect(text).toContain('inte-en-adress');
  expect(text).not.toMatch(/\d{8}-\d{4}/);
});

test('rule 8: a partial file replaces its own department, and undo restores it', async () => {
  await world.take(september, rosterFile('personal-2026-09.csv'));
  const before = await dumpTables(world.db, tables);
  const partial = await world.take(october, rosterFile('personal-2026-10-only-20.csv'));
  expect(partial.diff.leavers).toHaveLength(truth.only20.left_or_moved ?? -1);
  await undo(partial.import);
  expect(await dumpTables(world.db, tables)).toEqual(before);
});

test('apply twice changes nothing', async () => {
  await world.take(september, rosterFile('personal-2026-09.csv'));
  const before = await dumpTables(world.db, tables);
  const again = await importRoster(world, september, {
    file: rosterFile('personal-2026-09.csv'),
    source: 'hr',
    apply: {},
  });
  expect(again.applied).toBe(true);
  expect(await dumpTables(world.db, tables)).toEqual(before);
});
