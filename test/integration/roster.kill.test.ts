import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { endAllProcesses, start } from '../support/processes.ts';
import { rosterFile } from '../support/roster-cases.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpTables } from '../support/tables.ts';
import { until } from '../support/until.ts';

const september = new Date('2026-09-10T08:00:00Z');
const october = new Date('2026-10-02T08:00:00Z');
const script = fileURLToPath(new URL('../support/roster-import-process.ts', import.meta.url));
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterAll(async () => {
  await endAllProcesses();
  await world?.close();
});

const change = () =>
  start(
    process.execPath,
    [script, world.connectionString, rosterFile('personal-2026-10.csv'), october.toISOString()],
    {
      cwd: world.folder,
      env: {},
    },
  );

/** What counts as the state, without ids that a failed attempt has used up. */
async function state(): Promise<string> {
  const { employees, employments, departments, roster_imports, jobs } = {
    ...(await dumpTables(world.db, ['departments'])),
    ...(await rowsOf()),
  };
  return JSON.stringify({ employees, employments, departments, roster_imports, jobs });
}

async function rowsOf(): Promise<Record<string, unknown>> {
  const { rows } = await sql<Record<string, unknown>>`
    select
      (select jsonb_agg(to_jsonb(e) - 'id' - 'changed_by_import' - 'created_by_import'
        order by employment_number) from employees e) as employees,
      (select jsonb_agg(jsonb_build_array(e.employment_number, to_jsonb(m) - 'id' - 'employee_id')
        order by e.employment_number, to_jsonb(m)->>'starts_on', m.department_id, m.title)
        from employments m join employees e on e.id = m.employee_id) as employments,
      (select jsonb_agg(status order by id) from roster_imports) as roster_imports,
      (select count(*) from graphile_worker.jobs) as jobs`.execute(world.db);
  return rows[0] ?? {};
}

/** Tables that an apply writes, in its order; the last one is written just before the commit. */
const tables = [
  'roster_imports',
  'roster_images',
  'employees',
  'employments',
  'holds',
  'roster_held',
  'graphile_worker._private_jobs',
];

test('killed at any point of an apply, the old state is there, whole, and the import can be repeated', async () => {
  await world.take(september, rosterFile('personal-2026-09.csv'));
  await sql`delete from graphile_worker._private_jobs`.execute(world.db);
  const old = await state();
  let caught = 0;
  for (const name of tables) {
    // The apply waits for a lock that this test holds, and is killed while it waits.
    await world.db.transaction().execute(async (trx) => {
      await sql`lock table ${sql.table(name)} in share mode`.execute(trx);
      const child = change();
      let waits = false;
      await until(async () => {
        const { rows } = await sql<{ n: number }>`
          select count(*)::int as n from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`.execute(world.db);
        waits = (rows[0]?.n ?? 0) > 0;
        return waits || child.hasEnded();
      }, 30_000);
      if (waits) caught += 1;
      await child.end('SIGKILL');
    });
    await until(async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(
        world.db,
      );
      return rows[0]?.n === 0;
    }, 30_000);
    expect(await state(), name).toBe(old);
  }
  expect(caught, 'kills in the middle of an apply').toBe(tables.length);

  expect((await change().ended).stdout).toContain('applied');
  const whole = await state();
  expect(whole).not.toBe(old);
  await undoImport(world, october, {
    import: (
      await world.db
        .selectFrom('roster_imports')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
    ).id,
  });
}, 120_000);

test('two imports at once: both are whole, one after the other', async () => {
  await world.empty();
  const file = (n: number) => rosterFile(`personal-2026-${n === 9 ? '09' : '10'}.csv`);
  const both = await Promise.all(
    [9, 10].map((n) =>
      importRoster(world, october, { file: file(n), source: 'hr', apply: { confirmLeavers: 26 } }),
    ),
  );
  expect(both.filter(({ applied }) => applied).length).toBeGreaterThan(0);
  const again = await Promise.all(
    [9, 10].map((n) => importRoster(world, october, { file: file(n), source: 'hr' })),
  );
  const unchanged = again.filter(
    ({ diff }) =>
      diff.joiners.length + diff.leavers.length + diff.movers.length + diff.changed.length === 0,
  );
  expect(unchanged, 'the roster is as one of the files has it').toHaveLength(1);
});
