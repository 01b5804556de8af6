import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';

/** A hold as HR may see it; days are local, both included, null until further notice. */
export type ListedHold = {
  id: number;
  employeeId: number;
  number: string;
  source: string;
  from: string;
  until: string | null;
  reason: string;
  /** The source whose absences it repeats; null where a person made it. */
  importedFrom: string | null;
};

/** Holds that have not ended before `today`, of everybody or of a person. */
export async function listHolds(
  db: Database,
  today: string,
  person: { number?: string | undefined; source?: string | undefined; id?: number } = {},
): Promise<ListedHold[]> {
  const { number = null, source = null, id = null } = person;
  const { rows } = await sql<ListedHold>`
    select h.id, h.employee_id as "employeeId", e.employment_number as number, e.source,
      h.from_on as "from", h.until_on as until, h.reason, h.source as "importedFrom"
    from holds h join employees e on e.id = h.employee_id
    where (h.until_on is null or h.until_on >= ${today}::date)
      and (${number}::text is null or e.employment_number = ${number})
      and (${source}::text is null or e.source = ${source})
      and (${id}::bigint is null or h.id = ${id})
    order by h.from_on, h.id`.execute(db);
  return rows;
}

/** People on the staff list, or about to be, with a number; more than one where sources share it. */
export async function findHoldable(
  db: Database,
  number: string,
  source: string | undefined,
): Promise<{ id: number; source: string }[]> {
  const { rows } = await sql<{ id: number; source: string }>`
    select id, source from employees
    where employment_number = ${number} and (left_at is null or begins_on is not null)
      and (${source ?? null}::text is null or source = ${source ?? null})
    order by source`.execute(db);
  return rows;
}

/** Adds a hold made by a person, which no import clears (rule 7). */
export async function insertHold(
  trx: Trx,
  hold: { employeeId: number; from: string; until: string | null; reason: string },
): Promise<number> {
  const { id } = await trx
    .insertInto('holds')
    .values({
      employee_id: hold.employeeId,
      from_on: hold.from,
      until_on: hold.until,
      reason: hold.reason,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Ends a hold on a day; one that would not have begun by then goes. @returns false where it is not there */
export async function endHold(trx: Trx, id: number, lastDay: string): Promise<boolean> {
  const { rows } = await sql`
    with found as (
      select id, from_on from holds where id = ${id} and source is null for update
    ), removed as (
      delete from holds h using found f where h.id = f.id and f.from_on > ${lastDay}::date
    ), ended as (
      update holds h set until_on = ${lastDay}::date
      from found f where h.id = f.id and f.from_on <= ${lastDay}::date
    ) select id from found`.execute(trx);
  return rows.length > 0;
}
