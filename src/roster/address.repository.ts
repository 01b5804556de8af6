import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { Addressed, Fill } from './address-diff.ts';

/** Everyone of other sources who is, or is to be, employed. */
export async function loadAddressed(trx: Trx, source: string): Promise<Addressed[]> {
  const { rows } = await sql<Addressed>`
    select e.id, e.employment_number as number, e.first_name || ' ' || e.last_name as name,
      d.code as department, lower(e.email) as email, e.language,
      e.email_source as "emailSource", e.language_source as "languageSource"
    from employees e left join departments d on d.id = e.department_id
    where e.source <> ${source} and (e.left_at is null or e.begins_on is not null)
    order by e.id`.execute(trx);
  return rows;
}

/** True where a source has people of its own: then it is a staff list. */
export async function hasPeople(trx: Trx, source: string): Promise<boolean> {
  const { rows } = await sql`
    select from employees
    where source = ${source} and (left_at is null or begins_on is not null) limit 1`.execute(trx);
  return rows.length > 0;
}

/** Writes addresses and languages, from then on the source's own. */
export async function fillAddresses(
  trx: Trx,
  importId: number,
  source: string,
  fills: readonly Fill[],
): Promise<void> {
  if (fills.length === 0) return;
  await sql`
    update employees e
    set email = coalesce(g.email, e.email),
      email_source = case when g.email is null then e.email_source else ${source} end,
      language = coalesce(g.language, e.language),
      language_source = case when g.language is null then e.language_source else ${source} end,
      changed_by_import = ${importId}
    from json_to_recordset(${JSON.stringify(fills)}::json) as g(id bigint, email text, language text)
    where e.id = g.id`.execute(trx);
}

/** What an address-only import is compared with, as one text. */
export async function fingerprintAddresses(trx: Trx): Promise<string> {
  const { rows } = await sql<{ base: string }>`
    select count(*) || '.' || coalesce(sum(hashtextextended(e::text, 0)), 0) as base
    from employees e`.execute(trx);
  return rows[0]?.base ?? '';
}
