import { sql } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { Scope } from './diff.ts';
import type { OpenRow } from './protected-rows.ts';

/** What is kept of an import beside its rows; nothing in it names anyone. */
export type ImportSummary = {
  scope: Scope | null;
  protected: number;
  /** False where the file cannot tell who is protected, which must be confirmed (rule 9). */
  tellsProtected: boolean;
  /** A hash of the file's headings, by which such a confirmation is remembered; absent: older. */
  headings?: string;
  /** The profile that the file was read by; null: none. */
  profile: string | null;
  counts: Record<string, number>;
};

/**
 * A row waiting for confirmation. Protected people are not among them; of those who were
 * stored before, only the internal id waits here, to be erased at apply.
 */
export type StagedRow = OpenRow | { kind: 'erase'; id: number } | { kind: 'nameless' };

export type ImportKind = 'people' | 'addresses';

export type RosterImport = {
  id: number;
  kind: ImportKind;
  source: string;
  fileName: string;
  status: 'staged' | 'applied' | 'discarded' | 'undone';
  appliedAt: Date | null;
  base: string;
  summary: ImportSummary;
};

const batchSize = 5_000;

/** Adds an import that waits to be applied. @returns its id. */
export async function insertImport(
  trx: Trx,
  staged: Omit<RosterImport, 'id' | 'status' | 'appliedAt'>,
): Promise<number> {
  const { id } = await trx
    .insertInto('roster_imports')
    .values({
      kind: staged.kind,
      source: staged.source,
      file_name: staged.fileName,
      status: 'staged',
      base: staged.base,
      summary: JSON.stringify(staged.summary),
      applied_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Puts the rows of an import by until it is confirmed. */
export async function insertStagedRows(
  trx: Trx,
  id: number,
  rows: readonly StagedRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += batchSize) {
    // Row numbers of those without a place in the file count down from zero.
    const batch = rows.slice(at, at + batchSize).map((content, index) => ({
      row: 'row' in content ? content.row : -(at + index),
      content,
    }));
    await sql`
      insert into roster_rows (import_id, row_number, content)
      select ${id}, g.row, g.content
      from json_to_recordset(${JSON.stringify(batch)}::json) as g("row" int, content jsonb)`.execute(
      trx,
    );
  }
}

/** The import, locked; undefined where there is none. */
export async function lockImport(trx: Trx, id: number): Promise<RosterImport | undefined> {
  const row = await trx
    .selectFrom('roster_imports')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      kind: row.kind,
      source: row.source,
      fileName: row.file_name,
      status: row.status,
      appliedAt: row.applied_at,
      base: row.base,
      summary: row.summary as ImportSummary,
    }
  );
}

/** The staged rows, in the order of the file. */
export async function loadStagedRows(trx: Trx, id: number): Promise<StagedRow[]> {
  const rows = await trx
    .selectFrom('roster_rows')
    .select('content')
    .where('import_id', '=', id)
    .orderBy('row_number')
    .execute();
  return rows.map(({ content }) => content as StagedRow);
}

/** Whose address in a staged file is declared to be shared. */
export async function loadSharedRows(
  trx: Trx,
  id: number,
): Promise<{ number: string; name: string; department: string | null }[]> {
  const { rows } = await sql<{ number: string; name: string; department: string | null }>`
    select distinct content->>'number' as number,
      concat_ws(' ', content->>'firstName', content->>'lastName') as name,
      content->'departments'->-1->>'code' as department
    from roster_rows
    where import_id = ${id} and (content->>'sharedAddress')::boolean
    order by 1`.execute(trx);
  return rows;
}

/** Rows have done their work once applied and are removed. */
export async function finishImport(
  trx: Trx,
  id: number,
  summary: ImportSummary,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('roster_imports')
    .set({ status: 'applied', applied_at: now, summary: JSON.stringify(summary) })
    .where('id', '=', id)
    .execute();
  await trx.deleteFrom('roster_rows').where('import_id', '=', id).execute();
}

/** Gives up imports that this one replaces, and what has waited for a day (rule 15), by Postgres's clock. */
export async function discardStaged(trx: Trx, source: string): Promise<void> {
  const discarded = await sql<{ id: number }>`
    update roster_imports set status = 'discarded'
    where status = 'staged' and (source = ${source} or created_at < now() - interval '24 hours')
    returning id`.execute(trx);
  const ids = discarded.rows.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('roster_rows').where('import_id', 'in', ids).execute();
}

/**
 * True when this source has been imported before, without a profile, from a file of the same
 * headings that could not tell who is protected: somebody has confirmed that.
 */
export async function hasImportedUntold(
  trx: Trx,
  source: string,
  headings: string,
): Promise<boolean> {
  const found = await sql`
    select from roster_imports
    where source = ${source} and status in ('applied', 'undone')
      and summary->>'tellsProtected' = 'false' and summary->>'headings' = ${headings}
      and summary->>'profile' is null
    limit 1`.execute(trx);
  return found.rows.length > 0;
}

/** An import as `roster history` shows it; `counts` by what the import changed. */
export type PastImport = {
  id: number;
  kind: ImportKind;
  appliedAt: Date;
  source: string;
  file: string;
  counts: Record<string, number>;
  undoneAt: Date | null;
  /** Who carried it out: an address, or the kind of what did; null where that is not known any more. */
  by: { kind: 'user' | 'token' | 'command'; address: string | null } | null;
};

/** Imports that were carried out, newest first. */
export async function listPastImports(db: Database, limit: number): Promise<PastImport[]> {
  const { rows } = await sql<PastImport>`
    select i.id, i.kind, i.applied_at as "appliedAt", i.source, i.file_name as file,
      coalesce(i.summary->'counts', '{}') as counts, i.undone_at as "undoneAt", who.by
    from roster_imports i left join lateral (
      select json_build_object('kind', a.actor_kind, 'address', u.address) as by
      from audit_entries a left join users u on a.actor_kind = 'user' and u.id::text = a.actor
      where a.action = 'roster.import' and a.subject = i.id::text
        and a.at between i.applied_at - interval '1 hour' and i.applied_at + interval '1 hour'
      order by a.id limit 1) as who on true
    where i.status in ('applied', 'undone')
    order by i.applied_at desc, i.id desc limit ${limit}`.execute(db);
  return rows;
}

export async function markUndone(trx: Trx, id: number, now: Date): Promise<void> {
  await trx
    .updateTable('roster_imports')
    .set({ status: 'undone', undone_at: now })
    .where('id', '=', id)
    .execute();
}

/** Gives up what has waited longer than so many hours by Postgres's own clock (rule 15). */
export async function discardOld(trx: Trx, hours: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update roster_imports set status = 'discarded'
    where status = 'staged' and created_at < now() - make_interval(hours => ${hours})
    returning id`.execute(trx);
  await sql`delete from roster_rows where import_id = any(${rows.map(({ id }) => id)}::int[])`.execute(
    trx,
  );
  return rows.length;
}
