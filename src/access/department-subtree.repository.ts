import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';

export async function findDepartmentId(db: Database, code: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('departments')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  return row?.id;
}

/** The code of the department that a merge, or several in a row, made of one; null for none. */
export async function findSuccessor(db: Database, id: number): Promise<string | null> {
  const { rows } = await sql<{ code: string }>`
    with recursive chain as (
      select id, merged_into from departments where id = ${id}
      union
      select d.id, d.merged_into from departments d join chain c on d.id = c.merged_into
    )
    select d.code from chain c join departments d on d.id = c.id
    where c.merged_into is null and c.id <> ${id}`.execute(db);
  return rows[0]?.code ?? null;
}

/** The ids of a department and of everything below it; closed departments still have a past. */
export async function departmentSubtree(db: Database, top: number): Promise<ReadonlySet<number>> {
  // `union`, not `union all`: a circle in the data must end, not hang.
  const { rows } = await sql<{ id: number }>`
    with recursive subtree as (
      select id from departments where id = ${top}
      union
      select d.id from departments d join subtree s on d.parent_id = s.id
    )
    select id from subtree`.execute(db);
  return new Set(rows.map((row) => row.id));
}
