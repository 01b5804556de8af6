import { sql } from 'kysely';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { accents, likePattern, type PersonQuery, withoutAccents } from './person-query.ts';

export type FoundPerson = {
  id: number;
  source: string;
  number: string;
  name: string;
  email: string | null;
  department: string | null;
  leftAt: Date | null;
  begins: string | null;
};

/**
 * People whose main department the reader may see and in whom every word is found: at the
 * beginning of the number, or anywhere in the name or the address. Those employed come first.
 */
export async function searchPeople(
  db: Database,
  visible: VisibleDepartments,
  query: PersonQuery,
  input: { offset: number; limit: number },
): Promise<{ count: number; people: FoundPerson[] }> {
  const words = query.words.map((word) => {
    const within = `%${likePattern(word)}%`;
    const name = `%${likePattern(withoutAccents(word))}%`;
    return sql`(e.employment_number ilike ${`${likePattern(word)}%`}
      or translate(lower(e.first_name || ' ' || e.last_name), ${accents.from}, ${accents.to})
        like ${name}
      or e.email ilike ${within})`;
  });
  const { rows } = await sql<FoundPerson & { count: number }>`
    select e.id, e.source, e.employment_number as number,
      trim(e.first_name || ' ' || e.last_name) as name, e.email,
      case when d.id is null then null else d.name || ' (' || d.code || ')' end as department,
      e.left_at as "leftAt", e.begins_on as begins, (count(*) over ())::int as count
    from employees e left join departments d on d.id = e.department_id
    where ${sql.join(words, sql` and `)}
      and (${visible === 'all'} or e.department_id = any(${visible === 'all' ? [] : [...visible]}::int[]))
    order by (e.left_at is not null and e.begins_on is null), e.last_name, e.first_name, e.id
    limit ${input.limit} offset ${input.offset}`.execute(db);
  return {
    count: rows[0]?.count ?? 0,
    people: rows.map(({ count: _count, ...person }) => person),
  };
}
