import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { until } from '../support/until.ts';

let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterAll(() => world?.close());

beforeEach(async () => {
  const { db } = world;
  await sql`truncate employees, departments cascade`.execute(db);
  await sql`insert into departments (id, code, name) overriding system value
    values (1, '1', 'Kansli'), (2, '2', 'Skola')`.execute(db);
  await sql`insert into employees (id, source, employment_number, first_name, last_name)
    overriding system value values (1, 'hr', '1', 'A', 'A'), (2, 'hr', '2', 'B', 'B')`.execute(db);
  await sql`insert into employments (employee_id, department_id) values (1, 1), (2, 1)`.execute(db);
});

const employed = async () =>
  (
    await sql<{ id: number }>`select employee_id as id from employments order by 1`.execute(
      world.db,
    )
  ).rows.map(({ id }) => id);
const broken = (constraint: string) => ({ code: '23503', constraint });

describe('the keys of employments', () => {
  it('refuse an employment of nobody, or in no department, whether added or changed', async () => {
    const { db } = world;
    const employee = broken('employments_employee_id_fkey');
    const department = broken('employments_department_id_fkey');
    await expect(
      sql`insert into employments (employee_id, department_id) values (1, 2), (9, 1)`.execute(db),
    ).rejects.toMatchObject(employee);
    await expect(
      sql`insert into employments (employee_id, department_id) values (1, 2), (1, 9)`.execute(db),
    ).rejects.toMatchObject(department);
    await expect(
      sql`update employments set department_id = 9 where employee_id = 1`.execute(db),
    ).rejects.toMatchObject(department);
    await expect(
      sql`update employments set employee_id = 9 where employee_id = 1`.execute(db),
    ).rejects.toMatchObject(employee);
    expect(await employed()).toEqual([1, 2]);
  });

  it('an employee takes their employments along, a department in use stays', async () => {
    const { db } = world;
    await sql`delete from employees where id = 1`.execute(db);
    expect(await employed()).toEqual([2]);
    await expect(sql`delete from departments`.execute(db)).rejects.toMatchObject(
      broken('employments_department_id_fkey'),
    );
    await sql`delete from departments where id = 2`.execute(db);
    await sql`truncate employees cascade`.execute(db);
    expect(await employed()).toEqual([]);
  });

  it('hold between transactions: a deletion waits for the employment, and the other way', async () => {
    const { db } = world;
    let deleting: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (trx) => {
      await sql`insert into employments (employee_id, department_id) values (1, 2)`.execute(trx);
      deleting = sql`delete from departments where id = 2`.execute(db);
      deleting.catch(() => undefined);
      await waitsForLock();
    });
    await expect(deleting).rejects.toMatchObject(broken('employments_department_id_fkey'));

    let adding: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (trx) => {
      await sql`delete from employees where id = 2`.execute(trx);
      adding = sql`insert into employments (employee_id, department_id) values (2, 1)`.execute(db);
      adding.catch(() => undefined);
      await waitsForLock();
    });
    await expect(adding).rejects.toMatchObject(broken('employments_employee_id_fkey'));
    expect(await employed()).toEqual([1, 1]);
  });
});

/** Until some session of this database waits for another. */
function waitsForLock(): Promise<void> {
  return until(async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db);
    return rows.length > 0;
  });
}
