import { sql } from 'kysely';
import type { Language } from '../course/course.ts';
import type { Database, Trx } from '../platform/database.ts';
import type { Role } from './role.ts';

export type UserGrant = {
  id: number;
  role: Role;
  /** Null: the whole organisation. */
  department: { code: string; name: string } | null;
  suspendedAt: string | null;
};

export type ShownUser = {
  id: number;
  address: string;
  language: Language;
  employed: boolean;
  signedInAt: Date | null;
  sessions: number;
  grants: UserGrant[];
};

const shown = sql`
  select u.id, u.address, u.language, u.signed_in_at as "signedInAt",
    exists (select from employees e where e.id = u.employee_id and e.left_at is null) as employed,
    (select count(*)::int from sessions s where s.user_id = u.id
      and s.seen_at > now() - interval '2 hours'
      and s.created_at > now() - interval '12 hours') as sessions,
    coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role,
        'suspendedAt', g.suspended_at,
        'department', case when d.id is null then null
          else jsonb_build_object('code', d.code, 'name', d.name) end) order by g.id)
      from user_grants g left join departments d on d.id = g.department_id
      where g.user_id = u.id and g.revoked_at is null), '[]') as grants
  from users u`;

export async function listUsers(db: Database): Promise<ShownUser[]> {
  return (await sql<ShownUser>`${shown} order by u.address`.execute(db)).rows;
}

/** Whether anybody at all may sign in. */
export async function hasUsers(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1 from user_grants where revoked_at is null limit 1`.execute(db);
  return rows.length > 0;
}

/** The made-up accounts of a trial run, strongest role first. */
export async function listTrialAccounts(
  db: Database,
): Promise<{ address: string; role: Role; department: string | null }[]> {
  const { rows } = await sql<{ address: string; role: Role; department: string | null }>`
    select distinct on (u.id) u.address, g.role, d.name as department
    from users u join user_grants g on g.user_id = u.id and g.revoked_at is null
    left join departments d on d.id = g.department_id
    where u.simulated order by u.id, g.id`.execute(db);
  return rows;
}

export async function findUser(db: Database, id: number): Promise<ShownUser | undefined> {
  return (await sql<ShownUser>`${shown} where u.id = ${id}`.execute(db)).rows[0];
}

export async function findUserByAddress(
  db: Database,
  address: string,
): Promise<ShownUser | undefined> {
  return (await sql<ShownUser>`${shown} where u.address = lower(${address})`.execute(db)).rows[0];
}

/** Adds somebody, linked to whoever has the address in the roster; the id, whether new or known. */
export async function saveUser(
  trx: Trx,
  user: { address: string; language?: Language | undefined; simulated?: boolean },
): Promise<{ id: number; added: boolean }> {
  const { rows } = await sql<{ id: number; added: boolean }>`
    insert into users (address, language, employee_id, simulated)
    select lower(${user.address}),
      coalesce(${user.language ?? null}, e.language, 'sv'), e.id, ${user.simulated ?? false}
    from (select 1) one left join lateral (
      select id, language from employees
      where lower(email) = lower(${user.address}) and left_at is null order by id limit 1) e on true
    on conflict (address) do update set language = coalesce(${user.language ?? null}, users.language)
    returning id, xmax = 0 as added`.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error('A user was not saved.');
  return row;
}

/** False where they have it already; a suspended one counts again. */
export async function insertGrant(
  trx: Trx,
  grant: { userId: number; role: Role; departmentId: number | null },
): Promise<boolean> {
  const { rows } = await sql`
    insert into user_grants (user_id, role, department_id)
    values (${grant.userId}, ${grant.role}, ${grant.departmentId}::int)
    on conflict (user_id, role, coalesce(department_id, 0)) where revoked_at is null
      do update set suspended_at = null where user_grants.suspended_at is not null
    returning id`.execute(trx);
  return rows.length > 0;
}

/** Administrators of the whole organisation besides somebody. */
export async function countOtherAdmins(db: Database, userId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct user_id)::int as count from user_grants
    where role = 'admin' and department_id is null and revoked_at is null
      and suspended_at is null and user_id <> ${userId}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** One change of administrators after the other, until the transaction ends. */
export async function lockAdmins(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('nanokurs administrators'))`.execute(trx);
}

/** Whether the roster has another address for who it is. */
export async function hasOtherAddress(db: Database, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from users u join employees e on e.id = u.employee_id
    where u.id = ${id} and e.left_at is null and lower(e.email) <> u.address`.execute(db);
  return rows.length > 0;
}

/** Revokes one grant of somebody, or all of them. */
export async function revokeGrants(
  trx: Trx,
  which: { userId: number; id?: number },
): Promise<void> {
  await trx
    .updateTable('user_grants')
    .set({ revoked_at: sql<Date>`now()`, revoked_for: 'person' })
    .where('user_id', '=', which.userId)
    .where('revoked_at', 'is', null)
    .$if(which.id !== undefined, (query) => query.where('id', '=', which.id ?? 0))
    .execute();
}

/** How many have a role that waits for a review. */
export async function countSuspendedUsers(db: Database): Promise<number> {
  const { users } = await db
    .selectFrom('user_grants')
    .select(({ fn }) => fn.count<string>('user_id').distinct().as('users'))
    .where('revoked_at', 'is', null)
    .where('suspended_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(users);
}

/** Lets suspended grants count again. @returns how many. */
export async function resumeGrants(trx: Trx, userId: number): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('user_grants')
    .set({ suspended_at: null })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('suspended_at', 'is not', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export async function removeUser(trx: Trx, id: number): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute();
}

export async function setUserLanguage(db: Database, id: number, language: Language): Promise<void> {
  await db.updateTable('users').set({ language }).where('id', '=', id).execute();
}

/** Departments that a role can be given for, by name. */
export async function listGrantable(db: Database): Promise<{ code: string; name: string }[]> {
  return db
    .selectFrom('departments')
    .select(['code', 'name'])
    .where('closed_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('name')
    .orderBy('code')
    .execute();
}
