import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type {} from '../answer/stance.table.ts';
import type { Database } from '../platform/database.ts';

/** How often one option of a stance was chosen in one department in one week. */
export type StanceCount = {
  question: string;
  /** Null for those who were in no department. */
  departmentId: number | null;
  /** The Monday of the week, YYYY-MM-DD, in the campaign's time zone. */
  week: string;
  option: string;
  chosen: number;
};

/**
 * The stances of a campaign by department and week, those of the departments in view (rule 10);
 * people without a department only in view of the whole. Only weeks that are over at `now`: they
 * change no more, so that looking before and after a colleague's answer shows nothing. Whoever
 * shows the counts suppresses small groups (rule 11); options that nobody chose have rows too,
 * since somebody who skipped the question leaves the same trace as somebody who did not.
 */
export async function readStanceCounts(
  db: Database,
  visible: VisibleDepartments,
  input: { campaignId: number; now: Date },
): Promise<StanceCount[]> {
  const inView = visible === 'all' ? sql`true` : sql`s.department_id = any(${[...visible]}::int[])`;
  const { rows } = await sql<StanceCount>`
    select s.question, s.department_id as "departmentId", s.week, s.option, s.chosen
    from stance_counts s join campaigns c on c.id = s.campaign_id
    where s.campaign_id = ${input.campaignId} and ${inView}
      and s.week < date_trunc('week', ${input.now}::timestamptz at time zone c.time_zone)
    order by s.question, s.department_id, s.week, s.option`.execute(db);
  return rows;
}
