import { sql } from 'kysely';
import type { Role } from '../access/role.ts';
import type { Language } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import type {} from './digest.table.ts';

export async function wantsDigest(db: Database, userId: number): Promise<boolean> {
  const row = await db
    .selectFrom('digests')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** @param week the Monday of this week: who has just asked for it gets the next one. */
export async function setDigest(
  db: Database,
  userId: number,
  wanted: boolean,
  week: string,
): Promise<void> {
  if (wanted)
    await db
      .insertInto('digests')
      .values({ user_id: userId, sent_week: week })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else await db.deleteFrom('digests').where('user_id', '=', userId).execute();
}

/** Somebody whose digest of a week has just been taken on, by this process alone. */
export type DigestReader = {
  userId: number;
  address: string;
  language: Language;
  grants: { role: Role; departmentId: number | null }[];
  /** The week they had it for before. */
  before: string | null;
};

/**
 * Takes on one digest of the week that nobody has taken on. Grants that are revoked or wait for a
 * review do not count, and whoever has none left gets no mail.
 * @param week ISO day of its Monday
 */
export async function takeDigest(db: Database, week: string): Promise<DigestReader | undefined> {
  const { rows } = await sql<DigestReader>`
    with next as (
      select user_id, sent_week::text as before from digests
      where sent_week is null or sent_week < ${week}::date
      order by user_id limit 1 for update skip locked
    ), taken as (
      update digests d set sent_week = ${week}::date from next where d.user_id = next.user_id
      returning d.user_id, next.before
    )
    select u.id as "userId", u.address, u.language, taken.before,
      coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'departmentId', g.department_id))
        from user_grants g where g.user_id = u.id and g.revoked_at is null
          and g.suspended_at is null), '[]') as grants
    from taken join users u on u.id = taken.user_id`.execute(db);
  return rows[0];
}

/** Gives a digest back that could not be sent, to be tried again. */
export async function giveBackDigest(
  db: Database,
  { userId, before }: Pick<DigestReader, 'userId' | 'before'>,
): Promise<void> {
  await db
    .updateTable('digests')
    .set({ sent_week: before })
    .where('user_id', '=', userId)
    .execute();
}
