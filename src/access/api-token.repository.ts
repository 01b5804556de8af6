import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { Role } from './access.table.ts';

export async function insertApiToken(
  db: Database,
  token: { hash: Buffer; role: Role; department_id: number | null; created_at: Date },
): Promise<void> {
  await db.insertInto('api_tokens').values(token).execute();
}

/** The token with this hash, unless it has been revoked. */
export async function findApiToken(
  db: Database,
  hash: Buffer,
): Promise<{ id: number; role: Role; departmentId: number | null } | undefined> {
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
