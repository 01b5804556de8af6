import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table departments (
      id int generated always as identity primary key,
      code text not null unique,
      name text not null,
      parent_id int references departments,
      created_at timestamptz not null default now(),
      closed_at timestamptz
    )`.execute(db);
  await sql`create index departments_parent on departments (parent_id)`.execute(db);

  // The key of a person is source + employment number; the address is only an attribute.
  await sql`
    create table employees (
      id bigint generated always as identity primary key,
      source text not null,
      employment_number text not null,
      first_name text not null,
      last_name text not null,
      email text,
      language text not null default 'sv' check (language in ('sv', 'en')),
      title text,
      department_id int references departments,
      created_at timestamptz not null default now(),
      left_at timestamptz,
      unique (source, employment_number)
    )`.execute(db);
  await sql`create index employees_email on employees (lower(email)) where email is not null`.execute(
    db,
  );
  await sql`create index employees_department on employees (department_id)`.execute(db);

  await sql`
    create table employments (
      id bigint generated always as identity primary key,
      employee_id bigint not null references employees on delete cascade,
      department_id int not null references departments,
      title text,
      form text,
      starts_on date,
      ends_on date
    )`.execute(db);
  await sql`create index employments_employee on employments (employee_id)`.execute(db);
  await sql`create index employments_department on employments (department_id)`.execute(db);

  await sql`
    create table holds (
      id bigint generated always as identity primary key,
      employee_id bigint not null references employees on delete cascade,
      from_on date not null,
      until_on date,
      reason text not null,
      created_at timestamptz not null default now(),
      check (until_on is null or until_on >= from_on)
    )`.execute(db);
  await sql`create index holds_employee on holds (employee_id)`.execute(db);

  // Rows wait here between being read and being confirmed. Identity numbers and protected
  // rows never get this far (rule 9).
  await sql`
    create table roster_imports (
      id int generated always as identity primary key,
      source text not null,
      file_name text not null,
      status text not null check (status in ('staged', 'applied', 'discarded')),
      base text not null,
      summary jsonb not null,
      created_at timestamptz not null default now(),
      applied_at timestamptz
    )`.execute(db);
  await sql`
    create table roster_rows (
      import_id int not null references roster_imports on delete cascade,
      row_number int not null,
      content jsonb not null,
      primary key (import_id, row_number)
    )`.execute(db);
}
