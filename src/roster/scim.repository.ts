import { type SqlBool, sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './scim.table.ts';
import type { ScimCondition } from './scim-filter.ts';
import type { ScimReason } from './scim-person.ts';
import type { StoredScimUser } from './scim-resource.ts';
import type { ScimUser } from './scim-user.ts';

export type ScimState = 'employee' | 'pending' | 'inactive';
export type ScimRow = StoredScimUser & { employeeId: number | null };

const columns = ['id', 'document', 'employee_id', 'created_at', 'changed_at'] as const;

type Selected = {
  id: string;
  document: unknown;
  employee_id: number | null;
  created_at: Date;
  changed_at: Date;
};

function rowOf(row: Selected): ScimRow {
  return {
    id: row.id,
    user: row.document as ScimUser,
    employeeId: row.employee_id,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

/** A new account; it is pending until settled. */
export async function insertScimUser(
  trx: Trx,
  id: string,
  user: ScimUser,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('scim_users')
    .values({
      ...changing(user, now),
      id,
      state: 'pending',
      created_at: now,
      inactive_since: user.active ? null : now,
    })
    .execute();
}

export async function updateScimUser(
  trx: Trx,
  id: string,
  user: ScimUser,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('scim_users')
    .set({
      ...changing(user, now),
      inactive_since: user.active ? null : sql<Date>`coalesce(inactive_since, ${now}::timestamptz)`,
    })
    .where('id', '=', id)
    .execute();
}

function changing(user: ScimUser, now: Date) {
  return {
    user_name: user.userName,
    external_id: user.externalId,
    active: user.active,
    document: JSON.stringify(user),
    changed_at: now,
  };
}

export async function setScimState(
  trx: Trx,
  id: string,
  is: { state: ScimState; reason: ScimReason | null; employeeId: number | null },
): Promise<void> {
  await trx
    .updateTable('scim_users')
    .set({ state: is.state, reason: is.reason, employee_id: is.employeeId })
    .where('id', '=', id)
    .execute();
}

export async function lockScimUser(trx: Trx, id: string): Promise<ScimRow | undefined> {
  const row = await trx
    .selectFrom('scim_users')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && rowOf(row);
}

export async function deleteScimUser(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('scim_users').where('id', '=', id).execute();
}

/** Which of the two names another account already has, if any. */
export async function findTakenName(
  trx: Trx,
  user: ScimUser,
  exceptId: string,
): Promise<'userName' | 'externalId' | undefined> {
  const found = await sql<{ same: boolean }>`
    select lower(user_name) = lower(${user.userName}) as same from scim_users
    where id <> ${exceptId}::uuid
      and (lower(user_name) = lower(${user.userName}) or external_id = ${user.externalId})
    order by same desc limit 1`.execute(trx);
  const [row] = found.rows;
  return row && (row.same ? 'userName' : 'externalId');
}

export async function findScimUser(db: Database, id: string): Promise<ScimRow | undefined> {
  const row = await db
    .selectFrom('scim_users')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && rowOf(row);
}

/** A page of accounts in the order they came, inactive ones included. `offset` counts from 0. */
export async function listScimUsers(
  db: Database,
  conditions: readonly ScimCondition[],
  offset: number,
  limit: number,
): Promise<{ total: number; users: ScimRow[] }> {
  const matching = db
    .selectFrom('scim_users')
    .where((where) => where.and(conditions.map((condition) => conditionSql(condition))));
  const { total } = await matching
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  const rows =
    limit === 0
      ? []
      : await matching.select(columns).orderBy('position').offset(offset).limit(limit).execute();
  return { total, users: rows.map(rowOf) };
}

function conditionSql({ attribute, value }: ScimCondition) {
  switch (attribute) {
    case 'id':
      return sql<SqlBool>`id::text = lower(${value})`;
    case 'userName':
      return sql<SqlBool>`lower(user_name) = lower(${value})`;
    case 'externalId':
      return sql<SqlBool>`external_id = ${value}`;
    case 'active':
      return sql<SqlBool>`active = ${value}`;
    case 'employeeNumber':
      return sql<SqlBool>`lower(document->>'employeeNumber') = lower(${value})`;
    case 'email':
      return sql<SqlBool>`exists (
        select from jsonb_array_elements(document->'emails') as one
        where lower(one->>'value') = lower(${value}))`;
  }
}

/** Accounts that something outside them keeps from being settled, not tried since `before`. */
export async function takeUnsettled(
  trx: Trx,
  limit: number,
  now: Date,
  before: Date,
): Promise<ScimRow[]> {
  const found = await sql<Selected>`
    update scim_users u set retried_at = ${now}::timestamptz
    from (
      select id from scim_users
      where active and reason in
        ('number-taken', 'address-taken', 'no-such-employee', 'department-unknown')
        and (retried_at is null or retried_at <= ${before}::timestamptz)
      order by retried_at nulls first, id limit ${limit} for update
    ) as chosen
    where u.id = chosen.id
    returning u.id, u.document, u.employee_id, u.created_at, u.changed_at`.execute(trx);
  return found.rows.map(rowOf);
}

/** Marks every active account to be settled anew. */
export async function unsettleScimUsers(trx: Trx): Promise<void> {
  await sql`
    update scim_users set state = 'pending', reason = 'no-such-employee', retried_at = null,
      employee_id = null
    where active`.execute(trx);
}

/** Accounts switched off since before an instant (rule 15). @returns how many went. */
export async function eraseInactiveScimUsers(db: Database, before: Date): Promise<number> {
  const gone = await db
    .deleteFrom('scim_users')
    .where('inactive_since', '<', before)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** How many accounts stand in each state, by reason. */
export async function countScimUsers(
  db: Database,
): Promise<{ state: ScimState; reason: ScimReason | null; count: number }[]> {
  const found = await sql<{ state: ScimState; reason: ScimReason | null; count: number }>`
    select state, reason, count(*)::int as count from scim_users
    group by state, reason order by state, reason nulls first`.execute(db);
  return found.rows;
}
