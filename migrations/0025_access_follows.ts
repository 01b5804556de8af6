import { type Kysely, sql } from 'kysely';

/** Sign-in links know the browser that asked, and an account stays with its person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SHA-256 of what the cookie of the sign-in form holds.
  await sql`alter table sign_in_links add column browser bytea`.execute(db);

  await sql`
    alter table audit_entries
      drop constraint audit_entries_actor_kind_check,
      add constraint audit_entries_actor_kind_check
        check (actor_kind in ('command', 'token', 'user', 'roster'))`.execute(db);
  // The trail says that the staff list did it, at the service's time, virtual in a trial.
  await sql`
    create function note_roster_access(who int, done text, counts jsonb) returns void language sql as $$
      insert into audit_entries (at, actor_kind, actor, action, subject, details)
      values (coalesce((select v.now from virtual_clock v where v.id = 1), now()),
        'roster', 'roster', done, who::text, counts)
    $$`.execute(db);

  /*
   * As in 0017, and besides:
   * - somebody who came back under a new employment number, or whose account is linked to a row
   *   that has ended, is found by address;
   * - the account takes the new address along, so that whoever is given the old one finds nothing;
   * - only somebody of the same name counts as the same person's other employment;
   * - what happens to the row of somebody who had left long ago ends nothing that was granted since.
   */
  await sql`
    create or replace function access_follows_roster() returns trigger language plpgsql as $$
    declare
      person record;
      other bigint;
      roles int;
      was boolean := old.left_at is null;
      still boolean := false;
    begin
      if tg_op = 'UPDATE' then
        still := new.left_at is null;
      end if;
      for person in
        select u.id, u.address from users u
        where u.employee_id = old.id or (u.address = lower(old.email) and not exists (
          select from employees e where e.id = u.employee_id and e.left_at is null and e.id <> old.id))
        for update
      loop
        -- Undoing an import forgets that somebody joined; it does not say that they are gone.
        if tg_op = 'DELETE' and current_setting('nanokurs.roster_undo', true) = 'on' then
          update users set employee_id = null where id = person.id;
          continue;
        end if;
        select e.id into other from employees e
        where lower(e.email) = person.address and e.left_at is null and e.id <> old.id
          and lower(e.first_name) = lower(old.first_name) and lower(e.last_name) = lower(old.last_name)
        limit 1;
        if not was and not still then
          -- By then nothing is left to grant, unless a person has decided otherwise since.
          if tg_op = 'DELETE' or new.anonymised_at is not null then
            delete from users u where u.id = person.id and not exists (
              select from user_grants g where g.user_id = u.id and g.revoked_at is null);
            update users set employee_id = other where id = person.id;
          end if;
          continue;
        end if;
        if tg_op = 'DELETE' and other is null then
          delete from users where id = person.id;
          perform note_roster_access(person.id, 'user.remove', '{}');
          continue;
        end if;
        delete from sessions where user_id = person.id;
        delete from sign_in_links where user_id = person.id;
        if not still and other is null then
          update users set employee_id = old.id where id = person.id;
          update user_grants set revoked_at = now(), revoked_for = 'left'
          where user_id = person.id and revoked_at is null;
          get diagnostics roles = row_count;
          if roles > 0 then
            perform note_roster_access(person.id, 'user.left', jsonb_build_object('roles', roles));
          end if;
          continue;
        end if;
        update users set employee_id = case when still then old.id else other end
        where id = person.id;
        update user_grants set suspended_at = now()
        where user_id = person.id and revoked_at is null and suspended_at is null;
        get diagnostics roles = row_count;
        if roles > 0 then
          perform note_roster_access(person.id, 'user.suspend', jsonb_build_object('roles', roles));
        end if;
        if still and lower(old.email) is distinct from lower(new.email) then
          update users set address = lower(new.email)
          where id = person.id and new.email is not null and not exists (
            select from users taken where taken.address = lower(new.email));
        end if;
      end loop;
      return null;
    end $$`.execute(db);
}
