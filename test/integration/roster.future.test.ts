import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { settleHeld, showHeld } from '../../src/roster/settle-held.service.ts';
import { turnRosterDay } from '../../src/roster/turn-roster-day.service.ts';
import { makeCampaign } from '../support/fixture.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const september = new Date('2026-09-10T08:00:00Z');
const october = new Date('2026-10-01T08:00:00Z');
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

const standing = async () =>
  (await world.people())
    .filter(({ number }) => number.length < 3)
    .map(({ number, here, begins, unit }) => [number, here, begins, unit]);
const enrolled = async () => {
  const { rows } = await sql<{ number: string }>`
    select e.employment_number as number from enrolments n join employees e on e.id = n.employee_id
    where length(e.employment_number) < 3 and n.left_at is null order by 1`.execute(world.db);
  return rows.map(({ number }) => number);
};

test('who begins later is stored, and takes part from the day on', async () => {
  await makeCampaign(world.db, september, 1);
  const file = await world.list([{ number: '1' }, { number: '2', from: '2026-10-01' }]);
  const { diff } = await world.take(september, file);
  expect(diff.joiners).toMatchObject([{ number: '1' }, { number: '2', begins: '2026-10-01' }]);
  await turnRosterDay(world, september);
  await reconcileEnrolments(world, september);
  expect(await enrolled()).toEqual(['1']);
  const again = await world.take(september, file);
  expect([again.diff.joiners, again.diff.changed, again.diff.leavers]).toEqual([[], [], []]);

  await turnRosterDay(world, new Date('2026-09-30T21:59:00Z'));
  expect(await standing()).toEqual([
    ['1', true, null, '1001'],
    ['2', false, '2026-10-01', '1001'],
  ]);
  // The day begins at midnight in Stockholm.
  const turned = await turnRosterDay(world, new Date('2026-09-30T22:00:00Z'));
  expect(turned).toMatchObject({ day: '2026-10-01', changed: 1 });
  await reconcileEnrolments(world, october);
  expect(await standing()).toEqual([
    ['1', true, null, '1001'],
    ['2', true, null, '1001'],
  ]);
  expect(await enrolled()).toEqual(['1', '2']);
  expect(await turnRosterDay(world, october)).toMatchObject({ turned: false, changed: 0 });
});

test('whose last employment ends is a leaver the day after; another main one is a move', async () => {
  const { diff } = await world.take(
    september,
    await world.list([
      { number: '1', until: '2026-09-30' },
      { number: '2', until: '2026-09-30' },
      { number: '2', unit: '2001', form: 'Vikariat' },
      { number: '3', until: '2026-09-30' },
      { number: '3', unit: '2001', from: '2026-11-01' },
      { number: '4', until: '2026-08-31' },
    ]),
  );
  expect(diff.joiners.map(({ number }) => number)).toEqual(['1', '2', '3']);
  await turnRosterDay(world, september);
  expect(await standing()).toEqual([
    ['1', true, null, '1001'],
    ['2', true, null, '1001'],
    ['3', true, null, '1001'],
  ]);
  await turnRosterDay(world, october);
  expect(await standing()).toEqual([
    ['1', false, null, '1001'],
    ['2', true, null, '2001'],
    ['3', false, '2026-11-01', '2001'],
  ]);
  await turnRosterDay(world, new Date('2026-11-01T08:00:00Z'));
  expect((await standing())[2]).toEqual(['3', true, null, '2001']);
});

test('who is here and whose file names only an employment to come stays until then', async () => {
  await world.take(september, await world.list([{ number: '1' }, { number: '2' }]));
  const { diff } = await world.take(
    september,
    await world.list([{ number: '1', unit: '2001', from: '2026-10-01' }, { number: '2' }]),
  );
  expect([diff.leavers, diff.movers]).toEqual([[], []]);
  expect((await standing())[0]).toEqual(['1', true, null, '1001']);
  await turnRosterDay(world, october);
  expect((await standing())[0]).toEqual(['1', true, null, '2001']);
});

