import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { AppError } from '../../src/platform/errors.ts';
import {
  departmentListCommand,
  departmentShowCommand,
} from '../../src/roster/department.command.ts';
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
import { findCircle, treeAt } from '../../src/roster/department-history.ts';
import { completionOf } from '../../src/statistics/completion.service.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { makeCampaign } from '../support/fixture.ts';
import { addDepartments, addEmployees, crowd } from '../support/roster-fixture.ts';

const start = new Date('2026-03-01T08:00:00Z');
const later = (days: number) => new Date(start.getTime() + days * 86_400_000);

let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 4, () => undefined));
});
afterEach(() => empty());
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

async function empty(): Promise<void> {
  await sql`truncate employees, departments, campaigns, course_versions cascade`.execute(db);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
}

/** Departments as they have been since `start`, whatever the machine's clock says. */
async function found(tree: readonly (readonly [string, string | null])[]) {
  const ids = await addDepartments(db, tree);
  await sql`update department_history set valid_from = ${start}`.execute(db);
  return ids;
}

const jobs = async () =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from graphile_worker.jobs
      where task_identifier = 'reconcile'`.execute(db)
  ).rows[0]?.n;

const parents = async () =>
  Object.fromEntries(
    [...(await loadDepartments(db)).values()].map((one) => [one.code, one.parent]),
  );

describe('the database itself', () => {
  test('refuses a circle, and lets one statement turn a branch upside down', async () => {
    const ids = await found([
      ['A', null],
      ['B', 'A'],
      ['C', 'B'],
    ]);
    const hang = (code: string, under: string) =>
      db
        .updateTable('departments')
        .set({ parent_id: ids.get(under) ?? null })
        .where('code', '=', code)
        .execute();
    await expect(hang('A', 'C')).rejects.toMatchObject({ constraint: 'departments_no_circle' });
    await expect(hang('A', 'A')).rejects.toMatchObject({ constraint: 'departments_no_circle' });
    await sql`
      update departments d set parent_id = p.id
      from (values ('A', 'B'), ('B', 'C'), ('C', null)) g (code, parent)
      left join departments p on p.code = g.parent where d.code = g.code`.execute(db);
    expect(await parents()).toEqual({ A: 'B', B: 'C', C: null });
  });

  test('refuses a circle that two moves at once would make', async () => {
    await found([
      ['A', null],
      ['B', null],
    ]);
    const both = await Promise.allSettled([
      db
        .updateTable('departments')
        .set({ parent_id: sql<number>`(select id from departments where code = 'B')` })
        .where('code', '=', 'A')
        .execute(),
      db
        .updateTable('departments')
        .set({ parent_id: sql<number>`(select id from departments where code = 'A')` })
        .where('code', '=', 'B')
        .execute(),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('rename and move', () => {
  test('are remembered with the time from which they hold', async () => {
    await found([
      ['A', null],
      ['A1', 'A'],
      ['B', null],
    ]);
    await renameDepartment({ db }, later(10), { code: 'A1', name: '  Lärande  och stöd ' });
    await moveDepartment({ db }, later(20), { code: 'A1', under: 'B' });
    const shown = await departmentShowCommand({ db }, ['A1']);
    expect(shown.json).toMatchObject({ name: 'Lärande och stöd', parent: 'B' });
    expect(shown.json).toMatchObject({
      history: [
        { validFrom: start.toISOString(), name: 'Enhet A1', parent: 'A' },
        { validFrom: later(10).toISOString(), name: 'Lärande och stöd', parent: 'A' },
        {
          validFrom: later(20).toISOString(),
          validTo: null,
          name: 'Lärande och stöd',
          parent: 'B',
        },
      ],
    });
    expect(await jobs()).toBe(1);
  });

  test('dated back, they hold from that day on, also beneath what came later', async () => {
    const ids = await found([
      ['A', null],
      ['A1', 'A'],
      ['B', null],
    ]);
    await moveDepartment({ db }, later(20), { code: 'A1', under: 'B' });
    await renameDepartment({ db }, later(30), { code: 'A1', name: 'Nytt', from: later(10) });
    const history = await loadPeriods(db, ids.get('A1'));
    expect(history.map(({ from, name, parentId }) => [from, name, parentId])).toEqual([
      [start, 'Enhet A1', ids.get('A')],
      [later(10), 'Nytt', ids.get('A')],
      [later(20), 'Nytt', ids.get('B')],
    ]);
  });

  test('refuse circles, now and in the past, and codes that nobody knows', async () => {
    await found([
      ['A', null],
      ['B', 'A'],
    ]);
    const move = (now: Date, code: string, under: string | null, from?: Date) =>
      moveDepartment({ db }, now, { code, under, ...(from && { from }) });
    await expect(move(later(1), 'A', 'B')).rejects.toMatchObject({ code: 'REFUSED' });
    await move(later(20), 'B', null);
    await expect(move(later(30), 'A', 'B', later(10))).rejects.toThrow(
      /below itself on 2026-03-11/,
    );
    expect(await parents()).toEqual({ A: null, B: null });
    await move(later(30), 'A', 'B', later(25));
    await expect(move(later(30), 'X', null)).rejects.toMatchObject({ code: 'DEPARTMENT_UNKNOWN' });
  });
});

describe('merge', () => {
  test('moves people and what lies below, closes the codes and keeps them as aliases', async () => {
    const ids = await found([
      ['A', null],
      ['A1', 'A'],
      ['A2', 'A'],
      ['A11', 'A1'],
    ]);
    await addEmployees(db, ids, crowd(6, ['A1', 'A2', 'A11']));
    const done = await mergeDepartments({ db }, later(5), { codes: ['A1'], into: 'A2' });
    expect(done).toMatchObject({ codes: ['A1'], into: 'A2', people: 2 });
    const all = await loadDepartments(db);
    expect(all.get('A1')).toMatchObject({ closed: true, mergedInto: 'A2', people: 0 });
    expect(all.get('A2')).toMatchObject({ closed: false, people: 4 });
    expect(all.get('A11')).toMatchObject({ parent: 'A2', people: 2 });
    expect((await departmentShowCommand({ db }, ['A2'])).json).toMatchObject({ aliases: ['A1'] });
    // Its own place in history is the last it had, not below its successor.
    expect(await loadPeriods(db, ids.get('A1'))).toMatchObject([
      { from: start, to: later(5), parentId: ids.get('A') },
    ]);
    expect(await jobs()).toBe(1);
    await expect(renameDepartment({ db }, later(6), { code: 'A1', name: 'Nytt' })).rejects.toThrow(
      /part of A2/,
    );
    await expect(
      mergeDepartments({ db }, later(6), { codes: ['A2'], into: 'A2' }),
    ).rejects.toMatchObject({ code: 'REFUSED' });
  });

  test('chooses the main employment again, by the codes as they are', async () => {
    const ids = await found([
      ['1', null],
      ['5', null],
      ['9', null],
    ]);
    const people = await addEmployees(db, ids, [{ number: '1', in: '1' }]);
    const employment = { title: null, form: 'Tillsvidare', starts_on: '2020-01-01', ends_on: null };
    await db
      .insertInto('employments')
      .values(
        ['1', '5'].map((code) => ({
          employee_id: people.get('1') ?? 0,
          department_id: ids.get(code) ?? 0,
          ...employment,
        })),
      )
      .execute();
    await mergeDepartments({ db }, later(1), { codes: ['1'], into: '9' });
    expect((await loadDepartments(db)).get('5')).toMatchObject({ people: 1 });
  });

  test('a department that opens again is no alias any more', async () => {
    await found([
      ['A', null],
      ['B', null],
    ]);
    await mergeDepartments({ db }, later(5), { codes: ['A'], into: 'B' });
    await sql`update departments set closed_at = null where code = 'A'`.execute(db);
    expect((await loadDepartments(db)).get('A')).toMatchObject({ closed: false, mergedInto: null });
  });
});

describe('the commands', () => {
  test('say what they did in both languages, within 80 columns', async () => {
    await found([
      ['A', null],
      ['A1', 'A'],
      ['B', null],
    ]);
    const deps = { db, now: later(40) };
    const renamed = await departmentRenameCommand(deps, [
      'A1',
      'Nytt namn',
      '--from',
      '2026-04-01',
    ]);
    expect(renamed.json).toMatchObject({ validFrom: '2026-03-31T22:00:00.000Z' });
    expect(renamed.text).toContain('A1 heter Nytt namn från 2026-04-01');
    expect((await departmentMoveCommand(deps, ['A1', '--under', 'top'])).text).toContain(
      'at the top',
    );
    expect((await departmentMergeCommand(deps, ['A,A1', '--into', 'B'])).json).toMatchObject({
      codes: ['A', 'A1'],
    });
    const open = await departmentListCommand({ db }, []);
    expect(open.json).toMatchObject({ departments: [{ code: 'B' }] });
    const all = await departmentListCommand({ db }, ['--closed']);
    expect(all.text).toContain('(-> B)');
    for (const line of all.text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each([
    ['rename without a name', departmentRenameCommand, ['A']],
    ['rename on no day', departmentRenameCommand, ['A', 'B', '--from', '2026-02-30']],
    ['move without a place', departmentMoveCommand, ['A']],
    ['merge into nothing', departmentMergeCommand, ['A']],
    ['merge of an empty code', departmentMergeCommand, ['A,', '--into', 'B']],
  ])('rule 14: %s is wrong usage', async (_what, command, argv) => {
    await expect(command({ db, now: start }, argv)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

const codes = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'];
const anyCode = fc.constantFrom(...codes);
const change = fc.oneof(
  fc.record({ kind: fc.constant('rename' as const), code: anyCode, back: fc.nat(40) }),
  fc.record({
    kind: fc.constant('move' as const),
    code: anyCode,
    under: fc.option(anyCode),
    back: fc.nat(40),
  }),
  fc.record({
    kind: fc.constant('merge' as const),
    codes: fc.array(anyCode, { minLength: 1, maxLength: 3 }),
    into: anyCode,
    back: fc.nat(40),
  }),
);

test('any renames, moves and merges: a tree, a department for everyone, and the past as it was', async () => {
  let [done, refused] = [0, 0];
  const run = fc.asyncProperty(
    fc.array(fc.nat(), { minLength: codes.length, maxLength: codes.length }),
    fc.array(change, { minLength: 1, maxLength: 8 }),
    async (picks, changes) => {
      await empty();
      const ids = await found(
        codes
          .map((code, index) => [code, codes[(picks[index] ?? 0) % (index + 1)] ?? null] as const)
          .map(([code, parent]) => [code, parent === code ? null : parent] as const),
      );
      await addEmployees(db, ids, crowd(42, codes));
      const { campaignId: past } = await makeCampaign(db, later(1), 0);
      const { campaignId: running } = await makeCampaign(db, later(1), 0);
      await reconcileEnrolments({ db }, later(1));
      await sql`
        update enrolments set first_sent_at = ${later(2)},
          first_answered_at = case when id % 2 = 0 then ${later(3)}::timestamptz end`.execute(db);
      await sql`
        update campaigns set status = 'ended', ended_at = ${later(30)} where id = ${past}`.execute(
        db,
      );
      let day = 40;
      const then = (campaignId: number) =>
        completionOf({ db }, later(day++), { campaignId, visible: 'all', as: 'then' });
      // Later days may hide more, and never show anything else.
      const staysAsBefore = async () => {
        const { departments, total } = await then(past);
        expect(total).toEqual(pastBefore.total);
        for (const row of departments)
          if (!row.suppressed) expect(pastBefore.departments).toContainEqual(row);
      };
      const [pastBefore, runningBefore] = [await then(past), await then(running)];

      for (const [index, one] of changes.entries()) {
        const now = later(100 + index);
        // Never to before the end of the past campaign: that would be meant to change it.
        const from = later(100 + index - one.back);
        try {
          if (one.kind === 'rename')
            await renameDepartment({ db }, now, { code: one.code, name: `Namn ${index}`, from });
          else if (one.kind === 'move')
            await moveDepartment({ db }, now, { code: one.code, under: one.under, from });
          else await mergeDepartments({ db }, now, { codes: one.codes, into: one.into, from });
          done += 1;
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'REFUSED') throw error;
          refused += 1;
        }
        await staysAsBefore();
        expect((await then(running)).total).toEqual(runningBefore.total);
      }
      await reconcileEnrolments({ db }, later(120));
      await staysAsBefore();
      expect((await then(running)).total).toEqual(runningBefore.total);
      const now = await completionOf({ db }, later(day), { campaignId: past, visible: 'all' });
      expect(now.total).toEqual(pastBefore.total);

      const periods = await loadPeriods(db);
      for (const at of [null, ...periods.map(({ from }) => from)])
        expect(findCircle(treeAt(periods, at))).toBeUndefined();
      const departments = [...(await loadDepartments(db)).values()];
      // None is ever deleted; two more come from the campaigns' fixture.
      expect(departments).toHaveLength(codes.length + 2);
      const open = departments.filter(({ closed }) => !closed);
      expect(open.reduce((sum, { people }) => sum + people, 0)).toBe(42);
      for (const { parent } of open)
        expect(departments.find(({ code }) => code === parent)?.closed ?? false).toBe(false);
    },
  );
  await fc.assert(run, { numRuns: 25 });
  expect(done).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(0);
}, 120_000);
