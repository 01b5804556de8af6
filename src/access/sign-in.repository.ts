import { sql } from 'kysely';
import type { Language } from '../course/course.ts';
import type { Database, Trx } from '../platform/database.ts';
import { type AttemptLimit, linkMinutes } from './sign-in-limits.ts';

export type SigningIn = { userId: number; address: string; language: Language };

/** Whoever has an account with this address and anything left to do with it. */
export async function findSigningIn(db: Database, address: string): Promise<SigningIn | undefined> {
  const { rows } = await sql<SigningIn>`
    select u.id as "userId", u.address, u.language from users u
    where u.address = lower(${address}) and exists (
      select from user_grants g where g.user_id = u.id and g.revoked_at is null)`.execute(db);
  return rows[0];
}

export async function insertSignInLink(
  db: Database,
  link: { hash: Buffer; userId: number; browser: Buffer | null },
): Promise<void> {
  const { hash, userId, browser } = link;
  await db.insertInto('sign_in_links').values({ hash, user_id: userId, browser }).execute();
}

export type LinkState = 'open' | 'used' | 'expired';

/** `known`: the browser is the one that asked for the link. */
export type FoundLink = { state: LinkState; language: Language; known: boolean };

/** How a link stands; undefined where it is none of ours, or too old to be kept. */
export async function findSignInLink(
  db: Database,
  hash: Buffer,
  browser: Buffer | null,
): Promise<FoundLink | undefined> {
  const { rows } = await sql<FoundLink>`
    select coalesce(l.browser = ${browser}::bytea, false) as known, case when l.used_at is not null then 'used'
        when l.created_at <= now() - make_interval(mins => ${linkMinutes}) then 'expired'
        when not exists (
          select from user_grants g where g.user_id = u.id and g.revoked_at is null) then 'expired'
        else 'open' end as state, u.language
    from sign_in_links l join users u on u.id = l.user_id where l.hash = ${hash}`.execute(db);
  return rows[0];
}

/** What shows that a person presses the button: the browser that asked, or the address it went to. */
export type LinkProof = { browser: Buffer | null; address: string };

/** Uses a link up, once, within its time and with a proof, and the user's other links with it. */
export async function consumeSignInLink(
  trx: Trx,
  hash: Buffer,
  { browser, address }: LinkProof,
): Promise<SigningIn | undefined> {
  const { rows } = await sql<SigningIn>`
    update sign_in_links l set used_at = now() from users u
    where l.hash = ${hash} and l.used_at is null and u.id = l.user_id
      and (l.browser = ${browser}::bytea or u.address = lower(${address}))
      and l.created_at > now() - make_interval(mins => ${linkMinutes})
      and exists (select from user_grants g where g.user_id = u.id and g.revoked_at is null)
    returning u.id as "userId", u.address, u.language`.execute(trx);
  const [found] = rows;
  if (found !== undefined)
    await sql`
      update sign_in_links set used_at = now()
      where user_id = ${found.userId} and used_at is null`.execute(trx);
  return found;
}

/** Notes the time, and who it is in the roster where that is not known, or no longer so. */
export async function noteSignIn(trx: Trx, userId: number): Promise<void> {
  await sql`
    update users u set signed_in_at = now(), employee_id = coalesce(
      (select e.id from employees e where e.id = u.employee_id and e.left_at is null),
      (select e.id from employees e
        where lower(e.email) = u.address and e.left_at is null order by e.id limit 1),
      u.employee_id)
    where u.id = ${userId}`.execute(trx);
}

/** Takes note of the subject; false where the address had another one before. */
export async function bindSubject(trx: Trx, userId: number, subject: string): Promise<boolean> {
  const { rows } = await sql`
    update users set oidc_subject = ${subject}
    where id = ${userId} and (oidc_subject is null or oidc_subject = ${subject})
    returning id`.execute(trx);
  return rows.length > 0;
}

/**
 * Counts an attempt on Postgres's clock, over all processes.
 * @param key what is counted by, already hashed.
 * @returns whether it is still within the limit.
 */
export async function countAttempt(
  db: Database,
  key: Buffer,
  limit: AttemptLimit,
): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    insert into sign_in_limits as l (key, count) values (${key}, 1)
    on conflict (key) do update set
      count = case when l.started_at <= now() - make_interval(mins => ${limit.minutes})
        then 1 else least(l.count, 1000000) + 1 end,
      started_at = case when l.started_at <= now() - make_interval(mins => ${limit.minutes})
        then now() else l.started_at end
    returning count`.execute(db);
  return (rows[0]?.count ?? Infinity) <= limit.most;
}

/** Removes links and counts that nobody needs any more. */
export async function removeOldSignIns(db: Database): Promise<void> {
  await sql`delete from sign_in_links where created_at < now() - interval '1 day'`.execute(db);
  await sql`delete from sign_in_limits where started_at < now() - interval '1 day'`.execute(db);
}
