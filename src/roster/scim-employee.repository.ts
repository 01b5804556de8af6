import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type {} from './roster.table.ts';
import type { ScimPerson } from './scim-person.ts';

export type KnownEmployee = {
  id: number;
  number: string;
  email: string | null;
  department: string | null;
  left: boolean;
};

const known = sql`
  select e.id, e.employment_number as number, e.email, d.code as department,
    e.left_at is not null as left
  from employees e left join departments d on d.id = e.department_id`;

export async function findEmployee(trx: Trx, id: number): Promise<KnownEmployee | undefined> {
  return (await sql<KnownEmployee>`${known} where e.id = ${id}`.execute(trx)).rows[0];
}

export async function findEmployeeByNumber(
  trx: Trx,
  source: string,
  number: string,
): Promise<KnownEmployee | undefined> {
  const found = await sql<KnownEmployee>`
    ${known} where e.source = ${source} and e.employment_number = ${number}`.execute(trx);
  return found.rows[0];
}

/** True when someone else who has not left has this address, in whatever source. */
export async function isAddressTaken(trx: Trx, email: string, except: number): Promise<boolean> {
  const found = await sql`
    select from employees
    where lower(email) = lower(${email}) and id <> ${except}
      and (left_at is null or begins_on is not null)
    limit 1`.execute(trx);
  return found.rows.length > 0;
}

/** The other account that stands for this employee. */
export async function findRivalAccount(
  trx: Trx,
  employeeId: number,
  exceptId: string,
): Promise<{ id: string; active: boolean } | undefined> {
  return trx
    .selectFrom('scim_users')
    .select(['id', 'active'])
    .where('employee_id', '=', employeeId)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
}

/**
 * The code of an open department by its code, else by a name that only one has; one that was
 * merged stands for the department that took its people.
 */
export async function findDepartmentCode(trx: Trx, text: string): Promise<string | undefined> {
  const found = await sql<{ code: string; exact: boolean }>`
    with recursive named as (
      select id, code, merged_into, closed_at, code = ${text} as exact from departments
      where (code = ${text} or lower(name) = lower(${text}))
        and (closed_at is null or merged_into is not null)
      union
      select d.id, d.code, d.merged_into, d.closed_at, n.exact
      from departments d join named n on d.id = n.merged_into
    )
    select code, bool_or(exact) as exact from named where closed_at is null
    group by code order by exact desc limit 2`.execute(trx);
  const [first, second] = found.rows;
  return first !== undefined && (first.exact || second === undefined) ? first.code : undefined;
}

/** The same person under a new number. */
export async function renumberEmployee(trx: Trx, id: number, number: string): Promise<void> {
  await sql`
    update employees set employment_number = ${number}, changed_by_import = null
    where id = ${id}`.execute(trx);
}

/** Inserts an employee or brings one up to date, with one employment; who had left is back. */
export async function saveScimEmployee(
  trx: Trx,
  now: Date,
  source: string,
  person: ScimPerson & { number: string; department: string | null },
): Promise<number> {
  const saved = await sql<{ id: number }>`
    insert into employees (source, employment_number, first_name, last_name, email, language,
      title, department_id, created_at)
    values (${source}, ${person.number}, ${person.firstName}, ${person.lastName}, ${person.email},
      ${person.language}, ${person.title},
      (select id from departments where code = ${person.department}), ${now}::timestamptz)
    on conflict (source, employment_number) do update set
      first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
      language = excluded.language, title = excluded.title, left_at = null, begins_on = null,
      department_id = excluded.department_id, anonymised_at = null, changed_by_import = null
    returning id`.execute(trx);
  const id = saved.rows[0]?.id ?? 0;
  await sql`delete from employments where employee_id = ${id}`.execute(trx);
  await sql`
    insert into employments (employee_id, department_id, title)
    select ${id}, id, ${person.title} from departments where code = ${person.department}`.execute(
    trx,
  );
  return id;
}

/** Address and language from the directory, for an employee of another source. */
export async function fillAddress(
  trx: Trx,
  id: number,
  source: string,
  given: { email: string; language: 'sv' | 'en' | undefined },
): Promise<void> {
  await sql`
    update employees set email = ${given.email}, email_source = ${source},
      language = coalesce(${given.language ?? null}, language),
      language_source = case when ${given.language ?? null}::text is null
        then language_source else ${source} end,
      changed_by_import = null
    where id = ${id} and (email, language) is distinct from
      (${given.email}, coalesce(${given.language ?? null}, language))`.execute(trx);
}

export async function markEmployeesLeft(
  trx: Trx,
  ids: readonly number[],
  now: Date,
): Promise<void> {
  await sql`
    update employees set left_at = ${now}::timestamptz, changed_by_import = null
    where id = any(${ids}::bigint[]) and left_at is null`.execute(trx);
}
