import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { Employment } from './main-employment.ts';
import type {} from './roster.table.ts';
import type { StoredDepartment } from './roster-state.ts';

export type DepartmentRow = StoredDepartment & {
  id: number;
  closedAt: Date | null;
  mergedInto: string | null;
  /** Null where somebody has stated the merge; else how an import recognised it. */
  mergedHow: 'recognised' | 'recoded' | null;
  /** Current employees whose main department it is, not counting what lies below. */
  people: number;
};

/** Every department, closed ones included, by code. */
export async function loadDepartments(db: Database): Promise<Map<string, DepartmentRow>> {
  const { rows } = await sql<Omit<DepartmentRow, 'closed'>>`
    select d.id, d.code, d.name, p.code as parent, d.closed_at as "closedAt",
      m.code as "mergedInto", d.merged_how as "mergedHow", coalesce(e.people, 0) as people
    from departments d
    left join departments p on p.id = d.parent_id
    left join departments m on m.id = d.merged_into
    left join (
      select department_id, count(*) as people from employees
      where left_at is null group by department_id
    ) e on e.department_id = d.id
    order by d.code`.execute(db);
  return new Map(rows.map((row) => [row.code, { ...row, closed: row.closedAt !== null }]));
}

export async function renameDepartmentRow(trx: Trx, code: string, name: string): Promise<void> {
  await trx.updateTable('departments').set({ name }).where('code', '=', code).execute();
}

/** Hangs departments below others (null: the top), all in one statement, so that none is a circle on the way. */
export async function setParents(
  trx: Trx,
  parents: ReadonlyMap<string, string | null>,
): Promise<void> {
  const given = [...parents].map(([code, parent]) => ({ code, parent }));
  await sql`
    update departments d set parent_id = p.id
    from json_to_recordset(${JSON.stringify(given)}::json) as g(code text, parent text)
    left join departments p on p.code = g.parent
    where d.code = g.code and d.parent_id is distinct from p.id`.execute(trx);
}

/** Closes departments as merged; their codes are aliases of the other's from then on. */
export async function closeMerged(
  trx: Trx,
  codes: readonly string[],
  into: string,
  at: Date,
): Promise<void> {
  await sql`
    update departments d set closed_at = coalesce(d.closed_at, ${at}::timestamptz),
      merged_at = ${at}::timestamptz, merged_into = t.id, merged_how = null
    from departments t
    where t.code = ${into} and d.code = any(${codes}::text[])`.execute(trx);
}

/**
 * Moves all employments and people of departments to another, those of leavers as well: who comes
 * back comes back there. @returns how many current employees moved, by their main department.
 */
export async function movePeople(trx: Trx, from: readonly string[], into: string): Promise<number> {
  await sql`
    update employments m set department_id = t.id
    from departments t, departments f
    where t.code = ${into} and f.code = any(${from}::text[]) and m.department_id = f.id`.execute(
    trx,
  );
  // No import wrote these rows last, so that none can be undone over them unasked.
  const { rows } = await sql<{ moved: number }>`
    with moved as (
      update employees e set department_id = t.id, changed_by_import = null
      from departments t, departments f
      where t.code = ${into} and f.code = any(${from}::text[]) and e.department_id = f.id
      returning e.left_at
    ) select count(*) filter (where left_at is null) as moved from moved`.execute(trx);
  return rows[0]?.moved ?? 0;
}

/**
 * Notes for departments that an import has just closed where their people are, and hangs them
 * there, as `closeMerged` does. Those that stayed open, or whose successor did not, are left.
 */
export async function retireDepartments(
  trx: Trx,
  retired: readonly { code: string; into: string; how: 'recognised' | 'recoded' }[],
  at: Date,
): Promise<void> {
  if (retired.length === 0) return;
  await sql`
    update departments d set merged_into = t.id, merged_at = ${at}::timestamptz,
      merged_how = g.how, parent_id = t.id
    from json_to_recordset(${JSON.stringify(retired)}::json) as g(code text, "into" text, how text)
    join departments t on t.code = g."into"
    where d.code = g.code and d.closed_at = ${at}::timestamptz and d.merged_into is null
      and t.closed_at is null`.execute(trx);
}

export type Employed = { id: number; employments: Employment[] };

/** Current employees with an employment in a department and another one elsewhere. */
export async function findSeveralEmployments(trx: Trx, code: string): Promise<Employed[]> {
  const { rows } = await sql<{ id: number } & Employment>`
    select m.employee_id as id, d.code as department, m.title, m.form,
      m.starts_on as "startsOn", m.ends_on as "endsOn"
    from employments m
    join departments d on d.id = m.department_id
    join employees e on e.id = m.employee_id and e.left_at is null
    where exists (select from employments i join departments t on t.id = i.department_id
        where i.employee_id = m.employee_id and t.code = ${code})
      and exists (select from employments o join departments t on t.id = o.department_id
        where o.employee_id = m.employee_id and t.code <> ${code})
    order by m.employee_id`.execute(trx);
  const people = new Map<number, Employed>();
  for (const { id, ...employment } of rows) {
    const person = people.get(id) ?? { id, employments: [] };
    person.employments.push(employment);
    people.set(id, person);
  }
  return [...people.values()];
}

/** Writes the main employment's department and title of people by id. */
export async function setMainEmployments(
  trx: Trx,
  mains: readonly { id: number; department: string; title: string | null }[],
): Promise<void> {
  if (mains.length === 0) return;
  await sql`
    update employees e set department_id = d.id, title = g.title, changed_by_import = null
    from json_to_recordset(${JSON.stringify(mains)}::json)
      as g(id bigint, department text, title text)
    join departments d on d.code = g.department
    where e.id = g.id and e.department_id is distinct from d.id`.execute(trx);
}

/**
 * Closes those of the departments that stand empty: nobody employed in them now or to come, from
 * any source, and nothing open below that is not closed with them. @returns the codes closed.
 */
export async function closeEmptyDepartments(
  trx: Trx,
  codes: readonly string[],
  at: Date,
): Promise<string[]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<{ code: string }>`
    with recursive used as (
      select d.id, d.parent_id from departments d
      where d.closed_at is null and (
        not d.code = any(${codes}::text[])
        or exists (select from employees e where e.department_id = d.id and e.left_at is null)
        or exists (select from employments m join employees e on e.id = m.employee_id
          where m.department_id = d.id and (e.left_at is null or e.begins_on is not null)))
      union
      select d.id, d.parent_id from departments d join used u on u.parent_id = d.id
    )
    update departments d set closed_at = ${at}::timestamptz
    where d.code = any(${codes}::text[]) and d.closed_at is null
      and not exists (select from used u where u.id = d.id)
    returning d.code`.execute(trx);
  return rows.map(({ code }) => code).sort();
}
