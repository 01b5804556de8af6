import { type Kysely, sql } from 'kysely';

/** People who sign in, what they may see, their sessions, and the links and limits of signing in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id int generated always as identity primary key,
      address text not null unique check (address = lower(address)),
      language text not null default 'sv' check (language in ('sv', 'en')),
      employee_id bigint,
      oidc_subject text,
      simulated boolean not null default false,
      created_at timestamptz not null default now(),
      signed_in_at timestamptz
    )`.execute(db);
  // No foreign key: what happens to a user when the employee goes is for the trigger below.
  await sql`create index users_employee on users (employee_id)`.execute(db);

  // A grant that has ended stays, so that the users page can say why somebody sees nothing more.
  await sql`
    create table user_grants (
      id int generated always as identity primary key,
      user_id int not null references users on delete cascade,
      role text not null check (role in ('admin', 'hr', 'leader', 'reader')),
      department_id int references departments,
      created_at timestamptz not null default now(),
      suspended_at timestamptz,
      revoked_at timestamptz,
      revoked_for text check (revoked_for in ('person', 'left')),
      check ((revoked_at is null) = (revoked_for is null))
    )`.execute(db);
  await sql`
    create unique index user_grants_once on user_grants
      (user_id, role, coalesce(department_id, 0)) where revoked_at is null`.execute(db);

  // The id is the SHA-256 of what the cookie holds: who reads the database cannot be anybody.
  await sql`
    create table sessions (
      id bytea primary key,
      user_id int not null references users on delete cascade,
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      rotate boolean not null default false,
      flash jsonb
    )`.execute(db);
  await sql`create index sessions_user on sessions (user_id)`.execute(db);

  await sql`
    create table sign_in_links (
      hash bytea primary key,
      user_id int not null references users on delete cascade,
      created_at timestamptz not null default now(),
      used_at timestamptz
    )`.execute(db);
  await sql`create index sign_in_links_user on sign_in_links (user_id)`.execute(db);

  await sql`
    create table sign_in_limits (
      key bytea primary key,
      count int not null,
      started_at timestamptz not null default now()
    )`.execute(db);

  await sql`
    alter table audit_entries
      drop constraint audit_entries_actor_kind_check,
      add constraint audit_entries_actor_kind_check
        check (actor_kind in ('command', 'token', 'user'))`.execute(db);
  await followRoster(db);
}

/**
 * Whoever leaves loses sessions and grants, and whoever moves or changes address has the grants
 * suspended, in the very statement that says so, whichever way it came: import, undo, directory,
 * erasure. Row by row with a condition, since nearly no row of an import is a user's.
 */
async function followRoster(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function access_follows_roster() returns trigger language plpgsql as $$
    declare
      person record;
      other bigint;
    begin
      for person in
        select u.id, u.address from users u
        where u.employee_id = old.id or (u.employee_id is null and u.address = lower(old.email))
        for update
      loop
        -- Undoing an import forgets that somebody joined; it does not say that they are gone.
        if tg_op = 'DELETE' and current_setting('nanokurs.roster_undo', true) = 'on' then
          update users set employee_id = null where id = person.id;
          continue;
        end if;
        -- Somebody with two employments in two sources has left only when both have ended.
        select e.id into other from employees e
        where lower(e.email) = person.address and e.left_at is null and e.id <> old.id limit 1;
        if other is null and tg_op = 'DELETE' then
          delete from users where id = person.id;
          continue;
        end if;
        -- By then nothing is left to grant, unless a person has decided otherwise since.
        if other is null and new.anonymised_at is not null then
          delete from users u where u.id = person.id and not exists (
            select from user_grants g where g.user_id = u.id and g.revoked_at is null);
          continue;
        end if;
        delete from sessions where user_id = person.id;
        delete from sign_in_links where user_id = person.id;
        if other is null and new.left_at is not null then
          update users set employee_id = old.id where id = person.id;
          update user_grants set revoked_at = now(), revoked_for = 'left'
          where user_id = person.id and revoked_at is null;
        else
          update users set employee_id = coalesce(other, old.id) where id = person.id;
          update user_grants set suspended_at = now()
          where user_id = person.id and revoked_at is null and suspended_at is null;
        end if;
      end loop;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger employees_access after update on employees
      for each row when (
        (old.left_at is null and new.left_at is not null)
        or (old.anonymised_at is null and new.anonymised_at is not null)
        or old.department_id is distinct from new.department_id
        or lower(old.email) is distinct from lower(new.email))
      execute function access_follows_roster()`.execute(db);
  await sql`
    create trigger employees_access_gone after delete on employees
      for each row execute function access_follows_roster()`.execute(db);
}