test('rule 8: an employment that the file ends makes a leaver, within the brake', async () => {
  const many = Array.from({ length: 12 }, (_, n) => ({ number: String(n + 1) }));
  await world.take(september, await world.list([...many, { number: '99' }]));
  const ended = many.map((line) => ({ ...line, until: '2026-09-01' }));
  const { diff } = await world.take(september, await world.list([...ended, { number: '99' }]));
  expect(diff.leavers).toHaveLength(12);
  expect(diff.brake).not.toEqual([]);
});

test('rule 7: absences become holds, replaced by their own source alone', async () => {
  await world.take(
    september,
    await world.list([{ number: '1', away: '2026-09-01 2026-12-31' }, { number: '2' }]),
  );
  await sql`
    insert into holds (employee_id, from_on, reason)
    select id, '2026-09-01', 'önskemål' from employees where employment_number = '1'`.execute(
    world.db,
  );
  const holds = async () =>
    (
      await sql<{ hold: string }>`
        select concat_ws(' ', from_on, until_on, reason, source) as hold from holds order by 1`.execute(
        world.db,
      )
    ).rows.map(({ hold }) => hold);
  expect(await holds()).toEqual(['2026-09-01 2026-12-31 frånvaro hr', '2026-09-01 önskemål']);
  await world.take(
    september,
    await world.list([{ number: '1' }, { number: '2', away: '2026-10-01' }]),
  );
  expect(await holds()).toEqual(['2026-09-01 önskemål', '2026-10-01 frånvaro hr']);
});

test('an address-only source fills addresses and language, and nobody joins, leaves or moves', async () => {
  const staff = await world.list([{ number: '1', email: '' }, { number: '2' }, { number: '3' }]);
  await world.take(september, staff);
  const directory = await world.write(
    'Anställningsnummer;E-post;Språk\r\n1;eva@exempelkommun.test;en\r\n2;\r\n3;kim2@exempelkommun.test;sv\r\n77;x@exempelkommun.test;sv\r\n',
  );
  const { diff } = await world.take(september, directory, 'katalog', true);
  expect(diff.changed).toMatchObject([{ number: '1', what: ['email', 'language'] }]);
  expect(diff.errors).toMatchObject([{ row: 4, value: 'kim2@exempelkommun.test' }]);
  expect([diff.joiners, diff.leavers, diff.movers]).toEqual([[], [], []]);
  // The HR file has no address for 1: it does not take the directory's away, again and again.
  for (const source of ['hr', 'katalog', 'hr']) {
    const again = await world.take(
      september,
      source === 'hr' ? staff : directory,
      source,
      source !== 'hr',
    );
    expect(again.diff.changed).toEqual([]);
  }
  expect((await world.people())[0]).toMatchObject({ number: '1', email: 'eva@exempelkommun.test' });
});

test('held: accept keeps the person under the new number, reject gives the address away', async () => {
  const owner = [{ number: '1' }, { number: '2' }, { number: '3' }];
  await world.take(september, await world.list(owner));
  const id = async (number: string) =>
    (
      await world.db
        .selectFrom('employees')
        .select('id')
        .where('employment_number', '=', number)
        .executeTakeFirst()
    )?.id;
  const one = await id('1');
  const { diff } = await world.take(
    september,
    await world.list([
      { number: '8', email: 'kim1@exempelkommun.test' },
      { number: '9', email: 'kim2@exempelkommun.test' },
      { number: '3' },
    ]),
  );
  expect(diff.held).toHaveLength(2);
  const held = await showHeld(world);
  expect(held.map(({ person, owner }) => [person.number, owner?.number])).toEqual([
    ['8', '1'],
    ['9', '2'],
  ]);
  await settleHeld(world, september, { id: held[0]?.id ?? 0, decision: 'same' });
  await settleHeld(world, september, { id: held[1]?.id ?? 0, decision: 'different' });
  expect(await id('8')).toBe(one);
  expect(await world.people()).toMatchObject([
    { number: '2', email: null },
    { number: '3' },
    { number: '8', email: 'kim1@exempelkommun.test', here: true },
    { number: '9', email: 'kim2@exempelkommun.test', here: true },
  ]);
  expect(await showHeld(world)).toEqual([]);
  await expect(
    settleHeld(world, september, { id: held[0]?.id ?? 0, decision: 'same' }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
