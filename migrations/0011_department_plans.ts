import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Changes of departments stated for a day to come. Codes, not ids: what they name may be gone
  // by then, which must be told on that day, not forbidden today.
  await sql`
    create table department_plans (
      id int generated always as identity primary key,
      change jsonb not null,
      valid_from timestamptz not null,
      state text not null default 'planned'
        check (state in ('planned', 'done', 'failed', 'withdrawn')),
      problem text,
      planned_at timestamptz not null,
      settled_at timestamptz,
      check ((state = 'planned') = (settled_at is null)),
      check ((state = 'failed') <= (problem is not null))
    )`.execute(db);
  await sql`
    create index department_plans_open on department_plans (valid_from, id)
      where state = 'planned'`.execute(db);

  // What a source's files have said of a department: a row where that was new. The last one of an
  // import that still stands counts, so undoing an import takes back what it said.
  await sql`
    create table department_statements (
      id bigint generated always as identity primary key,
      import_id int not null references roster_imports on delete cascade,
      source text not null,
      department_id int not null references departments on delete cascade,
      name text not null,
      parent text
    )`.execute(db);
  await sql`
    create index department_statements_last
      on department_statements (source, department_id, id desc)`.execute(db);
  await sql`
    create index department_statements_import on department_statements (import_id)`.execute(db);
  await sql`
    create index department_statements_department
      on department_statements (department_id)`.execute(db);

  // Null: stated by somebody. Else an import saw it: 'recognised' into a department with people
  // of its own, 'recoded' where only the code is new.
  await sql`
    alter table departments add column merged_how text
      check (merged_how in ('recognised', 'recoded'))`.execute(db);
  await sql`
    create or replace function unmerge_department() returns trigger language plpgsql as $$
    begin
      new.merged_into := null;
      new.merged_at := null;
      new.merged_how := null;
      return new;
    end $$`.execute(db);
}
