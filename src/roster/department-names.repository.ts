import type { Database } from '../platform/database.ts';
import type {} from './roster.table.ts';

/** Names of all departments by code, closed ones included. */
export async function listDepartmentNames(db: Database): Promise<Map<string, string>> {
  const rows = await db.selectFrom('departments').select(['code', 'name']).execute();
  return new Map(rows.map(({ code, name }) => [code, name]));
}
