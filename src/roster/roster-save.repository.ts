import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { Employment } from './main-employment.ts';
import type { NewPeople } from './new-people.ts';
import type { Department, Person } from './roster-state.ts';
import { textColumn } from './text-column.ts';

const batchSize = 2_500;

/** The hand behind a change: which import, or null for any other. */
export type Author = { import: number | null };

/** Writes departments by code; a closed one that is written opens again. Parents may be among them. */
export async function saveDepartments(trx: Trx, departments: readonly Department[]): Promise<void> {
  if (departments.length === 0) return;
  const given = sql`json_to_recordset(${JSON.stringify(departments)}::json) as g(code text, name text, parent text)`;
  // Added where they belong, new ones stand below each other at once: moving them there afterwards
  // would write the history of each a second time.
  await sql`
    with placed as materialized (
      select g.code, g.name, g.parent,
        coalesce(d.id, nextval(pg_get_serial_sequence('departments', 'id'))::int) as id
      from ${given} left join departments d on d.code = g.code
    )
    insert into departments (id, code, name, parent_id) overriding system value
    select g.id, g.code, g.name, coalesce(p.id, d.id)
    from placed g
    left join placed p on p.code = g.parent
    left join departments d on d.code = g.parent
    on conflict (code) do update set name = excluded.name, closed_at = null`.execute(trx);
  await sql`
    update departments d set parent_id = p.id
    from ${given} left join departments p on p.code = g.parent
    where d.code = g.code and d.parent_id is distinct from p.id`.execute(trx);
}

/**
 * Inserts people or brings them up to date, employments and absences included; who had left is
 * back. Holds that people made stay as they are.
 */
export async function savePeople(
  trx: Trx,
  source: string,
  people: readonly Person[],
  now: Date,
  author: Author = { import: null },
): Promise<void> {
  const ids = await departmentIds(trx);
  for (let at = 0; at < people.length; at += batchSize)
    await saveBatch(trx, source, people.slice(at, at + batchSize), now, author, ids);
}

/**
 * The same for people none of whom is stored: with their ids drawn beforehand nothing has to be
 * read back, and one batch is written down while the server takes in the one before.
 */
export async function insertPeople(
  trx: Trx,
  source: string,
  people: NewPeople,
  now: Date,
  author: Author,
): Promise<void> {
  if (people.count === 0) return;
  const departments = await departmentIds(trx);
  const drawn = await drawIds(trx, people.count);
  let before: Promise<unknown> = Promise.resolve();
  for (const batch of inBatches(people)) {
    const ids = drawn.splice(0, batch.length);
    const employeeIds = new Map(batch.map(({ number }, index) => [number, ids[index] ?? 0]));
    const persons = sql`
      insert into employees (id, ${personNames}, source, created_at, left_at, created_by_import,
        changed_by_import)
      overriding system value
      select id, ${personNames}, ${source}, ${now}::timestamptz,
        case when away then ${now}::timestamptz end, ${author.import}::int, ${author.import}::int
      from unnest(${column(ids)}::bigint[], ${personColumns(batch, departments)})
        as g(id, ${personNames}, away)
      where id is not null`;
    const employments = employmentsOf(batch, employeeIds, departments);
    await before;
    before = persons
      .execute(trx)
      .then(() => employments.execute(trx))
      .then(() => insertAbsences(trx, source, batch, employeeIds));
    // It is awaited in the next round; failing meanwhile is nothing unhandled.
    before.catch(() => undefined);
  }
  await before;
}

