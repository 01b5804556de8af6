import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { joinTransactions } from '../platform/joined-transaction.ts';
import { endAudit, readAuditDays, recordAudit } from './audit.repository.ts';
import type { AuditActor } from './audit.ts';

type Deps = { db: Database };

/**
 * Runs a use case and writes down what it did, in one transaction: neither is there without
 * the other, and a look that cannot be recorded shows nothing. Services are given the database
 * that `work` gets and know nothing of it. Not for work that sends or waits for others.
 * @throws what the work throws, and then nothing is recorded.
 */
export async function audited<T>(
  deps: Deps,
  now: Date,
  actor: AuditActor,
  work: (db: Database) => Promise<T>,
  entries: (done: T) => readonly AuditEntry[],
): Promise<T> {
  return joinTransactions(deps.db, async (db, trx) => {
    const done = await work(db);
    await recordAudit(trx, now, actor, entries(done));
    return done;
  });
}

const dayMilliseconds = 86_400_000;

/** The audit trail's share of DESIGN rule 15: it names who worked here, so it has an end too. */
export async function retireAudit(deps: Deps, now: Date): Promise<{ entries: number }> {
  return deps.db.transaction().execute(async (trx) => {
    const before = new Date(now.getTime() - (await readAuditDays(trx)) * dayMilliseconds);
    return { entries: await endAudit(trx, before) };
  });
}
