import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';
import type { Remembered } from './department-known.ts';
import type { Department } from './roster-state.ts';

/** By code what a source's files last said, undone imports left out, and how merges came about. */
export async function loadRemembered(trx: Trx, source: string): Promise<Map<string, Remembered>> {
  const { rows } = await sql<{
    code: string;
    mergedHow: Remembered['mergedHow'] | null;
    name: string | null;
    parent: string | null;
  }>`
    select d.code, d.merged_how as "mergedHow", s.name, s.parent
    from departments d
    left join (
      select distinct on (s.department_id) s.department_id, s.name, s.parent
      from department_statements s
      join roster_imports r on r.id = s.import_id and r.status = 'applied'
      where s.source = ${source}
      order by s.department_id, s.id desc
    ) s on s.department_id = d.id`.execute(trx);
  return new Map(
    rows.map(({ code, mergedHow, name, parent }) => [
      code,
      { ...(mergedHow && { mergedHow }), ...(name !== null && { said: { name, parent } }) },
    ]),
  );
}

/** Notes what an import's file says; undoing the import makes it unsaid. */
export async function rememberStatements(
  trx: Trx,
  by: { import: number; source: string },
  said: readonly Department[],
): Promise<void> {
  if (said.length === 0) return;
  await sql`
    insert into department_statements (import_id, source, department_id, name, parent)
    select ${by.import}, ${by.source}, d.id, g.name, g.parent
    from json_to_recordset(${JSON.stringify(said)}::json) as g(code text, name text, parent text)
    join departments d on d.code = g.code
    order by d.id`.execute(trx);
}
