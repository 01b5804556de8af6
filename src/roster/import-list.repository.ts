import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import { type ImportLists, type ListName, pageLength } from './import-lists.ts';
import type {} from './import-upload.table.ts';

const batchSize = 100;

/** Keeps a list in pages, in place of what was kept of it. */
export async function saveList(
  trx: Trx,
  upload: string,
  list: ListName,
  pages: readonly (readonly ImportLists[ListName][])[],
): Promise<void> {
  for (let from = 0; from < pages.length; from += batchSize) {
    const batch = pages
      .slice(from, from + batchSize)
      .map((items, at) => ({ page: from + at + 1, items }));
    await sql`
      insert into roster_upload_lists (upload_id, list, page, items)
      select ${upload}, ${list}, g.page, g.items
      from json_to_recordset(${JSON.stringify(batch)}::json) as g(page int, items jsonb)`.execute(
      trx,
    );
  }
}

/** One page of a list, from 1; undefined where it is not, or no longer, kept. */
export async function loadListPage<Name extends ListName>(
  db: Database,
  upload: string,
  list: Name,
  page: number,
): Promise<ImportLists[Name][] | undefined> {
  const row = await db
    .selectFrom('roster_upload_lists')
    .select('items')
    .where('upload_id', '=', upload)
    .where('list', '=', list)
    .where('page', '=', page)
    .executeTakeFirst();
  return row && (row.items as ImportLists[Name][]);
}

/** How many items each list that is kept has; those without are left out. */
export async function countListItems(
  db: Database,
  upload: string,
): Promise<Partial<Record<ListName, number>>> {
  const { rows } = await sql<{ list: ListName; page: number; last: number }>`
    select distinct on (list) list, page, jsonb_array_length(items) as last
    from roster_upload_lists where upload_id = ${upload}
    order by list, page desc`.execute(db);
  return Object.fromEntries(
    rows.map(({ list, page, last }) => [list, (page - 1) * pageLength + last]),
  );
}

export async function removeLists(trx: Trx, upload: string): Promise<void> {
  await trx.deleteFrom('roster_upload_lists').where('upload_id', '=', upload).execute();
}
