import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Nothing refers to anything: a row outlives the person, token or import that it is about.
  // Details hold numbers alone, so that no name can slip in (rule 15).
  await sql`
    create table audit_entries (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      actor_kind text not null check (actor_kind in ('command', 'token')),
      actor text not null,
      actor_role text,
      action text not null,
      subject text not null,
      details jsonb not null default '{}' check (
        jsonb_typeof(details) = 'object'
        and not jsonb_path_exists(details, '$.* ? (@.type() != "number")'))
    )`.execute(db);
  await sql`create index audit_entries_at on audit_entries (at)`.execute(db);

  // Against mistakes, not against whoever owns the database. Retention says that it is retention.
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('nanokurs.audit_retention', true) = 'on' then
        return null;
      end if;
      raise exception 'The audit trail can only be added to.'
        using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger audit_entries_only_grow before update or delete or truncate on audit_entries
      for each statement execute function refuse_audit_change()`.execute(db);
}
