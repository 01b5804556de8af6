import { type RawBuilder, sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import type { CountsIn } from './placed.ts';
import type { Department } from './rollup.ts';

/** What of a campaign decides how it is counted; undefined where there is none. */
export type CountedCampaign = { id: number; endedAt: Date | null };

export async function findCountedCampaign(
  db: Database,
  campaignId: number,
): Promise<CountedCampaign | undefined> {
  return db
    .selectFrom('campaigns')
    .select(['id', 'ended_at as endedAt'])
    .where('id', '=', campaignId)
    .executeTakeFirst();
}

/**
 * Those still employed, by the department they have now; only departments in view.
 *
 * Reads the stamps on the enrolments, never the answers. While a campaign runs its enrolments
 * are kept in step with the roster; afterwards the employees themselves say where they are, until
 * the enrolments have lost their person (DESIGN rule 15) and stay as they were.
 */
export async function countNow(
  db: Database,
  visible: VisibleDepartments,
  campaign: CountedCampaign,
): Promise<CountsIn[]> {
  if (campaign.endedAt === null)
    return count(
      db,
      visible,
      sql`select e.department_id, ${stamps} from enrolments e
        where e.campaign_id = ${campaign.id} and e.left_at is null`,
    );
  return count(
    db,
    visible,
    sql`select case when p.id is null then e.department_id else p.department_id end
        as department_id, ${stamps}
      from enrolments e left join employees p on p.id = e.employee_id
      where e.campaign_id = ${campaign.id}
        and case when p.id is null then e.left_at else p.left_at end is null`,
  );
}

/**
 * Everyone ever enrolled, leavers too, by the department that the enrolment had when it was last
 * in step with the roster: at the end of the campaign, or at leaving. Only departments in view.
 */
export async function countThen(
  db: Database,
  visible: VisibleDepartments,
  campaign: CountedCampaign,
): Promise<CountsIn[]> {
  return count(
    db,
    visible,
    sql`select e.department_id, ${stamps} from enrolments e where e.campaign_id = ${campaign.id}`,
  );
}

/** The tree of today, closed departments included. */
export async function loadTree(db: Database): Promise<Department[]> {
  return db
    .selectFrom('departments')
    .select(['id', 'code', 'name', 'parent_id as parentId'])
    .execute();
}

const stamps = sql`e.reachable, e.first_sent_at, e.failed_at, e.first_answered_at, e.completed_at`;

/**
 * An answer proves that the mail came, also where the relay's reply never reached us. So
 * completed <= started <= delivered <= invited <= headcount, and delivered + failed <= invited.
 */
async function count(
  db: Database,
  visible: VisibleDepartments,
  people: RawBuilder<unknown>,
): Promise<CountsIn[]> {
  const inView = visible === 'all' ? sql`true` : sql`department_id = any(${[...visible]}::int[])`;
  const { rows } = await sql<CountsIn>`
    select department_id as "departmentId",
      count(*) as headcount,
      count(*) filter (where reachable) as invited,
      count(*) filter (where reachable
        and (first_sent_at is not null or first_answered_at is not null)) as delivered,
      count(*) filter (where reachable and first_sent_at is null and first_answered_at is null
        and failed_at is not null) as failed,
      count(*) filter (where reachable and first_answered_at is not null) as started,
      count(*) filter (where reachable and first_answered_at is not null
        and completed_at is not null) as completed
    from (${people}) people
    where ${inView}
    group by department_id`.execute(db);
  return rows;
}
