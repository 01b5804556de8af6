import { type Kysely, sql } from 'kysely';

/**
 * The two foreign keys of employments, kept set by set instead of row by row: with a hundred
 * thousand rows added at once their checks, each a query and a lock of its own, took a third of
 * what saving a first staff list takes. What they promise stays, with the same SQLSTATE and
 * names: every employment has its employee and its department; deleting an employee deletes
 * the employments; a department in use cannot be deleted; both hold against transactions running
 * at the same time (read committed), by the same row locks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table employments
      drop constraint employments_employee_id_fkey,
      drop constraint employments_department_id_fkey`.execute(db);
  await checkWritten(db);
  await followEmployees(db);
  await keepUsedDepartments(db);
}

async function checkWritten(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function check_employment_keys() returns trigger language plpgsql as $$
    declare
      wrong record;
    begin
      -- Locked first and looked for afterwards, in a later snapshot: what is found stays.
      perform from departments d
      where d.id in (select w.department_id from written w)
      order by d.id for key share;
      -- Nobody else can delete a row that this transaction itself has written.
      perform from employees e
      where e.id in (select w.employee_id from written w)
        and e.xmin <> pg_current_xact_id()::xid
      order by e.id for key share;
      select w.employee_id, w.department_id, d.id is null as no_department into wrong
      from written w
      left join departments d on d.id = w.department_id
      left join employees e on e.id = w.employee_id
      where d.id is null or e.id is null limit 1;
      if found then
        raise exception 'employment of employee % in department %: there is no such %',
            wrong.employee_id, wrong.department_id,
            case when wrong.no_department then 'department' else 'employee' end
          using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = case when wrong.no_department
              then 'employments_department_id_fkey' else 'employments_employee_id_fkey' end;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger employments_insert_keys after insert on employments
      referencing new table as written
      for each statement execute function check_employment_keys()`.execute(db);
  await sql`
    create trigger employments_update_keys after update on employments
      referencing new table as written
      for each statement execute function check_employment_keys()`.execute(db);
}

async function followEmployees(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function delete_employments() returns trigger language plpgsql as $$
    begin
      delete from employments m using gone g where m.employee_id = g.id;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger employees_delete_employments after delete on employees
      referencing old table as gone
      for each statement execute function delete_employments()`.execute(db);
  await sql`
    create function empty_employments() returns trigger language plpgsql as $$
    begin
      delete from employments;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger employees_empty_employments before truncate on employees
      for each statement execute function empty_employments()`.execute(db);
  await sql`
    create trigger departments_empty_employments before truncate on departments
      for each statement execute function empty_employments()`.execute(db);
}

async function keepUsedDepartments(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function keep_used_departments() returns trigger language plpgsql as $$
    declare
      used int;
    begin
      select m.department_id into used
      from employments m join gone g on g.id = m.department_id limit 1;
      if found then
        raise exception 'department % is still used by employments', used
          using errcode = 'foreign_key_violation', schema = tg_table_schema,
            table = 'employments', constraint = 'employments_department_id_fkey';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger departments_keep_used after delete on departments
      referencing old table as gone
      for each statement execute function keep_used_departments()`.execute(db);
  await sql`
    create function keep_employment_key() returns trigger language plpgsql as $$
    begin
      raise exception 'the id of % may not change', tg_table_name
        using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name;
    end $$`.execute(db);
  for (const table of ['employees', 'departments'])
    await sql`
      create trigger ${sql.raw(`${table}_keep_id`)} before update of id on ${sql.table(table)}
        for each row when (new.id <> old.id) execute function keep_employment_key()`.execute(db);
}
