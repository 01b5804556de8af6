import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { Audience } from './audience.ts';
import type {} from './campaign.table.ts';

/**
 * Ids of the departments in an audience, subtrees included; undefined means everyone.
 *
 * A code that has become part of another department stands for that one, through later merges as
 * well: whoever begins where X's people are now takes part in what X takes part in. That is the
 * department that took the people and what came with X from below it, never its other branches.
 * A merge that nobody stated, only an import recognised, is followed where just the code was new:
 * a mail to strangers cannot be called back, and `department merge` states it.
 */
export async function audienceDepartments(
  db: Database,
  audience: Audience,
): Promise<number[] | undefined> {
  if (audience.kind === 'all') return undefined;
  const { rows } = await sql<{ id: number }>`
    with recursive named as (
      select id, merged_into, merged_at, merged_how from departments
      where code = any(${audience.codes}::text[])
    ), chain (origin, id, merged_into, merged_how) as (
      select id, id, merged_into, merged_how from named
      union
      select c.origin, d.id, d.merged_into, d.merged_how
      from chain c join departments d on d.id = c.merged_into
      where c.merged_how is distinct from 'recognised'
    ), brought as (
      select d.id from chain c
      join named n on n.id = c.origin and n.id <> c.id
      join department_history h on h.parent_id = n.id and h.valid_to = n.merged_at
      join departments d on d.id = h.department_id and d.parent_id = c.id
    ), subtree as (
      (select id from named union select id from brought)
      union
      select d.id from departments d join subtree s on d.parent_id = s.id
    )
    select id from subtree union select id from chain order by id`.execute(db);
  return rows.map((row) => row.id);
}
