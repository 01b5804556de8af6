import { type Kysely, sql } from 'kysely';

/**
 * The tree's past, and what keeps the tree a tree. Both are the database's own work, so that no
 * way of writing departments (import, undo, directory, command) can forget them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A code that a merge retired is an alias of the department that took its people.
  await sql`
    alter table departments
      add column merged_into int references departments,
      add column merged_at timestamptz,
      add constraint departments_merged check (
        (merged_into is null) = (merged_at is null)
        and (merged_into is null or (closed_at is not null and merged_into <> id)))`.execute(db);
  await sql`create index departments_merged_into on departments (merged_into)
    where merged_into is not null`.execute(db);

  await sql`
    create table department_history (
      department_id int not null references departments on delete cascade,
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to > valid_from),
      name text not null,
      parent_id int references departments,
      primary key (department_id, valid_from)
    )`.execute(db);
  await sql`
    create unique index department_history_current on department_history (department_id)
      where valid_to is null`.execute(db);
  await sql`
    insert into department_history (department_id, valid_from, valid_to, name, parent_id)
    select id, created_at, case when closed_at > created_at then closed_at end, name, parent_id
    from departments`.execute(db);

  await refuseCircles(db);
  await reopenMerged(db);
  await rememberChanges(db);
}

/**
 * Runs once a statement has written all its rows, so that one statement may turn a branch upside
 * down. The roster's lock comes first: two moves at once would each not see the other.
 */
async function refuseCircles(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_department_circle() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(726171, 2);
      if exists (
        with recursive above as (
          select new.parent_id as id
          union
          select d.parent_id from departments d join above a on d.id = a.id
          where d.parent_id is not null
        ) select from above where id = new.id
      ) then
        raise exception 'department % would stand below itself', new.code
          using errcode = 'integrity_constraint_violation',
            constraint = 'departments_no_circle', table = 'departments';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger departments_insert_no_circle after insert on departments
      for each row when (new.parent_id is not null)
      execute function refuse_department_circle()`.execute(db);
  await sql`
    create trigger departments_move_no_circle after update of parent_id on departments
      for each row when (new.parent_id is not null and new.parent_id is distinct from old.parent_id)
      execute function refuse_department_circle()`.execute(db);
}

/** A department that opens again is itself once more. */
async function reopenMerged(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function unmerge_department() returns trigger language plpgsql as $$
    begin
      new.merged_into := null;
      new.merged_at := null;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger departments_unmerge before update of closed_at on departments
      for each row when (old.closed_at is not null and new.closed_at is null)
      execute function unmerge_department()`.execute(db);
}

/**
 * Writes names and parents into the history, from the time that the transaction has stated in
 * nanokurs.valid_from, else from the service's now (the virtual clock where there is one). A time
 * before later periods changes those too: so it has been called since then.
 */
async function rememberChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function remember_department() returns trigger language plpgsql as $$
    declare
      since timestamptz := coalesce(
        nullif(current_setting('nanokurs.valid_from', true), '')::timestamptz,
        (select c.now from virtual_clock c where c.id = 1),
        now());
      opens boolean := tg_op = 'INSERT';
      renamed boolean := false;
      moved boolean := false;
      period department_history;
    begin
      if tg_op = 'UPDATE' then
        opens := old.closed_at is not null and new.closed_at is null;
        renamed := new.name is distinct from old.name;
        moved := new.parent_id is distinct from old.parent_id;
      end if;

      if new.closed_at is not null then
        if tg_op = 'UPDATE' and old.closed_at is null then
          delete from department_history h
          where h.department_id = new.id and h.valid_from >= new.closed_at
            and exists (select from department_history o
              where o.department_id = new.id and o.valid_from < new.closed_at);
          update department_history h set valid_to = new.closed_at
          where h.department_id = new.id and h.valid_from < new.closed_at
            and (h.valid_to is null or h.valid_to > new.closed_at);
        end if;
        if tg_op = 'UPDATE' then return null; end if;
      end if;

      if opens then
        update department_history h set valid_to = null
        where h.department_id = new.id and h.valid_to >= since
          and not exists (select from department_history o
            where o.department_id = new.id and o.valid_from > h.valid_from);
        insert into department_history (department_id, valid_from, name, parent_id)
        select new.id, since, new.name, new.parent_id
        where not exists (select from department_history o
          where o.department_id = new.id and o.valid_to is null);
      end if;
      if not (renamed or moved) then return null; end if;

      select * into period from department_history h
      where h.department_id = new.id and h.valid_from < since
        and (h.valid_to is null or h.valid_to > since);
      if found then
        update department_history h set valid_to = since
        where h.department_id = new.id and h.valid_from = period.valid_from;
        insert into department_history (department_id, valid_from, valid_to, name, parent_id)
        values (new.id, since, period.valid_to, period.name, period.parent_id);
      end if;
      update department_history h set
        name = case when renamed then new.name else h.name end,
        parent_id = case when moved then new.parent_id else h.parent_id end
      where h.department_id = new.id and h.valid_from >= since;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger departments_remember
      after insert or update of name, parent_id, closed_at on departments
      for each row execute function remember_department()`.execute(db);
}