function* inBatches(people: Iterable<Person>): Generator<Person[]> {
  let batch: Person[] = [];
  for (const person of people) {
    batch.push(person);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function drawIds(trx: Trx, count: number): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    with sequence as materialized (
      select pg_get_serial_sequence('employees', 'id')::regclass as name
    )
    select string_agg(nextval(name)::text, ',') as ids
    from sequence, generate_series(1, ${count}::int)`.execute(trx);
  return (rows[0]?.ids ?? '').split(',').map(Number);
}

const personNames = sql`employment_number, first_name, last_name, email, language, title,
  department_id, begins_on`;

/** What `personNames` names, then whether they are away, as arguments of unnest. */
function personColumns(people: readonly Person[], departments: ReadonlyMap<string, number>) {
  const of = (value: (person: Person) => string | number | null) => column(people.map(value));
  return sql`
    ${of(({ number }) => number)}, ${of(({ firstName }) => firstName)},
    ${of(({ lastName }) => lastName)}, ${of(({ email }) => email)},
    ${of(({ language }) => language)}, ${of(({ title }) => title)},
    ${of(({ department }) => (department === null ? null : (departments.get(department) ?? null)))}::int[],
    ${of(({ begins }) => begins)}::date[], ${of(({ left }) => (left ? 't' : 'f'))}::boolean[]`;
}

const onConflict = sql`
  on conflict (source, employment_number) do update set
    first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
    language = excluded.language, title = excluded.title,
    department_id = excluded.department_id, begins_on = excluded.begins_on,
    left_at = case when excluded.left_at is not null then coalesce(e.left_at, excluded.left_at) end,
    anonymised_at = null, changed_by_import = excluded.changed_by_import`;

async function saveBatch(
  trx: Trx,
  source: string,
  people: readonly Person[],
  now: Date,
  author: Author,
  departments: ReadonlyMap<string, number>,
): Promise<void> {
  const { rows } = await sql<{ id: number; number: string; isNew: boolean }>`
    insert into employees as e (${personNames}, source, created_at, left_at, created_by_import,
      changed_by_import)
    select ${personNames}, ${source}, ${now}::timestamptz,
      case when away then ${now}::timestamptz end, ${author.import}::int, ${author.import}::int
    from unnest(${personColumns(people, departments)}) as g(${personNames}, away)
    where employment_number is not null
    ${onConflict}
    returning e.id, e.employment_number as number, e.xmax = 0 as "isNew"`.execute(trx);
  const employeeIds = new Map(rows.map(({ id, number }) => [number, id]));
  const known = rows.filter(({ isNew }) => !isNew).map(({ id }) => id);
  await clearRepeated(trx, source, known);
  await employmentsOf(people, employeeIds, departments).execute(trx);
  await insertAbsences(trx, source, people, employeeIds);
}

/** Employments, and holds that the source's absences made, are written anew. */
async function clearRepeated(trx: Trx, source: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from employments where employee_id = any(${ids}::bigint[])`.execute(trx);
  await sql`
    delete from holds where source = ${source} and employee_id = any(${ids}::bigint[])`.execute(
    trx,
  );
}

/** The statement that adds the employments of people who have none. */
function employmentsOf(
  people: readonly Person[],
  employeeIds: ReadonlyMap<string, number>,
  departments: ReadonlyMap<string, number>,
) {
  const owners: (number | null)[] = [];
  const all: Employment[] = [];
  for (const { number, employments } of people)
    for (const employment of employments) {
      owners.push(employeeIds.get(number) ?? null);
      all.push(employment);
    }
  const of = (value: (employment: Employment) => string | number | null) => column(all.map(value));
  return sql`
    insert into employments (employee_id, department_id, title, form, starts_on, ends_on)
    select * from unnest(
      ${column(owners)}::bigint[], ${of(({ department }) => departments.get(department) ?? null)}::int[],
      ${of(({ title }) => title)}, ${of(({ form }) => form)},
      ${of(({ startsOn }) => startsOn)}::date[], ${of(({ endsOn }) => endsOn)}::date[])
      as m(employee_id, department_id, title, form, starts_on, ends_on)
    where employee_id is not null`;
}

async function insertAbsences(
  trx: Trx,
  source: string,
  people: readonly Person[],
  employeeIds: ReadonlyMap<string, number>,
): Promise<void> {
  const all = people.flatMap(({ number, absences }) =>
    absences.map(({ from, until }) => ({ id: employeeIds.get(number), from, until })),
  );
  if (all.length === 0) return;
  await sql`
    insert into holds (employee_id, from_on, until_on, reason, source)
    select id, "from", until, 'frånvaro', ${source}
    from json_to_recordset(${JSON.stringify(all)}::json) as g(id bigint, "from" date, until date)`.execute(
    trx,
  );
}

function column(values: readonly (string | number | null)[]) {
  return sql`string_to_array(${textColumn(values)}::text, chr(31), chr(30))`;
}

async function departmentIds(trx: Trx): Promise<Map<string, number>> {
  const rows = await trx.selectFrom('departments').select(['id', 'code']).execute();
  return new Map(rows.map(({ id, code }) => [code, id]));
}

/** Employments stay with leavers, so that it can be told where they worked. */
export async function markLeft(
  trx: Trx,
  source: string,
  numbers: readonly string[],
  now: Date,
  author: Author = { import: null },
): Promise<void> {
  await sql`
    update employees
    set left_at = coalesce(left_at, ${now}::timestamptz), begins_on = null,
      changed_by_import = ${author.import}::int
    where source = ${source} and employment_number = any(${numbers}::text[])
      and (left_at is null or begins_on is not null)`.execute(trx);
}

/** Removes people with all that hangs on them, what waits in files and images included (rule 9). */
export async function erasePeople(
  trx: Trx,
  source: string,
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  await sql`
    delete from roster_held where source = ${source} and number = any(${numbers}::text[])`.execute(
    trx,
  );
  await sql`
    delete from employees
    where source = ${source} and employment_number = any(${numbers}::text[])`.execute(trx);
}
