import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import type { Counts, DepartmentCounts } from './rollup.ts';

type Row = Counts & {
  id: number | null;
  code: string | null;
  name: string | null;
  parentId: number | null;
};

/**
 * A row for every department in view, in no order, with its own people (not its subtree's)
 * in the campaign as it is now; one without a department holds those who have none.
 * Leavers are not counted. Reads the stamps on the enrolments, never the answers.
 */
export async function countByDepartment(
  db: Database,
  visible: VisibleDepartments,
  campaignId: number,
): Promise<DepartmentCounts[]> {
  const inView = (column: string) =>
    visible === 'all' ? sql`true` : sql`${sql.ref(column)} = any(${[...visible]}::int[])`;
  const { rows } = await sql<Row>`
    with counts as (
      select
        department_id,
        count(*) as headcount,
        count(*) filter (where reachable) as invited,
        count(*) filter (where reachable and first_sent_at is not null) as delivered,
        count(*) filter (where reachable and first_sent_at is null and failed_at is not null) as failed,
        count(*) filter (where reachable and first_answered_at is not null) as started,
        count(*) filter (where reachable and completed_at is not null) as completed
      from enrolments
      where campaign_id = ${campaignId} and left_at is null and ${inView('department_id')}
      group by department_id
    ), departments_in_view as (
      select id, code, name, parent_id from departments where ${inView('id')}
    )
    select
      d.id, d.code, d.name, d.parent_id as "parentId",
      coalesce(headcount, 0) as headcount, coalesce(invited, 0) as invited,
      coalesce(delivered, 0) as delivered, coalesce(failed, 0) as failed,
      coalesce(started, 0) as started, coalesce(completed, 0) as completed
    from departments_in_view d full join counts c on c.department_id = d.id`.execute(db);
  return rows.map(({ id, code, name, parentId, ...counts }) => ({
    ...counts,
    department: id === null ? null : { id, code: code ?? '', name: name ?? '', parentId },
  }));
}

export async function campaignExists(db: Database, campaignId: number): Promise<boolean> {
  const row = await db
    .selectFrom('campaigns')
    .select('id')
    .where('id', '=', campaignId)
    .executeTakeFirst();
  return row !== undefined;
}
