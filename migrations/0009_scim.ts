import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Web and worker share nothing but Postgres, so uploads wait here. Content and the diff's
  // names are gone after 24 hours at the latest (rule 15); the row stays for its key.
  await sql`
    create table roster_uploads (
      id uuid primary key,
      idempotency_key text unique,
      file_name text not null,
      bytes bigint not null default 0,
      content_hash bytea,
      source text not null default '',
      scope jsonb,
      profile text,
      status text not null check (status in ('receiving', 'queued', 'reading', 'staged', 'failed')),
      starts smallint not null default 0,
      rows_read int not null default 0,
      import_id int references roster_imports on delete set null,
      document jsonb,
      error jsonb,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index roster_uploads_created on roster_uploads (created_at)`.execute(db);
  await sql`
    create table roster_upload_chunks (
      upload_id uuid not null references roster_uploads on delete cascade,
      position int not null,
      content bytea not null,
      primary key (upload_id, position)
    )`.execute(db);
  // What comes from HR is compressed already or read once; trying to compress it costs more.
  await sql`alter table roster_upload_chunks alter column content set storage external`.execute(db);

  // Whoever is erased, by whatever hand, is not named in a diff that is still shown (rule 9).
  await sql`
    create function forget_upload_names() returns trigger language plpgsql as $$
    begin
      update roster_uploads set document = document || '{"errors": [], "lists":
        {"joiners": [], "leavers": [], "movers": [], "changed": [], "held": []}}'::jsonb
      where document @? '$.lists.*[*]' or document @? '$.errors[*]';
      return null;
    end $$`.execute(db);
  await sql`
    create trigger employees_forget_upload_names after delete on employees
      for each statement execute function forget_upload_names()`.execute(db);

  // An account of the directory. It is an employee only where employee_id says so.
  await sql`
    create table scim_users (
      id uuid primary key,
      position bigint generated always as identity unique,
      user_name text not null,
      external_id text,
      active boolean not null,
      document jsonb not null,
      employee_id bigint references employees on delete cascade,
      state text not null check (state in ('employee', 'pending', 'inactive')),
      reason text,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      inactive_since timestamptz,
      retried_at timestamptz
    )`.execute(db);
  await sql`create unique index scim_users_name on scim_users (lower(user_name))`.execute(db);
  await sql`
    create unique index scim_users_external on scim_users (external_id)
      where external_id is not null`.execute(db);
  await sql`create unique index scim_users_employee on scim_users (employee_id)`.execute(db);
  await sql`create index scim_users_reason on scim_users (reason) where reason is not null`.execute(
    db,
  );

  // Kept apart from the accounts, which a DELETE removes: the brake must still count them.
  await sql`
    create table scim_deactivations (
      id bigint generated always as identity primary key,
      employee_id bigint not null references employees on delete cascade,
      state text not null check (state in ('applied', 'held', 'confirmed', 'withdrawn')),
      at timestamptz not null,
      settled_at timestamptz
    )`.execute(db);
  await sql`create index scim_deactivations_employee on scim_deactivations (employee_id)`.execute(
    db,
  );
  await sql`
    create unique index scim_deactivations_held on scim_deactivations (employee_id)
      where state = 'held'`.execute(db);
}
