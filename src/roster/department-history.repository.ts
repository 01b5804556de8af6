import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './department-history.table.ts';
import type { Merge, Period } from './department-history.ts';
import type {} from './roster.table.ts';

/**
 * States from when changes of departments in this transaction hold; the database writes the
 * history itself. Without it they hold from the service's now as the database knows it.
 */
export async function setDepartmentsValidFrom(trx: Trx, from: Date): Promise<void> {
  await sql`select set_config('nanokurs.valid_from', ${from.toISOString()}, true)`.execute(trx);
}

/** The whole history, or that of one department; oldest first. */
export async function loadPeriods(db: Database, department?: number): Promise<Period[]> {
  let query = db
    .selectFrom('department_history')
    .select(['department_id as department', 'valid_from as from', 'valid_to as to', 'name'])
    .select('parent_id as parentId')
    .orderBy('department_id')
    .orderBy('valid_from');
  if (department !== undefined) query = query.where('department_id', '=', department);
  return query.execute();
}

/** Merges by the department that was retired. */
export async function loadMerges(db: Database): Promise<Map<number, Merge>> {
  const { rows } = await sql<Merge>`
    select id as department, merged_into as "into", merged_at as at
    from departments where merged_into is not null`.execute(db);
  return new Map(rows.map((merge) => [merge.department, merge]));
}
