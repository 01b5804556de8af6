import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';

export type AddressProblem = {
  id: number;
  number: string;
  name: string;
  department: string | null;
  email: string | null;
};

/** Which people the lists are of: nobody has an address, or several have the same one. */
export type AddressList = 'without' | 'same';

/**
 * People who are, or are about to be, employed in what the reader may see, and whose address is
 * missing, or somebody else's too.
 */
export async function listAddressProblems(
  db: Database,
  visible: VisibleDepartments,
  input: { list: AddressList; offset: number; limit: number },
): Promise<{ count: number; people: AddressProblem[] }> {
  const { list, offset, limit } = input;
  const where =
    list === 'without'
      ? sql`e.email is null`
      : sql`lower(e.email) in (
          select lower(email) from employees
          where email is not null and (left_at is null or begins_on is not null)
          group by lower(email) having count(*) > 1)`;
  const { rows } = await sql<AddressProblem & { count: number }>`
    select e.id, e.employment_number as number, e.first_name || ' ' || e.last_name as name,
      case when d.id is null then null else d.name || ' (' || d.code || ')' end as department,
      e.email, (count(*) over ())::int as count
    from employees e left join departments d on d.id = e.department_id
    where (e.left_at is null or e.begins_on is not null) and ${where}
      and (${visible === 'all'} or e.department_id = any(${visible === 'all' ? [] : [...visible]}::int[]))
    order by ${list === 'same' ? sql`lower(e.email),` : sql``} d.code, e.last_name, e.first_name, e.id
    limit ${limit} offset ${offset}`.execute(db);
  return {
    count: rows[0]?.count ?? 0,
    people: rows.map(({ count: _count, ...person }) => person),
  };
}
