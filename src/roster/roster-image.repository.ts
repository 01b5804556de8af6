import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../platform/database.ts';

/** Keeps how people are, before an import writes them; new ones need no image. */
export async function keepPeople(
  trx: Trx,
  importId: number,
  source: string,
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  await keep(
    trx,
    importId,
    sql`e.source = ${source} and e.employment_number = any(${numbers}::text[])`,
  );
}

export async function keepPeopleById(
  trx: Trx,
  importId: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  await keep(trx, importId, sql`e.id = any(${ids}::bigint[])`);
}

async function keep(trx: Trx, importId: number, who: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into roster_images (import_id, employee_id, before)
    select ${importId}, e.id, jsonb_build_object(
      'person', to_jsonb(e),
      'employments', coalesce((
        select jsonb_agg(to_jsonb(m) order by m.id) from employments m where m.employee_id = e.id), '[]'),
      'holds', coalesce((
        select jsonb_agg(to_jsonb(h) order by h.id) from holds h
        where h.employee_id = e.id and h.source is not null), '[]'))
    from employees e where ${who}`.execute(trx);
}

/** Keeps how departments are, before an import writes them; null for those that it adds. */
export async function keepDepartments(trx: Trx, codes: readonly string[]): Promise<unknown> {
  const { rows } = await sql<{ images: unknown }>`
    select coalesce(jsonb_object_agg(code, to_jsonb(d)), '{}') as images
    from departments d where code = any(${codes}::text[])`.execute(trx);
  return rows[0]?.images ?? {};
}

/** Adds the images of departments, once they are written and have their ids. */
export async function storeDepartmentImages(
  trx: Trx,
  importId: number,
  codes: readonly string[],
  images: unknown,
): Promise<void> {
  if (codes.length === 0) return;
  await sql`
    insert into roster_images (import_id, department_id, before, after)
    select ${importId}, d.id, ${JSON.stringify(images)}::jsonb -> d.code, to_jsonb(d)
    from departments d where code = any(${codes}::text[])`.execute(trx);
}

/** What stands in the way of undoing an import: people and departments that have changed since. */
export type InTheWay = { people: string[]; departments: string[] };

/**
 * Finds them by the last hand: whoever is not as this import left them. Someone who now has
 * the address that an undone person would get back stands in the way as well.
 */
export async function findLaterChanges(trx: Trx, importId: number): Promise<InTheWay> {
  const people = await sql<{ number: string }>`
    select e.employment_number as number from employees e
    where (e.created_by_import = ${importId}
        or exists (select from roster_images i where i.import_id = ${importId} and i.employee_id = e.id))
      and e.changed_by_import is distinct from ${importId}
    union
    select o.employment_number from roster_images i
    join employees o on lower(o.email) = lower(i.before->'person'->>'email') and o.id <> i.employee_id
    where i.import_id = ${importId} and i.employee_id is not null and o.left_at is null
      and i.before->'person'->>'left_at' is null
      and o.changed_by_import is distinct from ${importId}
    order by 1`.execute(trx);
  const departments = await sql<{ code: string }>`
    select d.code from roster_images i join departments d on d.id = i.department_id
    where i.import_id = ${importId} and to_jsonb(d) is distinct from i.after
    order by 1`.execute(trx);
  return {
    people: people.rows.map(({ number }) => number),
    departments: departments.rows.map(({ code }) => code),
  };
}

/** Ids of the people whom an import added. */
export async function findCreated(trx: Trx, importId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from employees where created_by_import = ${importId} order by id`.execute(trx);
  return rows.map(({ id }) => id);
}

/**
 * Which of these employees a mail has left for, or may have: that cannot be undone. The one
 * look of this room at a table to its right, since the foreign keys point here.
 */
