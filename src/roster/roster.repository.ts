import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { Employment } from './main-employment.ts';
import type { Department, Person, RosterState, StoredPerson } from './roster-state.ts';

/** People a statement: keeps a parameter at a few megabytes. */
const batchSize = 5_000;

/** Until the transaction ends no other import reads or changes the roster. */
export async function lockRoster(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(726171, 2)`.execute(trx);
}

/** What is stored for one source, with the whole tree; ordered, so that equal states read equal. */
export async function loadRosterState(trx: Trx, source: string): Promise<RosterState> {
  const departments = await trx
    .selectFrom('departments as d')
    .leftJoin('departments as p', 'p.id', 'd.parent_id')
    .select(['d.code', 'd.name', 'p.code as parent', 'd.closed_at'])
    .orderBy('d.code')
    .execute();
  const people = await trx
    .selectFrom('employees as e')
    .leftJoin('departments as d', 'd.id', 'e.department_id')
    .select(['e.id', 'e.employment_number', 'e.first_name', 'e.last_name', 'e.email'])
    .select(['e.language', 'e.title', 'e.left_at', 'd.code as department'])
    .where('e.source', '=', source)
    .orderBy('e.employment_number')
    .execute();
  const elsewhere = await trx
    .selectFrom('employees')
    .select('email')
    .where('source', '!=', source)
    .where('left_at', 'is', null)
    .where('email', 'is not', null)
    .orderBy('email')
    .execute();
  const employments = await loadEmployments(trx, source);
  return {
    departments: departments.map(({ code, name, parent, closed_at }) => ({
      code,
      name,
      parent,
      closed: closed_at !== null,
    })),
    people: people.map(
      (row): StoredPerson => ({
        number: row.employment_number,
        firstName: row.first_name,
        lastName: row.last_name,
        email: row.email?.toLowerCase() ?? null,
        language: row.language,
        title: row.title,
        department: row.department,
        employments: employments.get(row.id) ?? [],
        left: row.left_at !== null,
      }),
    ),
    addressesElsewhere: elsewhere.map(({ email }) => (email ?? '').toLowerCase()),
  };
}

async function loadEmployments(trx: Trx, source: string): Promise<Map<number, Employment[]>> {
  const rows = await trx
    .selectFrom('employments as m')
    .innerJoin('employees as e', 'e.id', 'm.employee_id')
    .innerJoin('departments as d', 'd.id', 'm.department_id')
    .select(['m.employee_id', 'd.code', 'm.title', 'm.form', 'm.starts_on', 'm.ends_on'])
    .where('e.source', '=', source)
    .orderBy('m.employee_id')
    .orderBy('d.code')
    .orderBy('m.starts_on')
    .orderBy('m.ends_on')
    .orderBy('m.form')
    .orderBy('m.title')
    .execute();
  const byEmployee = new Map<number, Employment[]>();
  for (const { employee_id, code, title, form, starts_on, ends_on } of rows) {
    const own = byEmployee.get(employee_id) ?? [];
    own.push({ department: code, title, form, startsOn: starts_on, endsOn: ends_on });
    byEmployee.set(employee_id, own);
  }
  return byEmployee;
}

/** Writes departments by code; a closed one that is written opens again. Parents may be among them. */
export async function saveDepartments(trx: Trx, departments: readonly Department[]): Promise<void> {
  if (departments.length === 0) return;
  const given = sql`json_to_recordset(${JSON.stringify(departments)}::json) as g(code text, name text, parent text)`;
  await sql`
    insert into departments (code, name) select g.code, g.name from ${given}
    on conflict (code) do update set name = excluded.name, closed_at = null`.execute(trx);
  await sql`
    update departments d set parent_id = p.id
    from ${given} left join departments p on p.code = g.parent
    where d.code = g.code and d.parent_id is distinct from p.id`.execute(trx);
}

/** Inserts people or brings them up to date, employments included; who had left is back. Holds stay as they are. */
export async function savePeople(
  trx: Trx,
  source: string,
  people: readonly Person[],
  now: Date,
): Promise<void> {
  for (let at = 0; at < people.length; at += batchSize) {
    const batch = people.slice(at, at + batchSize);
    const json = JSON.stringify(batch);
    await sql`
      insert into employees (source, employment_number, first_name, last_name, email, language,
        title, department_id, created_at)
      select ${source}, g.number, g."firstName", g."lastName", g.email, g.language, g.title, d.id,
        ${now}::timestamptz
      from json_to_recordset(${json}::json) as g(number text, "firstName" text, "lastName" text,
        email text, language text, title text, department text)
      left join departments d on d.code = g.department
      on conflict (source, employment_number) do update set
        first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
        language = excluded.language, title = excluded.title,
        department_id = excluded.department_id, left_at = null`.execute(trx);
    await sql`
      delete from employments m using employees e
      where e.id = m.employee_id and e.source = ${source}
        and e.employment_number = any(${batch.map(({ number }) => number)}::text[])`.execute(trx);
    await sql`
      insert into employments (employee_id, department_id, title, form, starts_on, ends_on)
      select e.id, d.id, m.title, m.form, m."startsOn", m."endsOn"
      from json_to_recordset(${json}::json) as g(number text, employments json)
      join employees e on e.source = ${source} and e.employment_number = g.number
      cross join lateral json_to_recordset(g.employments) as m(department text, title text,
        form text, "startsOn" date, "endsOn" date)
      join departments d on d.code = m.department`.execute(trx);
  }
}

/** Employments stay with leavers, so that it can be told where they worked. */
export async function markLeft(
  trx: Trx,
  source: string,
  numbers: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update employees set left_at = ${now}::timestamptz
    where source = ${source} and employment_number = any(${numbers}::text[]) and left_at is null`.execute(
    trx,
  );
}

/** Removes people with all that hangs on them (rule 9). */
export async function erasePeople(
  trx: Trx,
  source: string,
  numbers: readonly string[],
): Promise<void> {
  await sql`
    delete from employees
    where source = ${source} and employment_number = any(${numbers}::text[])`.execute(trx);
}

/** Ids of employees by number; numbers that are not stored are left out. */
export async function findEmployeeIds(
  trx: Trx,
  source: string,
  numbers: readonly string[],
): Promise<number[]> {
  const found = await sql<{ id: number }>`
    select id from employees
    where source = ${source} and employment_number = any(${numbers}::text[]) order by id`.execute(
    trx,
  );
  return found.rows.map(({ id }) => id);
}

export async function findEmploymentNumbers(trx: Trx, ids: readonly number[]): Promise<string[]> {
  const found = await sql<{ number: string }>`
    select employment_number as number from employees where id = any(${ids}::bigint[])`.execute(
    trx,
  );
  return found.rows.map(({ number }) => number);
}
