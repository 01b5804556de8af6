import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { Employment } from './main-employment.ts';

export type Turning = {
  id: number;
  wasHere: boolean;
  begins: string | null;
  department: string | null;
  title: string | null;
  employments: Employment[];
};

/**
 * People with an employment that begins or ends between two days, locked, and all their
 * employments. Leavers without anything to come are past that.
 * @param last the day that was turned last; null: none yet, so the import that made the person was.
 */
export async function findTurning(trx: Trx, last: string | null, day: string): Promise<Turning[]> {
  const { rows } = await sql<Turning>`
    select e.id, e.left_at is null as "wasHere", e.begins_on as begins, d.code as department, e.title,
      (select jsonb_agg(jsonb_build_object('department', u.code, 'title', m.title, 'form', m.form,
          'startsOn', m.starts_on, 'endsOn', m.ends_on))
        from employments m join departments u on u.id = m.department_id
        where m.employee_id = e.id) as employments
    from employees e left join departments d on d.id = e.department_id
    where (e.left_at is null or e.begins_on is not null) and exists (
      select from employments m where m.employee_id = e.id and (
        (m.starts_on <= ${day}::date
          and m.starts_on > coalesce(${last}::date, e.created_at::date - 2))
        or (m.ends_on < ${day}::date and m.ends_on >= coalesce(${last}::date, '-infinity'))))
    order by e.id
    for update of e`.execute(trx);
  return rows;
}

export type NewStanding = {
  id: number;
  left: boolean;
  begins: string | null;
  department: string | null;
  title: string | null;
};

export async function writeStandings(
  trx: Trx,
  standings: readonly NewStanding[],
  now: Date,
): Promise<void> {
  if (standings.length === 0) return;
  await sql`
    update employees e
    set left_at = case when g."left" then coalesce(e.left_at, ${now}::timestamptz) end,
      begins_on = g.begins, title = g.title, changed_by_import = null,
      department_id = (select id from departments d where d.code = g.department)
    from json_to_recordset(${JSON.stringify(standings)}::json)
      as g(id bigint, "left" boolean, begins date, department text, title text)
    where e.id = g.id`.execute(trx);
}
