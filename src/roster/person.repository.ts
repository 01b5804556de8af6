import { type RawBuilder, sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';

/** What HR may know of a person beside their mails; nothing of what they answer (DESIGN rule 11). */
export type ShownPerson = {
  id: number;
  source: string;
  number: string;
  firstName: string;
  lastName: string;
  email: string | null;
  language: 'sv' | 'en';
  title: string | null;
  leftAt: Date | null;
  begins: string | null;
  /** From the top of the organisation down. */
  departments: { code: string; name: string }[];
  employments: {
    department: string;
    title: string | null;
    form: string | null;
    startsOn: string | null;
    endsOn: string | null;
  }[];
  holds: { from: string; until: string | null; reason: string; source: string | null }[];
};

/** People with a number, in one source or in all. */
export async function findPeople(
  db: Database,
  number: string,
  source: string | undefined,
): Promise<ShownPerson[]> {
  return select(
    db,
    sql`e.employment_number = ${number} and (${source ?? null}::text is null or e.source = ${source ?? null})`,
  );
}

/** One person, if their main department is one that the reader may see. */
export async function findPerson(
  db: Database,
  id: number,
  visible: VisibleDepartments,
): Promise<ShownPerson | undefined> {
  const ids = visible === 'all' ? [] : [...visible];
  const [person] = await select(
    db,
    sql`e.id = ${id} and (${visible === 'all'} or e.department_id = any(${ids}::int[]))`,
  );
  return person;
}

async function select(db: Database, who: RawBuilder<unknown>): Promise<ShownPerson[]> {
  const { rows } = await sql<ShownPerson>`
    select e.id, e.source, e.employment_number as number, e.first_name as "firstName",
      e.last_name as "lastName", e.email, e.language, e.title, e.left_at as "leftAt",
      e.begins_on as begins,
      coalesce((
        with recursive path as (
          select d.id, d.code, d.name, d.parent_id, 0 as up from departments d where d.id = e.department_id
          union all
          select d.id, d.code, d.name, d.parent_id, path.up + 1
          from departments d join path on d.id = path.parent_id where path.up < 50
        ) select jsonb_agg(jsonb_build_object('code', code, 'name', name) order by up desc) from path
      ), '[]') as departments,
      coalesce((
        select jsonb_agg(jsonb_build_object('department', d.code, 'title', m.title, 'form', m.form,
          'startsOn', m.starts_on, 'endsOn', m.ends_on) order by m.id)
        from employments m join departments d on d.id = m.department_id
        where m.employee_id = e.id), '[]') as employments,
      coalesce((
        select jsonb_agg(jsonb_build_object('from', h.from_on, 'until', h.until_on,
          'reason', h.reason, 'source', h.source) order by h.from_on, h.id)
        from holds h where h.employee_id = e.id), '[]') as holds
    from employees e
    where ${who}
    order by e.source`.execute(db);
  return rows;
}
