import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './scim.table.ts';
import type { ScimUser } from './scim-user.ts';

/** Removes accounts that are somebody's, by whatever of theirs is known. @returns their employees' ids. */
export async function deleteAccountsOf(
  trx: Trx,
  id: string | null,
  { userName, externalId }: Pick<ScimUser, 'userName' | 'externalId'>,
): Promise<number[]> {
  const { rows } = await sql<{ employeeId: number | null }>`
    delete from scim_users
    where id = ${id}::uuid or lower(user_name) = lower(${userName})
      or external_id = ${externalId}
    returning employee_id as "employeeId"`.execute(trx);
  return rows.flatMap(({ employeeId }) => (employeeId === null ? [] : [employeeId]));
}

export async function noteProtected(trx: Trx, now: Date, erased: boolean): Promise<void> {
  await trx.insertInto('scim_protected').values({ at: now, erased }).execute();
}

/** How many were sent since then, and how many of them had been stored. */
export async function countProtected(
  db: Database,
  since: Date,
): Promise<{ sent: number; erased: number; accounts: number }> {
  const { rows } = await sql<{ sent: number; erased: number; accounts: number }>`
    select count(*)::int as sent, count(*) filter (where erased)::int as erased,
      (select count(*)::int from scim_users) as accounts
    from scim_protected where at > ${since}::timestamptz`.execute(db);
  return rows[0] ?? { sent: 0, erased: 0, accounts: 0 };
}

export async function forgetProtectedBefore(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('scim_protected').where('at', '<', before).execute();
}
