import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import { loadRemembered } from './department-statement.repository.ts';
import type { Employment } from './main-employment.ts';
import type { Absence, RosterState, StoredPerson } from './roster-state.ts';
import { columnTexts, textOrNull } from './text-column.ts';

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

/** Columns of people, each as one text: a tenth of what a row for each of them costs to read. */
type PeopleColumns = Record<
  | 'ids'
  | 'numbers'
  | 'firstNames'
  | 'lastNames'
  | 'emails'
  | 'languages'
  | 'titles'
  | 'departments'
  | 'begins'
  | 'flags',
  string | null
>;

/**
 * A source's people; in batches, so that only what is kept takes memory, and with each repeated
 * text kept once.
 */
export async function loadPeople(trx: Database, source: string): Promise<StoredPerson[]> {
  const codes = await departmentCodes(trx);
  const once = repeating();
  const shared = (text: string | undefined) => {
    const value = textOrNull(text);
    return value === null ? null : once(value);
  };
  const people: StoredPerson[] = [];
  for (let after = 0; ; ) {
    const columns = await loadColumns(trx, source, after);
    const of = (name: keyof PeopleColumns) => columnTexts(columns[name]);
    const ids = of('ids').map(Number);
    const last = ids.at(-1);
    if (last === undefined) return people;
    const employments = await loadEmployments(trx, after, last, codes, once);
    const absences = await loadAbsences(trx, source, after, last);
    const [numbers, firstNames, lastNames] = [of('numbers'), of('firstNames'), of('lastNames')];
    const [emails, languages, titles] = [of('emails'), of('languages'), of('titles')];
    const [departments, begins, flags] = [of('departments'), of('begins'), of('flags')];
    for (const [at, id] of ids.entries())
      people.push({
        number: numbers[at] ?? '',
        firstName: once(firstNames[at] ?? ''),
        lastName: once(lastNames[at] ?? ''),
        email: textOrNull(emails[at]),
        language: languages[at] === 'en' ? 'en' : 'sv',
        title: shared(titles[at]),
        department: codes.get(departments[at] ?? '') ?? null,
        employments: employments.get(id) ?? [],
        absences: absences.get(id) ?? none,
        left: flags[at]?.[0] === 't',
        begins: shared(begins[at]),
        keepsEmail: flags[at]?.[1] === 't',
        keepsLanguage: flags[at]?.[2] === 't',
      });
    after = last;
  }
}

async function loadColumns(trx: Database, source: string, after: number): Promise<PeopleColumns> {
  const { rows } = await sql<PeopleColumns>`
    select ${column('id::text')} as ids, ${column('employment_number')} as numbers,
      ${column('first_name')} as "firstNames", ${column('last_name')} as "lastNames",
      ${column('lower(email)')} as emails, ${column('language')} as languages,
      ${column('title')} as titles, ${column('department_id::text')} as departments,
      ${column('begins_on::text')} as begins,
      ${column('concat(left_at is not null, email_source is not null, language_source is not null)')} as flags
    from (select * from employees where source = ${source} and id > ${after}
      order by id limit ${batchSize}) e`.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error('An aggregate has one row.');
  return row;
}

/** The expression is ours; no text that holds the signs in between gets into the tables. */
function column(expression: string) {
  return sql`string_agg(coalesce(${sql.raw(expression)}, chr(30)), chr(31))`;
}

const none: readonly Absence[] = [];

/** Gives back the first text that was equal, so that a list's few titles are kept once. */
function repeating(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, text);
    return text;
  };
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
  codes: ReadonlyMap<string, string>,
  once: (text: string) => string,
): Promise<Map<number, Employment[]>> {
  type Columns = Record<'owners' | 'departments' | 'titles' | 'forms' | 'starts' | 'ends', string>;
  const { rows } = await sql<Columns>`
    select ${column('employee_id::text')} as owners, ${column('department_id::text')} as departments,
      ${column('title')} as titles, ${column('form')} as forms,
      ${column('starts_on::text')} as starts, ${column('ends_on::text')} as ends
    from employments where employee_id > ${after} and employee_id <= ${last}`.execute(trx);
  const of = (name: keyof Columns) => columnTexts(rows[0]?.[name] ?? null);
  const shared = (text: string | undefined) => {
    const value = textOrNull(text);
    return value === null ? null : once(value);
  };
  const [departments, titles, forms] = [of('departments'), of('titles'), of('forms')];
  const [starts, ends] = [of('starts'), of('ends')];
  const byEmployee = new Map<number, Employment[]>();
  for (const [at, owner] of of('owners').entries()) {
    const employment: Employment = {
      department: codes.get(departments[at] ?? '') ?? '',
      title: shared(titles[at]),
      form: shared(forms[at]),
      startsOn: shared(starts[at]),
      endsOn: shared(ends[at]),
    };
    const own = byEmployee.get(Number(owner));
    if (own === undefined) byEmployee.set(Number(owner), [employment]);
    else own.push(employment);
  }
  return byEmployee;
}

/** What a source's absences made of holds; those that people made are no business of its imports. */
async function loadAbsences(
  trx: Database,
  source: string,
  after: number,
  last: number,
): Promise<Map<number, Absence[]>> {
  const rows = await trx
    .selectFrom('holds')
    .select(['employee_id', 'from_on', 'until_on'])
    .where('source', '=', source)
    .where('employee_id', '>', after)
    .where('employee_id', '<=', last)
    .orderBy('from_on')
    .orderBy(sql`coalesce(until_on::text, '')`)
    .execute();
  const byEmployee = new Map<number, Absence[]>();
  for (const { employee_id, from_on, until_on } of rows) {
    const own = byEmployee.get(employee_id) ?? [];
    own.push({ from: from_on, until: until_on });
    byEmployee.set(employee_id, own);
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
