import { sql } from 'kysely';
import { z } from 'zod';
import { type Workplace, workplaces } from '../course/course.ts';
import type { Database, Trx } from '../platform/database.ts';
import { readSetting, writeSetting } from '../platform/settings.ts';
import type {} from './campaign.table.ts';
import type { PlacedDepartment } from './workplace.ts';

/** A department with a workplace of its own. */
export type ListedWorkplace = { code: string; name: string; workplace: Workplace };

const settingKey = 'workplace';
const settingSchema = z.enum(workplaces).nullish();

/** Open departments with a workplace of their own, by code. */
export async function listWorkplaces(db: Database): Promise<ListedWorkplace[]> {
  const { rows } = await sql<ListedWorkplace>`
    select d.code, d.name, w.workplace
    from department_workplaces w join departments d on d.id = w.department_id
    where d.closed_at is null
    order by d.code`.execute(db);
  return rows;
}

/** All departments with the workplace each has of its own. */
export async function loadPlacedDepartments(db: Database): Promise<PlacedDepartment[]> {
  const { rows } = await sql<PlacedDepartment>`
    select d.id, d.code, d.parent_id as "parentId", w.workplace
    from departments d left join department_workplaces w on w.department_id = d.id`.execute(db);
  return rows;
}

/** The workplace that holds where no department says any; undefined where none was set. */
export async function loadUsualWorkplace(db: Database): Promise<Workplace | undefined> {
  return settingSchema.parse(await readSetting(db, settingKey)) ?? undefined;
}

export async function saveUsualWorkplace(
  trx: Trx,
  workplace: Workplace | undefined,
): Promise<void> {
  await writeSetting(trx, settingKey, workplace ?? null);
}

/** @returns false where no open department has the code. */
export async function saveWorkplace(
  trx: Trx,
  code: string,
  workplace: Workplace,
): Promise<boolean> {
  const { rows } = await sql`
    insert into department_workplaces (department_id, workplace)
    select id, ${workplace} from departments where code = ${code} and closed_at is null
    on conflict (department_id) do update set workplace = excluded.workplace
    returning department_id`.execute(trx);
  return rows.length > 0;
}

/** @returns false where no open department has the code; one without a workplace stays as it is. */
export async function removeWorkplace(trx: Trx, code: string): Promise<boolean> {
  const { rows } = await sql`
    with found as (
      select id from departments where code = ${code} and closed_at is null
    ), removed as (
      delete from department_workplaces w using found f where w.department_id = f.id
    ) select id from found`.execute(trx);
  return rows.length > 0;
}
