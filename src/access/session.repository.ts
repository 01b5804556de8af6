import { sql } from 'kysely';
import type { Language } from '../course/course.ts';
import type { Database, Trx } from '../platform/database.ts';
import type { Role } from './role.ts';
import { sessionHours } from './session-limits.ts';

export type Grant = { role: Role; departmentId: number | null };

export type Session = {
  userId: number;
  address: string;
  language: Language;
  rotate: boolean;
  flash: unknown;
  /** Those that count: neither revoked nor suspended. */
  grants: Grant[];
  /** Some wait for a review. */
  suspended: boolean;
};

const alive = sql<boolean>`s.seen_at > now() - make_interval(hours => ${sessionHours.idle})
  and s.created_at > now() - make_interval(hours => ${sessionHours.absolute})`;

export async function insertSession(trx: Trx, id: Buffer, userId: number): Promise<void> {
  await trx.insertInto('sessions').values({ id, user_id: userId }).execute();
}

/** The session with this hash, unless it has ended. */
export async function findSession(db: Database, id: Buffer): Promise<Session | undefined> {
  const { rows } = await sql<Session & { stale: boolean }>`
    select s.user_id as "userId", u.address, u.language, s.rotate, s.flash,
      s.seen_at < now() - interval '1 minute' as stale,
      coalesce((select jsonb_agg(jsonb_build_object(
          'role', g.role, 'departmentId', g.department_id) order by g.id)
        from user_grants g where g.user_id = u.id
          and g.revoked_at is null and g.suspended_at is null), '[]') as grants,
      exists (select from user_grants g where g.user_id = u.id
          and g.revoked_at is null and g.suspended_at is not null) as suspended
    from sessions s join users u on u.id = s.user_id
    where s.id = ${id} and ${alive}`.execute(db);
  const [found] = rows;
  if (found === undefined) return undefined;
  const { stale, ...session } = found;
  // Once a minute is near enough for the idle limit, and keeps looking around free of writing.
  if (stale) await sql`update sessions set seen_at = now() where id = ${id}`.execute(db);
  return session;
}

/** Gives a session another id; false where somebody else just did. */
export async function rotateSession(db: Database, from: Buffer, to: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ id: to, rotate: false })
    .where('id', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function setFlash(db: Database, id: Buffer, flash: object | null): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ flash: flash === null ? null : JSON.stringify(flash) })
    .where('id', '=', id)
    .execute();
}

export async function endSession(db: Database, id: Buffer): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute();
}

/** Ends every session of a user. @returns how many. */
export async function endSessionsOf(db: Database, userId: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** The next request of each gets a new id: what they may do has changed. */
export async function rotateSessionsOf(db: Database, userId: number): Promise<void> {
  await db.updateTable('sessions').set({ rotate: true }).where('user_id', '=', userId).execute();
}

/** Removes what has ended. */
export async function removeEndedSessions(db: Database): Promise<void> {
  await sql`delete from sessions s where not (${alive})`.execute(db);
}
