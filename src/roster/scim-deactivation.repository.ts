import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './scim.table.ts';

type Placed = { department: string | null };

/**
 * What the brake looks at: who worked here when the period began, leavers of the period
 * included, and those of them who left without anybody's confirmation.
 */
export async function loadBrakePicture(
  trx: Trx,
  source: string,
  since: Date,
): Promise<{
  before: Placed[];
  leavers: Placed[];
  tree: Map<string, { parent: string | null }>;
}> {
  const { rows } = await sql<Placed & { leaver: boolean }>`
    select d.code as department, e.left_at is not null as leaver
    from employees e left join departments d on d.id = e.department_id
    where e.source = ${source} and (e.left_at is null or exists (
      select from scim_deactivations a
      where a.employee_id = e.id and a.state = 'applied' and a.at > ${since}::timestamptz))`.execute(
    trx,
  );
  const departments = await sql<{ code: string; parent: string | null }>`
    select d.code, p.code as parent
    from departments d left join departments p on p.id = d.parent_id`.execute(trx);
  return {
    before: rows,
    leavers: rows.filter(({ leaver }) => leaver),
    tree: new Map(departments.rows.map((one) => [one.code, one])),
  };
}

/** Notes a deactivation; one that is held already stays as it is. */
export async function insertDeactivation(
  trx: Trx,
  employeeId: number,
  state: 'applied' | 'held',
  at: Date,
): Promise<void> {
  await sql`
    insert into scim_deactivations (employee_id, state, at, settled_at)
    values (${employeeId}, ${state}, ${at}::timestamptz,
      case when ${state} = 'applied' then ${at}::timestamptz end)
    on conflict (employee_id) where state = 'held' do nothing`.execute(trx);
}

/** Who comes back has not been deactivated, neither for the brake nor for whoever confirms. */
export async function withdrawDeactivations(
  trx: Trx,
  employeeId: number,
  now: Date,
): Promise<void> {
  await sql`
    update scim_deactivations set state = 'withdrawn', settled_at = ${now}::timestamptz
    where employee_id = ${employeeId} and state in ('applied', 'held')`.execute(trx);
}

export type HeldDeactivation = {
  employeeId: number;
  number: string;
  name: string;
  department: string | null;
  since: Date;
};

/** Deactivations that wait for a person, oldest first; of people who have not left otherwise. */
export async function listHeldDeactivations(db: Database): Promise<HeldDeactivation[]> {
  const found = await sql<HeldDeactivation>`
    select e.id as "employeeId", e.employment_number as number,
      trim(e.first_name || ' ' || e.last_name) as name, d.code as department, a.at as since
    from scim_deactivations a
    join employees e on e.id = a.employee_id
    left join departments d on d.id = e.department_id
    where a.state = 'held' and e.left_at is null
    order by a.at, a.id`.execute(db);
  return found.rows;
}

export async function confirmDeactivations(
  trx: Trx,
  employeeIds: readonly number[],
  now: Date,
): Promise<void> {
  await sql`
    update scim_deactivations set state = 'confirmed', settled_at = ${now}::timestamptz
    where state = 'held' and employee_id = any(${employeeIds}::bigint[])`.execute(trx);
}
