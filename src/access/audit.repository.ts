import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { AuditAction, AuditEntry } from '../platform/audit-entry.ts';
import type { Database, Trx } from '../platform/database.ts';
import type { AuditEntryTable } from './audit.table.ts';
import type { AuditActor, ShownActor, ShownAudit } from './audit.ts';

/** Writes down what was done, in the transaction that does it. */
export async function recordAudit(
  trx: Trx,
  now: Date,
  actor: AuditActor,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const who =
    actor.kind === 'command'
      ? { actor_kind: actor.kind, actor: actor.name, actor_role: null }
      : { actor_kind: actor.kind, actor: String(actor.id), actor_role: actor.role };
  await trx
    .insertInto('audit_entries')
    .values(
      entries.map(({ action, subject, details = {} }) => ({
        ...who,
        at: now,
        action,
        subject,
        details: { ...details },
      })),
    )
    .execute();
}

/** The newest rows, newest first, at most `limit`, none from before `since`. */
export async function listAudit(
  db: Database,
  { since, limit }: { since?: Date | undefined; limit: number },
): Promise<ShownAudit[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .$if(since !== undefined, (query) => query.where('at', '>=', since ?? new Date(0)))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(shownOf);
}

function actorOf(row: Pick<AuditEntryTable, 'actor_kind' | 'actor' | 'actor_role'>): ShownActor {
  const { actor_kind: kind, actor, actor_role: role } = row;
  const id = Number(actor);
  if (kind === 'roster') return { kind };
  if (kind === 'user') return { kind, id, role };
  if (kind === 'command' || role === null) return { kind: 'command', name: actor };
  if (role === 'reader') throw new Error('No token is a reader.');
  return { kind, id, role };
}

export type AuditFilter = {
  from?: Date | undefined;
  /** Before this instant. */
  until?: Date | undefined;
  action?: AuditAction | undefined;
  kind?: ShownActor['kind'] | undefined;
  /** The user, token or name, within its kind. */
  actor?: string | undefined;
};

/** Rows that fit, newest first, with the address of users who are still there. */
export async function findAudit(
  db: Database,
  filter: AuditFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<(ShownAudit & { address: string | null })[]> {
  const { from, until, action, kind, actor } = filter;
  const conditions = [
    sql`true`,
    ...(from === undefined ? [] : [sql`a.at >= ${from}`]),
    ...(until === undefined ? [] : [sql`a.at < ${until}`]),
    ...(action === undefined ? [] : [sql`a.action = ${action}`]),
    ...(kind === undefined ? [] : [sql`a.actor_kind = ${kind}`]),
    ...(actor === undefined ? [] : [sql`a.actor = ${actor}`]),
  ];
  const { rows } = await sql<Selectable<AuditEntryTable> & { address: string | null }>`
    select a.*, u.address from audit_entries a
    left join users u on a.actor_kind = 'user' and u.id::text = a.actor
    where ${sql.join(conditions, sql` and `)}
    order by a.at desc, a.id desc limit ${limit} offset ${offset}`.execute(db);
  return rows.map((row) => ({ ...shownOf(row), address: row.address }));
}

function shownOf(row: Selectable<AuditEntryTable>): ShownAudit {
  return {
    id: row.id,
    at: row.at,
    recordedAt: row.recorded_at,
    actor: actorOf(row),
    action: row.action,
    subject: row.subject,
    details: row.details,
  };
}

const setting = z.object({ auditDays: z.int().min(30).max(3650).default(730) });

/** How many days rows are kept: `auditDays` of the setting `retention`, two years unless said. */
export async function readAuditDays(db: Database): Promise<number> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', 'retention')
    .executeTakeFirst();
  const read = setting.safeParse(row?.value ?? {});
  return (read.success ? read.data : setting.parse({})).auditDays;
}

/** Removes what is older than an instant. @returns how many rows. */
export async function endAudit(trx: Trx, before: Date): Promise<number> {
  // The trigger lets retention through, which says who it is for this one transaction.
  await sql`select set_config('nanokurs.audit_retention', 'on', true)`.execute(trx);
  const { numDeletedRows } = await trx
    .deleteFrom('audit_entries')
    .where('at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
