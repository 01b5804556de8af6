import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { type AudienceMatch, inAudience } from './audience.repository.ts';

/** Of these campaigns those that have people of the visible departments, as they were enrolled. */
export async function campaignsWithPeopleOf(
  db: Database,
  campaigns: readonly number[],
  visible: VisibleDepartments,
): Promise<Set<number>> {
  if (visible === 'all') return new Set(campaigns);
  const { rows } = await sql<{ id: number }>`
    select c.id from unnest(${[...campaigns]}::int[]) c (id)
    where exists (
      select from enrolments e
      where e.campaign_id = c.id and e.department_id = any(${[...visible]}::int[]))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Whether anybody in the visible departments belongs to the audience today. */
export async function hasPeopleOf(
  db: Database,
  audience: AudienceMatch,
  visible: VisibleDepartments,
): Promise<boolean> {
  if (visible === 'all') return true;
  const { rows } = await sql`
    select 1 from employees p
    where p.left_at is null and p.department_id = any(${[...visible]}::int[])
      and ${inAudience(audience)}
    limit 1`.execute(db);
  return rows.length > 0;
}

/** Titles of current employees in the visible departments, most frequent first. */
export async function listVisibleTitles(
  db: Database,
  visible: VisibleDepartments,
  limit: number,
): Promise<{ title: string; people: number }[]> {
  const { rows } = await sql<{ title: string; people: number }>`
    select title, count(*)::int as people from employees
    where left_at is null and title is not null
      and (${visible === 'all'} or department_id = any(${visible === 'all' ? [] : [...visible]}::int[]))
    group by title order by count(*) desc, title limit ${limit}`.execute(db);
  return rows;
}
