import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './campaign.table.ts';
import type { DepartmentWindow } from './sending-rules.ts';

/** A department with hours of its own. */
export type ListedWindow = DepartmentWindow & { code: string; name: string };

export async function listDepartmentWindows(db: Database): Promise<ListedWindow[]> {
  const { rows } = await sql<ListedWindow>`
    select d.code, d.name, w.window_from as "from", w.window_until as until, w.weekdays
    from department_windows w join departments d on d.id = w.department_id
    order by d.code`.execute(db);
  return rows;
}

/** @returns false where no department has the code. */
export async function saveDepartmentWindow(
  trx: Trx,
  code: string,
  window: DepartmentWindow,
): Promise<boolean> {
  const { rows } = await sql`
    insert into department_windows (department_id, window_from, window_until, weekdays)
    select id, ${window.from}, ${window.until}, ${[...window.weekdays]}::smallint[]
    from departments where code = ${code}
    on conflict (department_id) do update
    set window_from = excluded.window_from, window_until = excluded.window_until,
      weekdays = excluded.weekdays
    returning department_id`.execute(trx);
  return rows.length > 0;
}

/** @returns false where no department has the code; one without hours of its own stays as it is. */
export async function removeDepartmentWindow(trx: Trx, code: string): Promise<boolean> {
  const { rows } = await sql`
    with found as (
      select id from departments where code = ${code}
    ), removed as (
      delete from department_windows w using found f where w.department_id = f.id
    ) select id from found`.execute(trx);
  return rows.length > 0;
}
