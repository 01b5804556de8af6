import { sql } from 'kysely';
import type { Database } from '../../src/platform/database.ts';

/** Everything that some tables hold, rows in a fixed order, with the ids that they have. */
export async function dumpTables(
  db: Database,
  tables: readonly string[],
): Promise<Record<string, unknown[]>> {
  const all = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ row: unknown }>`
        select to_jsonb(t) as row from ${sql.table(table)} t order by to_jsonb(t)::text`.execute(
        db,
      );
      return [table, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(all);
}

/** Every table of the service and of the job queue, as one text: what a dump would hold. */
export async function dumpDatabase(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1`.execute(db);
  if (rows.length < 20) throw new Error('These cannot be all the tables.');
  const texts: string[] = [];
  for (const { name } of rows) {
    const { rows: found } = await sql<{ text: string }>`
      select t::text as text from ${sql.raw(name)} t`.execute(db);
    texts.push(...found.map(({ text }) => text));
  }
  return texts.join('\n');
}

/** Every row of every table with the transaction that wrote it: equal means that nothing was written. */
export async function writtenRows(db: Database): Promise<Record<string, string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db);
  const contents: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select xmin::text || xmax::text || t::text as row from ${sql.raw(name)} t order by 1`.execute(
      db,
    );
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}
