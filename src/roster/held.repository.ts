import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { Person } from './roster-state.ts';

/** Someone who waits for a person's decision, as they would be stored. */
export type HeldPerson = { id: number; source: string; person: Person; since: Date };

/** Writes down whom an import holds, in place of those whom the source's earlier imports held. */
export async function replaceHeld(
  trx: Trx,
  source: string,
  importId: number,
  people: readonly Person[],
  now: Date,
): Promise<void> {
  await sql`
    update roster_held set replaced_by_import = ${importId}
    where source = ${source} and replaced_by_import is null`.execute(trx);
  if (people.length === 0) return;
  await sql`
    insert into roster_held (source, number, person, import_id, created_at)
    select ${source}, person->>'number', person, ${importId}, ${now}::timestamptz
    from jsonb_array_elements(${JSON.stringify(people)}::jsonb) person`.execute(trx);
}

/** Takes back what an import did to the held ones. */
export async function restoreHeld(trx: Trx, importId: number): Promise<void> {
  await sql`delete from roster_held where import_id = ${importId}`.execute(trx);
  await sql`
    update roster_held set replaced_by_import = null where replaced_by_import = ${importId}`.execute(
    trx,
  );
}

export async function listHeld(db: Database): Promise<HeldPerson[]> {
  const { rows } = await sql<HeldPerson>`
    select id, source, person, created_at as since from roster_held
    where replaced_by_import is null order by id`.execute(db);
  return rows;
}

/** One of them, locked; undefined where there is none. */
export async function lockHeld(trx: Trx, id: number): Promise<HeldPerson | undefined> {
  const { rows } = await sql<HeldPerson>`
    select id, source, person, created_at as since from roster_held
    where id = ${id} and replaced_by_import is null for update`.execute(trx);
  return rows[0];
}

export async function deleteHeld(trx: Trx, id: number): Promise<void> {
  await sql`delete from roster_held where id = ${id}`.execute(trx);
}

export async function forgetReplacedHeld(trx: Trx, before: Date): Promise<void> {
  await sql`
    delete from roster_held
    where created_at < ${before}::timestamptz and replaced_by_import is not null`.execute(trx);
}

export type AddressOwner = { id: number; source: string; number: string };

/** Who has an address now, besides the holder of one number. */
export async function findAddressOwner(
  db: Database,
  email: string,
  not: { source: string; number: string },
): Promise<AddressOwner | undefined> {
  const { rows } = await sql<AddressOwner>`
    select id, source, employment_number as number from employees
    where lower(email) = ${email} and (left_at is null or begins_on is not null)
      and not (source = ${not.source} and employment_number = ${not.number})
    order by id limit 1`.execute(db);
  return rows[0];
}

/** The same person under a new number: everything that hangs on them stays. */
export async function renumber(
  trx: Trx,
  id: number,
  to: { source: string; number: string },
): Promise<void> {
  await sql`
    update employees set source = ${to.source}, employment_number = ${to.number},
      changed_by_import = null where id = ${id}`.execute(trx);
}

export async function takeAddressFrom(trx: Trx, id: number): Promise<void> {
  await sql`
    update employees set email = null, email_source = null, changed_by_import = null
    where id = ${id}`.execute(trx);
}
