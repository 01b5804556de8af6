import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import { type Audience, audienceParts, titleKey } from './audience.ts';
import type {} from './campaign.table.ts';
import { nearestTitles } from './nearest-title.ts';

/** An audience as the staff list is now; an undefined list means any. */
export type AudienceMatch = {
  /** Ids, those below included. */
  departments: number[] | undefined;
  /** Titles as employees have them. */
  titles: string[] | undefined;
  notDepartments: number[];
  notTitles: string[];
};

/** What an audience means now, to be asked again at each reconciliation. */
export async function audienceMatch(db: Database, audience: Audience): Promise<AudienceMatch> {
  const { departments, titles, notDepartments, notTitles } = audienceParts(audience);
  const asks = titles.length + notTitles.length > 0;
  const existing = asks ? await listTitles(db) : [];
  return {
    departments: departments.length === 0 ? undefined : await subtrees(db, departments),
    titles: titles.length === 0 ? undefined : titlesLike(existing, titles),
    notDepartments: notDepartments.length === 0 ? [] : await subtrees(db, notDepartments),
    notTitles: titlesLike(existing, notTitles),
  };
}

/**
 * The condition that an employee, `p` in the statement it is put into, belongs to an audience: by
 * the department and the title of the main employment. Who has none of them is in no department
 * and has no title, so nothing that is left out concerns them.
 */
export function inAudience(match: AudienceMatch): RawBuilder<boolean> {
  const { departments, titles, notDepartments, notTitles } = match;
  return sql<boolean>`(
    (${departments === undefined} or p.department_id = any(${departments ?? []}::int[]))
    and (${titles === undefined} or p.title = any(${titles ?? []}::text[]))
    and (p.department_id is null or p.department_id <> all(${notDepartments}::int[]))
    and (p.title is null or p.title <> all(${notTitles}::text[])))`;
}

/**
 * What is to be said of an audience before it is used: titles that nobody has, with those that are
 * most like them. They are no error, since someone may get the title tomorrow.
 * @throws AppError DEPARTMENT_UNKNOWN naming every code that no department has.
 */
export async function audienceWarnings(db: Database, audience: Audience): Promise<BothLanguages[]> {
  const { departments, titles, notDepartments, notTitles } = audienceParts(audience);
  const unknown = await unknownCodes(db, [...departments, ...notDepartments]);
  if (unknown.length > 0)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      `No department has the code ${unknown.join(', ')}. Import the roster first, or correct the code.`,
    );
  const wanted = [...titles, ...notTitles];
  if (wanted.length === 0) return [];
  const existing = await listTitles(db);
  return wanted
    .filter((title) => titlesLike(existing, [title]).length === 0)
    .map((title) => {
      const near = nearestTitles(title, existing).map((one) => `”${one}”`);
      return {
        sv: `Ingen har titeln ”${title}”.${near.length > 0 ? ` Menades ${near.join(' eller ')}?` : ''}`,
        en: `Nobody has the title "${title}".${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
      };
    });
}

async function unknownCodes(db: Database, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<{ code: string }>`
    select distinct c.code from unnest(${[...codes]}::text[]) c (code)
    where not exists (select from departments d where d.code = c.code)
    order by c.code`.execute(db);
  return rows.map(({ code }) => code);
}

/** Titles of current employees, most frequent first. */
async function listTitles(db: Database): Promise<string[]> {
  const { rows } = await sql<{ title: string }>`
    select title from employees where left_at is null and title is not null
    group by title order by count(*) desc, title`.execute(db);
  return rows.map(({ title }) => title);
}

/** Compared here, for what Postgres takes for the same letter depends on how it was set up. */
function titlesLike(existing: readonly string[], wanted: readonly string[]): string[] {
  const keys = new Set(wanted.map(titleKey));
  return existing.filter((title) => keys.has(titleKey(title)));
}

/**
 * Ids of departments, subtrees included.
 *
 * A code that has become part of another department stands for that one, through later merges as
 * well: whoever begins where X's people are now takes part in what X takes part in. That is the
 * department that took the people and what came with X from below it, never its other branches.
 * A merge that nobody stated, only an import recognised, is followed where just the code was new:
 * a mail to strangers cannot be called back, and `department merge` states it.
 */
async function subtrees(db: Database, codes: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive named as (
      select id, merged_into, merged_at, merged_how from departments
      where code = any(${[...codes]}::text[])
    ), chain (origin, id, merged_into, merged_how) as (
      select id, id, merged_into, merged_how from named
      union
      select c.origin, d.id, d.merged_into, d.merged_how
      from chain c join departments d on d.id = c.merged_into
      where c.merged_how is distinct from 'recognised'
    ), brought as (
      select d.id from chain c
      join named n on n.id = c.origin and n.id <> c.id
      join department_history h on h.parent_id = n.id and h.valid_to = n.merged_at
      join departments d on d.id = h.department_id and d.parent_id = c.id
    ), subtree as (
      (select id from named union select id from brought)
      union
      select d.id from departments d join subtree s on d.parent_id = s.id
    )
    select id from subtree union select id from chain order by id`.execute(db);
  return rows.map((row) => row.id);
}
