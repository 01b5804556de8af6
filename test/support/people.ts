import { sql } from 'kysely';
import type { Database } from '../../src/platform/database.ts';

/** So many employees with addresses, all in one department, in no campaign yet. */
export async function makeEmployees(db: Database, count: number): Promise<void> {
  await sql`
    with department as (
      insert into departments (code, name) values ('10', 'Omsorg') returning id
    )
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'test', n::text, 'Åsa' || n, 'Öberg', 'person-' || n || '@exempelkommun.test', d.id
    from department d, generate_series(1, ${count}::int) n`.execute(db);
}