export async function findMailed(trx: Trx, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct employee_id as id from deliveries
    where employee_id = any(${ids}::bigint[]) and state in ('sending', 'sent', 'failed', 'unknown')
    order by 1`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Forgets people whom an import had added. */
export async function deletePeople(trx: Trx, ids: readonly number[]): Promise<void> {
  // Else the triggers take it for an erasure, and remove the accounts these people sign in with.
  await sql`select set_config('nanokurs.roster_undo', 'on', true)`.execute(trx);
  await sql`delete from employees where id = any(${ids}::bigint[])`.execute(trx);
}

/** For those who cannot vanish any more: they are leavers from now on. */
export async function retirePeople(trx: Trx, ids: readonly number[], now: Date): Promise<void> {
  await sql`
    update employees
    set left_at = coalesce(left_at, ${now}::timestamptz), begins_on = null,
      changed_by_import = null
    where id = any(${ids}::bigint[])`.execute(trx);
}

/** Puts people back as they were, with the employments and absences they had. @returns how many. */
export async function restorePeople(trx: Trx, importId: number): Promise<number> {
  const images = sql`roster_images i where i.import_id = ${importId} and i.employee_id is not null`;
  const result = await sql`
    update employees e
    set (source, employment_number, first_name, last_name, email, email_source, language,
        language_source, title, department_id, left_at, begins_on, anonymised_at,
        created_by_import, changed_by_import)
      = (select o.source, o.employment_number, o.first_name, o.last_name, o.email, o.email_source,
          o.language, o.language_source, o.title, o.department_id, o.left_at, o.begins_on,
          o.anonymised_at, o.created_by_import, o.changed_by_import
        from jsonb_populate_record(null::employees, i.before->'person') o)
    from ${images} and e.id = i.employee_id`.execute(trx);
  await sql`
    delete from employments m using ${images} and m.employee_id = i.employee_id`.execute(trx);
  await sql`
    insert into employments overriding system value
    select m.* from ${sql`roster_images i`},
      jsonb_populate_recordset(null::employments, i.before->'employments') m
    where i.import_id = ${importId} and i.employee_id is not null`.execute(trx);
  await sql`
    delete from holds h using ${images} and h.employee_id = i.employee_id and h.source is not null`.execute(
    trx,
  );
  await sql`
    insert into holds overriding system value
    select h.* from roster_images i,
      jsonb_populate_recordset(null::holds, i.before->'holds') h
    where i.import_id = ${importId} and i.employee_id is not null`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * Puts departments back. One that the import added goes, unless people or figures have come to
 * hang on it: then it is closed. @returns codes of those that stay.
 */
export async function restoreDepartments(trx: Trx, importId: number, now: Date): Promise<string[]> {
  await sql`
    update departments d
    set (name, parent_id, closed_at, merged_into, merged_at, merged_how) = (select o.name,
      o.parent_id, o.closed_at, o.merged_into, o.merged_at, o.merged_how
      from jsonb_populate_record(null::departments, i.before) o)
    from roster_images i
    where i.import_id = ${importId} and d.id = i.department_id and i.before is not null`.execute(
    trx,
  );
  const { rows } = await sql<{ id: number; code: string }>`
    with recursive added as (
      select d.id, d.code, d.parent_id from roster_images i join departments d on d.id = i.department_id
      where i.import_id = ${importId} and i.before is null
    ), deep as (
      select id, code, 0 as depth from added
      where parent_id is null or parent_id not in (select id from added)
      union all
      select a.id, a.code, deep.depth + 1 from added a join deep on a.parent_id = deep.id
    ) select id, code from deep order by depth desc, id`.execute(trx);
  const kept: string[] = [];
  for (const { id, code } of rows) if (!(await deleteIfFree(trx, id))) kept.push(code);
  await sql`
    update departments set closed_at = ${now}::timestamptz
    where code = any(${kept}::text[]) and closed_at is null`.execute(trx);
  return kept;
}

/** What hangs on a department is known to the foreign keys of every room. */
async function deleteIfFree(trx: Trx, id: number): Promise<boolean> {
  await sql`savepoint one_department`.execute(trx);
  try {
    await sql`delete from departments where id = ${id}`.execute(trx);
    await sql`release savepoint one_department`.execute(trx);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '23503') throw error;
    await sql`rollback to savepoint one_department`.execute(trx);
    return false;
  }
}

/** True while an import can be undone: its images are gone after a while (rule 15). */
export async function forgetImages(trx: Trx, before: Date): Promise<number> {
  const result = await sql`
    delete from roster_images i using roster_imports r
    where r.id = i.import_id and r.applied_at < ${before}::timestamptz`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
