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
