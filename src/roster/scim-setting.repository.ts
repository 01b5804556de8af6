import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';

/** The name of the directory as a source of employees. */
export const scimSource = 'scim';

/**
 * What accounts are: employees of their own source, or (`fills`) only the addresses of the
 * employees of another one, matched by employment number.
 */
export type ScimMode = { fills: string | null };

export async function readScimMode(db: Database): Promise<ScimMode> {
  const found = await sql<{ fills: string | null }>`
    select value->>'fills' as fills from settings where key = 'scim'`.execute(db);
  return found.rows[0] ?? { fills: null };
}

export async function writeScimMode(db: Database, mode: ScimMode): Promise<void> {
  await sql`
    insert into settings (key, value) values ('scim', ${JSON.stringify(mode)}::jsonb)
    on conflict (key) do update set value = excluded.value, changed_at = now()`.execute(db);
}

export async function countScimEmployees(db: Database): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from employees
    where source = ${scimSource} and left_at is null`.execute(db);
  return found.rows[0]?.count ?? 0;
}
