import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { TokenRole } from './role.ts';

export async function insertApiToken(
  db: Database,
  token: { hash: Buffer; role: TokenRole; department_id: number | null; created_at: Date },
): Promise<number> {
  const { id } = await db
    .insertInto('api_tokens')
    .values(token)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export type ShownToken = {
  id: number;
  role: TokenRole;
  /** The code of its department; null sees the whole organisation. */
  department: string | null;
  createdAt: Date;
  /** To the hour. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** Every token, oldest first, without what opens anything. */
export async function listApiTokens(db: Database): Promise<ShownToken[]> {
  return db
    .selectFrom('api_tokens as t')
    .leftJoin('departments as d', 'd.id', 't.department_id')
    .select([
      't.id',
      't.role',
      'd.code as department',
      't.created_at as createdAt',
      't.last_used_at as lastUsedAt',
      't.revoked_at as revokedAt',
    ])
    .orderBy('t.id')
    .execute();
}

/** Revokes once; `before` where that had been done. Undefined where there is no such token. */
export async function revokeApiToken(
  db: Database,
  id: number,
  now: Date,
): Promise<{ at: Date; before: boolean } | undefined> {
  const { numUpdatedRows } = await db
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return { at: now, before: false };
  const row = await db
    .selectFrom('api_tokens')
    .select('revoked_at')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.revoked_at ? { at: row.revoked_at, before: true } : undefined;
}

/** The token with this hash, unless it has been revoked. */
export async function findApiToken(
  db: Database,
  hash: Buffer,
): Promise<{ id: number; role: TokenRole; departmentId: number | null } | undefined> {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'role', 'department_id as departmentId'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}

/** Notes the use on Postgres's clock, at most once an hour, so that reading stays cheap. */
export async function noteApiTokenUse(db: Database, id: number): Promise<void> {
  await db
    .updateTable('api_tokens')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 hour', true)`)
    .execute();
}
