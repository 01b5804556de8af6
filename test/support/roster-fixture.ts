import type { Database } from '../../src/platform/database.ts';

export type Someone = {
  /** Employment number; also the local part of the address. */
  number: string;
  /** Code of the department. */
  in: string;
  email?: string | null;
  left_at?: Date;
};

/** Adds departments given as code and parent's code, parents first; returns ids by code. */
export async function addDepartments(
  db: Database,
  tree: readonly (readonly [code: string, parent: string | null])[],
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [code, parent] of tree) {
    const { id } = await db
      .insertInto('departments')
      .values({
        code,
        name: `Enhet ${code}`,
        parent_id: parent === null ? null : (ids.get(parent) ?? null),
        closed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    ids.set(code, id);
  }
  return ids;
}

/** Adds employees, with an address unless `email` says otherwise; returns ids by number. */
export async function addEmployees(
  db: Database,
  departments: ReadonlyMap<string, number>,
  people: readonly Someone[],
): Promise<Map<string, number>> {
  const rows = await db
    .insertInto('employees')
    .values(
      people.map((one) => ({
        source: 'test',
        employment_number: one.number,
        first_name: 'Kim',
        last_name: `Berg${one.number}`,
        email: one.email === undefined ? `kim${one.number}@exempelkommun.test` : one.email,
        title: null,
        department_id: departments.get(one.in) ?? null,
        left_at: one.left_at ?? null,
      })),
    )
    .returning(['id', 'employment_number'])
    .execute();
  return new Map(rows.map((row) => [row.employment_number, row.id]));
}

/** So many people spread over the departments, numbered from 1. */
export function crowd(count: number, codes: readonly string[]): Someone[] {
  return Array.from({ length: count }, (_, index) => ({
    number: String(index + 1),
    in: codes[index % codes.length] ?? '',
  }));
}
