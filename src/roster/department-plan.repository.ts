import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { DepartmentChange } from './department-change.ts';
import type { PlanState } from './department-plan.table.ts';

export type DepartmentPlan = {
  id: number;
  change: DepartmentChange;
  from: Date;
  state: PlanState;
  /** Why it could not be carried out. */
  problem: string | null;
  plannedAt: Date;
};

export async function insertPlan(
  trx: Trx,
  plan: { change: DepartmentChange; from: Date; plannedAt: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into department_plans (change, valid_from, planned_at)
    values (${JSON.stringify(plan.change)}::jsonb, ${plan.from}, ${plan.plannedAt})
    returning id`.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error('An insert returns its row.');
  return row.id;
}

/** Plans whose time has come by an instant, in the order in which they hold. */
export async function findDuePlans(trx: Trx, until: Date): Promise<DepartmentPlan[]> {
  return plans(trx).where('state', '=', 'planned').where('valid_from', '<=', until).execute();
}

/** Plans in these states, in the order in which they hold. */
export async function loadPlans(
  db: Database,
  states: readonly PlanState[],
): Promise<DepartmentPlan[]> {
  return plans(db).where('state', 'in', states).execute();
}

function plans(db: Database) {
  return db
    .selectFrom('department_plans')
    .select(['id', 'change', 'valid_from as from', 'state', 'problem', 'planned_at as plannedAt'])
    .orderBy('valid_from')
    .orderBy('id');
}

/** Ends a plan that is in one of the states; false where there is none. */
export async function settlePlan(
  trx: Trx,
  id: number,
  before: readonly PlanState[],
  after: { state: Exclude<PlanState, 'planned'>; problem: string | null; at: Date },
): Promise<boolean> {
  const result = await trx
    .updateTable('department_plans')
    .set({ state: after.state, problem: after.problem, settled_at: after.at })
    .where('id', '=', id)
    .where('state', 'in', before)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Does work in a part of the transaction that is taken back: always ('back'), or when it throws. */
export async function tryOut<T>(
  trx: Trx,
  then: 'keep' | 'back',
  work: () => Promise<T>,
): Promise<T> {
  await sql`savepoint department_plan`.execute(trx);
  try {
    const result = await work();
    if (then === 'back') await sql`rollback to savepoint department_plan`.execute(trx);
    await sql`release savepoint department_plan`.execute(trx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint department_plan`.execute(trx);
    await sql`release savepoint department_plan`.execute(trx);
    throw error;
  }
}
