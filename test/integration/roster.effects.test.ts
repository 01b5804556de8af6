import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { claimDeliveries, markSending } from '../../src/delivery/claim.repository.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { identitiesIn } from '../support/identities.ts';
import { rosterFile } from '../support/roster-cases.ts';
import { type Line, openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpDatabase, dumpTables } from '../support/tables.ts';

const now = new Date('2026-09-10T08:00:00Z');
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

test('rule 7: mails queued before an apply never leave for whom it makes a leaver', async () => {
  await world.take(now, await world.list([{ number: '1' }, { number: '2' }]));
  const fixture = await makeCampaign(world.db, now, 0);
  await reconcileEnrolments(world, now);
  await queueFirstLesson(world.db, now, fixture);
  const claimed = await claimDeliveries(world.db, 'pool', 10);
  expect(claimed).toHaveLength(2);
  await world.take(now, await world.list([{ number: '2' }]));
  const hours = {
    open: [{ campaign: fixture.campaignId, department: 0, day: '2026-09-10' }],
    ownHours: [],
  };
  const leaving = await markSending(world.db, 'pool', claimed, hours, undefined);
  expect(leaving.map(({ email }) => email)).toEqual(['kim2@exempelkommun.test']);
});

test('movers keep their progress, and returners go on where they were', async () => {
  const both = [{ number: '1' }, { number: '2' }];
  await world.take(now, await world.list(both));
  await makeCampaign(world.db, now, 0);
  await reconcileEnrolments(world, now);
  await sql`update enrolments set lessons_answered = 2, next_lesson = 3`.execute(world.db);
  await world.take(now, await world.list([{ number: '2', unit: '2001' }]));
  await reconcileEnrolments(world, now);
  await world.take(now, await world.list(both));
  await reconcileEnrolments(world, now);
  const { rows } = await sql`
    select lessons_answered as done, next_lesson as next, left_at as "leftAt",
      next_due_at is not null as due
    from enrolments`.execute(world.db);
  expect(rows).toEqual([
    { done: 2, next: 3, leftAt: null, due: true },
    { done: 2, next: 3, leftAt: null, due: true },
  ]);
});

const line = fc.record({
  number: fc.integer({ min: 1, max: 8 }).map(String),
  unit: fc.constantFrom('1001', '1002', '2001'),
  last: fc.constantFrom('Berg', 'Lind'),
  until: fc.constantFrom('', '', '2026-08-01', '2026-12-31'),
  from: fc.constantFrom('2020-01-01', '2026-10-01'),
  away: fc.constantFrom('', '2026-09-01 2026-09-20'),
  email: fc.constantFrom(undefined, undefined, '', 'kim1@exempelkommun.test'),
});
const anyList = fc.array(
  line.map(({ email, ...rest }): Line => (email === undefined ? rest : { ...rest, email })),
  { minLength: 1, maxLength: 12 },
);

test('for any two files: undo is identity, apply twice changes nothing, rule 7: holds of people survive', async () => {
  const tables = ['employees', 'employments', 'departments', 'holds', 'roster_held'];
  await fc.assert(
    fc.asyncProperty(anyList, anyList, async (first, second) => {
      await world.empty();
      await world.take(now, await world.list(first));
      await sql`
        insert into holds (employee_id, from_on, reason) select id, '2026-01-01', 'önskemål'
        from employees`.execute(world.db);
      const byHand = async () =>
        (await sql`select employee_id from holds where source is null order by 1`.execute(world.db))
          .rows;
      const [before, holds] = [await dumpTables(world.db, tables), await byHand()];
      const file = await world.list(second);
      const { import: id } = await world.take(now, file);
      expect(await byHand()).toEqual(holds);
      const again = await world.take(now, file);
      const { joiners, leavers, movers, changed } = again.diff;
      expect([joiners, leavers, movers, changed]).toEqual([[], [], [], []]);
      await undoImport(world, now, { import: again.import });
      await undoImport(world, now, { import: id });
      expect(await dumpTables(world.db, tables)).toEqual(before);
    }),
    { numRuns: 35 },
  );
}, 60_000);

test('rule 9: after all of it no identity number of the sample files is anywhere', async () => {
  const names = ['2026-09', '2026-10', '2026-10-only-20', 'errors'].map(
    (name) => `personal-${name}.csv`,
  );
  const identities = new Set<string>();
  let seen = '';
  const rejects = join(world.folder, 'fel.csv');
  for (const name of names) {
    const path = rosterFile(name);
    for (const found of (await readFile(path, 'latin1')).match(/\d{8}-\d{4}/g) ?? [])
      identities.add(found);
    for (const more of [[], ['--yes', '--confirm-leavers', '17']]) {
      const argv = [path, '--rejects', rejects, ...more];
      const { text, json } = await rosterImportCommand({ db: world.db, now }, argv);
      seen += text + JSON.stringify(json) + (await readFile(rejects, 'utf8'));
      seen += await dumpDatabase(world.db);
    }
  }
  expect(identities.size).toBeGreaterThan(1_400);
  expect(identitiesIn(seen, identities)).toEqual([]);
});
