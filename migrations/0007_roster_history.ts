import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // left_at is set for whoever is not employed at present; begins_on tells those whose first
  // employment is still to come from those who have left.
  await sql`
    alter table employees
      add column begins_on date,
      add column email_source text,
      add column language_source text,
      add column anonymised_at timestamptz,
      add column created_by_import int,
      add column changed_by_import int`.execute(db);
  await sql`
    create index employees_left on employees (left_at)
      where left_at is not null and anonymised_at is null`.execute(db);

  // A hold with a source comes from that source's absences and is replaced by its next import;
  // without one it was made by a person.
  await sql`alter table holds add column source text`.execute(db);

  await sql`
    alter table roster_imports
      drop constraint roster_imports_status_check,
      add constraint roster_imports_status_check
        check (status in ('staged', 'applied', 'discarded', 'undone')),
      add column kind text not null default 'people' check (kind in ('people', 'addresses')),
      add column undone_at timestamptz`.execute(db);

  // What undo puts back: the row as it was before the import; null where it was not there. What
  // an import has created is found by created_by_import and needs no row here.
  await sql`
    create table roster_images (
      id bigint generated always as identity primary key,
      import_id int not null references roster_imports on delete cascade,
      employee_id bigint references employees on delete cascade,
      department_id int references departments on delete cascade,
      before jsonb,
      after jsonb,
      check (num_nonnulls(employee_id, department_id) = 1)
    )`.execute(db);
  await sql`create index roster_images_import on roster_images (import_id)`.execute(db);
  await sql`create index roster_images_employee on roster_images (employee_id)`.execute(db);

  await sql`
    create table roster_held (
      id int generated always as identity primary key,
      source text not null,
      number text not null,
      person jsonb not null,
      import_id int not null references roster_imports on delete cascade,
      replaced_by_import int,
      created_at timestamptz not null
    )`.execute(db);

  // Rule 15: a while after its campaign has ended an enrolment loses its person and stays for
  // the figures, and so do its mails.
  await sql`alter table enrolments alter column employee_id drop not null`.execute(db);
  await sql`alter table deliveries alter column employee_id drop not null`.execute(db);
}
