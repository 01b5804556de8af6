import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import { loadRemembered } from './department-statement.repository.ts';
import type { Absence, RosterState, StoredPeople } from './roster-state.ts';
import {
  type EmploymentColumns,
  type PeopleBatch,
  type PeopleColumns,
  storedPeople,
} from './stored-people.ts';

/** People a statement: a few megabytes of text. Smaller ones make Postgres search the table anew. */
const batchSize = 25_000;

/** Until the transaction ends no other import reads or changes the roster. */
export async function lockRoster(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(726171, 2)`.execute(trx);
}

/** What is stored for one source, with the whole tree. */
export async function loadRosterState(trx: Trx, source: string): Promise<RosterState> {
  const departments = await trx
    .selectFrom('departments as d')
    .leftJoin('departments as p', 'p.id', 'd.parent_id')
    .leftJoin('departments as m', 'm.id', 'd.merged_into')
    .select(['d.code', 'd.name', 'p.code as parent', 'd.closed_at', 'm.code as mergedInto'])
    .orderBy('d.code')
    .execute();
  const remembered = await loadRemembered(trx, source);
  const elsewhere = await sql<{ email: string }>`
    select lower(email) as email from employees
    where source <> ${source} and (left_at is null or begins_on is not null) and email is not null`.execute(
    trx,
  );
  return {
    departments: departments.map(({ code, name, parent, closed_at, mergedInto }) => ({
      code,
      name,
      parent,
      closed: closed_at !== null,
      ...(mergedInto === null ? {} : { mergedInto }),
      ...remembered.get(code),
    })),
    people: await loadPeople(trx, source),
    addressesElsewhere: elsewhere.rows.map(({ email }) => email),
    departmentsElsewhere: await departmentsElsewhere(trx, source),
  };
}

/** Departments that others than this source's people are, or will be, employed in. */
async function departmentsElsewhere(trx: Trx, source: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    with others as (
      select id, department_id from employees
      where source <> ${source} and (left_at is null or begins_on is not null)
    )
    select code from departments where id in (
      select department_id from others
      union select m.department_id from employments m join others o on o.id = m.employee_id)
    order by code`.execute(trx);
  return rows.map(({ code }) => code);
}

/** A source's people: their columns are fetched now, in batches, and they are made later. */
export async function loadPeople(trx: Database, source: string): Promise<StoredPeople> {
  const codes = await departmentCodes(trx);
  const batches: PeopleBatch[] = [];
  for (let after = 0; ; ) {
    const { last, ...people } = await loadColumns(trx, source, after);
    if (last === null) return storedPeople(batches, codes);
    const employments = await loadEmployments(trx, after, last);
    batches.push({ people, employments, absences: await loadAbsences(trx, source, after, last) });
    after = last;
  }
}

async function loadColumns(
  trx: Database,
  source: string,
  after: number,
): Promise<PeopleColumns & { last: number | null }> {
  const of = columnBy('id');
  const { rows } = await sql<PeopleColumns & { last: number | null }>`
    select max(id) as last, ${of('id::text')} as ids, ${of('employment_number')} as numbers,
      ${of('first_name')} as "firstNames", ${of('last_name')} as "lastNames",
      ${of('lower(email)')} as emails, ${of('language')} as languages,
      ${of('title')} as titles, ${of('department_id::text')} as departments,
      ${of('begins_on::text')} as begins,
      ${of('concat(left_at is not null, email_source is not null, language_source is not null)')} as flags
    from (select * from employees where source = ${source} and id > ${after}
      order by id limit ${batchSize}) e`.execute(trx);
  return onlyRow(rows);
}

function onlyRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('An aggregate has one row.');
  return row;
}

/** Expressions and order are ours; no text that holds the signs in between gets into the tables. */
function columnBy(order: string) {
  return (expression: string) =>
    sql.raw(`string_agg(coalesce(${expression}, chr(30)), chr(31) order by ${order})`);
}

/** Codes by id, as text. */
async function departmentCodes(trx: Database): Promise<Map<string, string>> {
  const rows = await trx.selectFrom('departments').select(['id', 'code']).execute();
  return new Map(rows.map(({ id, code }) => [String(id), code]));
}

async function loadEmployments(
  trx: Database,
  after: number,
  last: number,
): Promise<EmploymentColumns> {
  const of = columnBy('employee_id');
  const { rows } = await sql<EmploymentColumns>`
    select ${of('employee_id::text')} as owners, ${of('department_id::text')} as departments,
      ${of('title')} as titles, ${of('form')} as forms,
      ${of('starts_on::text')} as starts, ${of('ends_on::text')} as ends
    from employments where employee_id > ${after} and employee_id <= ${last}`.execute(trx);
  return onlyRow(rows);
}

/** What a source's absences made of holds; those that people made are no business of its imports. */
async function loadAbsences(
  trx: Database,
  source: string,
  after: number,
  last: number,
): Promise<Map<string, Absence[]>> {
  const rows = await trx
    .selectFrom('holds')
    .select(['employee_id', 'from_on', 'until_on'])
    .where('source', '=', source)
    .where('employee_id', '>', after)
    .where('employee_id', '<=', last)
    .orderBy('from_on')
    .orderBy(sql`coalesce(until_on::text, '')`)
    .execute();
  const byEmployee = new Map<string, Absence[]>();
  for (const { employee_id, from_on, until_on } of rows) {
    const own = byEmployee.get(String(employee_id)) ?? [];
    own.push({ from: from_on, until: until_on });
    byEmployee.set(String(employee_id), own);
  }
  return byEmployee;
}

/**
 * Equal for equal states of what a source's import is compared with, whoever wrote it:
 * computed where the data lies.
 */
export async function fingerprintRoster(trx: Trx, source: string): Promise<string> {
  const { rows } = await sql<{ base: string }>`
    select concat_ws(':',
      (select count(*) || '.' || coalesce(sum(hashtextextended(e::text, 0)), 0) from employees e
        where source = ${source}),
      (select count(*) || '.' || coalesce(sum(hashtextextended(lower(email), 0)), 0) from employees
        where source <> ${source} and (left_at is null or begins_on is not null) and email is not null),
      (select count(*) || '.' || coalesce(sum(hashtextextended(m::text, 0)), 0)
        from employments m join employees e on e.id = m.employee_id where e.source = ${source}),
      (select count(*) || '.' || coalesce(sum(hashtextextended(h::text, 0)), 0) from holds h
        where h.source = ${source}),
      (select count(*) || '.' || coalesce(sum(hashtextextended(d::text, 0)), 0) from departments d),
      (select count(*) || '.' || coalesce(sum(s.id), 0) from department_statements s
        join roster_imports r on r.id = s.import_id and r.status = 'applied' where s.source = ${source})
    ) as base`.execute(trx);
  return rows[0]?.base ?? '';
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

/**
 * Stored employment numbers, of one source or of all, that are one of these but for zeros before
 * them. @param whole without such zeros.
 */
export async function listNumbersLike(
  trx: Trx,
  source: string | null,
  whole: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select employment_number as number from employees
    where ltrim(employment_number, '0') = any(${whole}::text[])
      and (${source}::text is null or source = ${source})`.execute(trx);
  return rows.map(({ number }) => number);
}
