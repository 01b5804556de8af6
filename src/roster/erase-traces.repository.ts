import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import { inBothLanguages } from './row-problem.ts';

/** Whom a trace is of: a number within a source, and every address that is known of them. */
export type Traced = {
  source: string;
  number: string;
  emails: readonly string[];
  /** Whether they are an employee: then what waits of their source can no longer be applied. */
  stored: boolean;
};

/** The addresses that somebody has now, or had in what is kept for undo or for review. */
export async function findAddresses(
  trx: Trx,
  { source, number }: Pick<Traced, 'source' | 'number'>,
): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    with person as (
      select id, email from employees where source = ${source} and employment_number = ${number}
    )
    select distinct lower(email) as email from (
      select email from person
      union all select i.before->'person'->>'email' from roster_images i
        join person p on p.id = i.employee_id
      union all select h.person->>'email' from roster_held h
        where h.source = ${source} and h.number = ${number}
    ) as known where email is not null`.execute(trx);
  return rows.map(({ email }) => email);
}

/**
 * Removes what does not hang on the employee's own row: accounts of the directory that nobody is
 * yet, rows that wait for a decision, and files that wait to be confirmed or read. The number of
 * another source may be somebody else's, so there the address decides as well.
 * @returns how many rows and staged files went.
 */
export async function eraseTraces(
  trx: Trx,
  { source, number, emails, stored }: Traced,
): Promise<number> {
  const addresses = sql`${emails}::text[]`;
  const accounts = await sql`
    delete from scim_users
    where employee_id is null and (
      lower(document->>'employeeNumber') = lower(${number})
      or lower(user_name) = any(${addresses})
      or exists (select from jsonb_array_elements(document->'emails') as one
        where lower(one->>'value') = any(${addresses})))`.execute(trx);
  const held = await sql`
    delete from roster_held
    where source = ${source} and number = ${number} or lower(person->>'email') = any(${addresses})`.execute(
    trx,
  );
  const staged = await sql<{ id: number }>`
    update roster_imports set status = 'discarded'
    where status = 'staged' and (source = ${source} and ${stored} or id in (
      select import_id from roster_rows
      where content->>'number' = ${number}
        or exists (select from unnest(${addresses}) as email
          where position(email in lower(content::text)) > 0)))
    returning id`.execute(trx);
  await sql`
    delete from roster_rows
    where import_id = any(${staged.rows.map(({ id }) => id)}::int[])`.execute(trx);
  await discardWaitingUploads(trx);
  return Number(accounts.numAffectedRows) + Number(held.numAffectedRows) + staged.rows.length;
}

/**
 * Whom a file names is not known before it is read; who sent it sends it again. Files that were
 * read already, and what they would have changed, name people as well.
 */
async function discardWaitingUploads(trx: Trx): Promise<void> {
  const error = {
    code: 'CONFLICT',
    detail: inBothLanguages(
      'Någon har tagits bort medan filen väntade. Lämna den igen, utan den personen.',
      'Somebody was erased while the file waited. Send it again, without them.',
    ),
  };
  const { rows } = await sql<{ id: string }>`
    update roster_uploads
    set status = 'failed', error = ${JSON.stringify(error)}::jsonb, changed_at = now()
    where status in ('queued', 'received') or status = 'reading' and changed_at < now() - interval '1 hour'
    returning id`.execute(trx);
  await sql`
    delete from roster_upload_chunks
    where upload_id = any(${rows.map(({ id }) => id)}::uuid[])
      or upload_id in (select id from roster_uploads where status in ('staged', 'failed'))`.execute(
    trx,
  );
  await sql`delete from roster_upload_lists`.execute(trx);
}
