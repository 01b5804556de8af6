import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadDepartments } from '../../src/roster/department.repository.ts';
import {
  departmentMergeCommand,
  departmentMoveCommand,
  departmentRenameCommand,
} from '../../src/roster/department-change.command.ts';
import {
  mergeDepartments,
  moveDepartment,
  renameDepartment,
} from '../../src/roster/department-change.service.ts';
import { loadPeriods } from '../../src/roster/department-history.repository.ts';
import { listPlans, withdrawPlan } from '../../src/roster/department-plan.service.ts';
import { departmentPlannedCommand } from '../../src/roster/department-planned.command.ts';
import { turnRosterDay } from '../../src/roster/turn-roster-day.service.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpTables } from '../support/tables.ts';

const now = new Date('2026-09-10T08:00:00Z');
/** The beginning of 1 October in Sweden, and the last minute before it. */
const october = new Date('2026-09-30T22:00:00Z');
const eve = new Date('2026-09-30T21:59:00Z');
const touched = ['departments', 'department_history', 'employees', 'employments'];
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(async () => {
  await world.empty();
  await sql`delete from department_plans`.execute(world.db);
});
afterAll(() => world?.close());

const found = async () =>
  world.take(
    now,
    await world.list(
      ['1001', '1002', '2001'].flatMap((unit, at) =>
        [1, 2, 3].map((n) => ({ number: String(at * 3 + n), unit })),
      ),
    ),
  );
const look = async (code: string) => (await loadDepartments(world.db)).get(code);
const turn = (at: Date) => turnRosterDay(world, at);

test('a change for a day to come changes nothing until that local day, and then holds from it', async () => {
  await found();
  await turn(now);
  const before = await dumpTables(world.db, touched);
  const renamed = await renameDepartment(world, now, { code: '1001', name: 'Ny', from: october });
  await moveDepartment(world, now, { code: '1001', under: '20', from: october });
  const merged = await mergeDepartments(world, now, {
    codes: ['1002'],
    into: '2001',
    from: october,
  });
  expect(renamed).toMatchObject({ from: 'Enhet 1001', to: 'Ny', planned: expect.any(Number) });
  expect(merged).toMatchObject({ people: 3, validFrom: october });
  await turn(eve);
  expect(await dumpTables(world.db, touched)).toEqual(before);

  // However late the day is turned, the change holds from the day it was planned for.
  await turn(new Date('2026-10-03T06:00:00Z'));
  expect(await look('1001')).toMatchObject({ name: 'Ny', parent: '20' });
  expect(await look('1002')).toMatchObject({ mergedInto: '2001', closedAt: october, people: 0 });
  expect(await look('2001')).toMatchObject({ people: 6 });
  const id = (await look('1001'))?.id;
  expect((await loadPeriods(world.db, id)).at(-1)).toMatchObject({ from: october, name: 'Ny' });
  expect(await listPlans(world, { all: false })).toEqual([]);
  const after = await dumpTables(world.db, touched);
  await turn(new Date('2026-10-04T06:00:00Z'));
  expect(await dumpTables(world.db, touched)).toEqual(after);
});

test('what could not be done that day is refused at once, with what is planned before it in mind', async () => {
  await found();
  const before = await dumpTables(world.db, [...touched, 'department_plans']);
  const from = october;
  const later = new Date('2026-10-14T22:00:00Z');
  await expect(renameDepartment(world, now, { code: 'X', name: 'Ny', from })).rejects.toMatchObject(
    {
      code: 'DEPARTMENT_UNKNOWN',
    },
  );
  await expect(moveDepartment(world, now, { code: '10', under: '1001', from })).rejects.toThrow(
    /below 10/,
  );
  expect(await dumpTables(world.db, [...touched, 'department_plans'])).toEqual(before);
  await moveDepartment(world, now, { code: '1001', under: null, from });
  await moveDepartment(world, now, { code: '10', under: '1001', from: later });
  await mergeDepartments(world, now, { codes: ['1002'], into: '2001', from });
  await expect(
    renameDepartment(world, now, { code: '1002', name: 'Ny', from: later }),
  ).rejects.toThrow(/part of 2001/);
  await turn(later);
  expect(await look('10')).toMatchObject({ parent: '1001' });
});

test('what cannot be carried out by then stays listed with the reason and stops nothing', async () => {
  await found();
  await renameDepartment(world, now, { code: '1002', name: 'Ny', from: october });
  await renameDepartment(world, now, { code: '1001', name: 'Ny', from: october });
  await mergeDepartments(world, now, { codes: ['1002'], into: '2001' });
  await world.take(now, await world.list([{ number: '8', unit: '2001', until: '2026-09-30' }]));
  await turn(now);
  expect(await turn(october)).toMatchObject({ turned: true, changed: 1 });
  const [plan, ...more] = await listPlans(world, { all: false });
  expect(more).toEqual([]);
  expect(plan).toMatchObject({ state: 'failed', problem: expect.stringMatching(/part of 2001/) });
  const shown = await departmentPlannedCommand({ ...world, now: october }, []);
  expect(shown.text).toContain('COULD NOT BE DONE');
  for (const line of shown.text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

  await turn(new Date('2026-10-02T06:00:00Z'));
  expect(await listPlans(world, { all: false })).toHaveLength(1);
  await withdrawPlan(world, october, { id: plan?.id ?? 0 });
  expect(await listPlans(world, { all: false })).toEqual([]);
  expect((await listPlans(world, { all: true })).map(({ state }) => state).sort()).toEqual([
    'done',
    'withdrawn',
  ]);
});

test('an error that nobody foresaw is a reason too', async () => {
  await found();
  await moveDepartment(world, now, { code: '1001', under: '20', from: october });
  await sql`update department_plans set change = '{"kind": "merge", "codes": 5, "into": "20"}'`.execute(
    world.db,
  );
  expect(await turn(october)).toMatchObject({ turned: true });
  expect(await listPlans(world, { all: false })).toMatchObject([{ state: 'failed' }]);
});

test('the commands plan, list and withdraw, in both languages', async () => {
  await found();
  const deps = { db: world.db, now };
  const from = ['--from', '2026-10-01'];
  const renamed = await departmentRenameCommand(deps, ['1001', 'Nytt namn', ...from]);
  expect(renamed.text).toContain('1001 kommer att heta Nytt namn från 2026-10-01');
  expect((await departmentMoveCommand(deps, ['1002', '--under', 'top', ...from])).text).toContain(
    '1002 moves to the top on 2026-10-01 (now under 10)',
  );
  const merged = await departmentMergeCommand(deps, ['1001', '--into', '2001', ...from]);
  expect(merged.text).toContain('3 people move');
  const { planned } = merged.json as { planned: number };
  const listed = await departmentPlannedCommand(deps, []);
  expect(listed.json).toMatchObject({
    planned: [
      { kind: 'rename', code: '1001', from: '2026-10-01', state: 'planned' },
      { kind: 'move', code: '1002', under: null },
      { kind: 'merge', id: planned, codes: ['1001'], into: '2001' },
    ],
  });
  const withdrawn = await departmentPlannedCommand(deps, ['--withdraw', String(planned)]);
  expect(withdrawn.json).toEqual({ withdrawn: planned });
  await expect(
    departmentPlannedCommand(deps, ['--withdraw', String(planned)]),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(departmentPlannedCommand(deps, ['--withdraw', '0'])).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  await turn(october);
  expect(await look('1001')).toMatchObject({ name: 'Nytt namn', closed: false });
});
