import { sql } from 'kysely';
import type { Database, Trx } from './database.ts';

/**
 * Runs work in one transaction, with a database whose own transactions are parts of it: what
 * a service commits there lasts only if the whole commits, and what it rolls back is undone
 * alone. So an edge can put a use case and a record of it into one transaction, though the use
 * case opens its own. One part at a time; isolation levels are not for parts to choose.
 */
export async function joinTransactions<T>(
  db: Database,
  work: (joined: Database, trx: Trx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute((trx) => work(joinedTo(trx), trx));
}

function joinedTo(trx: Trx): Database {
  const parts = { execute: <T>(work: (trx: Trx) => Promise<T>) => runPart(trx, work) };
  return new Proxy(trx, {
    get(target, key) {
      if (key === 'transaction') return () => parts;
      const value: unknown = Reflect.get(target, key, target);
      // Kysely's private fields are found on the transaction, not on what stands before it.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function runPart<T>(trx: Trx, work: (trx: Trx) => Promise<T>): Promise<T> {
  await sql`savepoint part`.execute(trx);
  try {
    const result = await work(trx);
    await sql`release savepoint part`.execute(trx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint part`.execute(trx);
    throw error;
  }
}
