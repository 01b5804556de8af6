import { sql } from 'kysely';
import type { Database } from './database.ts';

/** A pool that has been silent for this long is taken for dead (DESIGN section 5). */
const silentSeconds = 60;

/** Says that this process's job pool is alive, by Postgres's clock (rule 5). */
export async function beat(db: Database, poolId: string, process: string): Promise<void> {
  await db
    .insertInto('worker_pools')
    .values({ pool_id: poolId, process })
    .onConflict((conflict) =>
      conflict.column('pool_id').doUpdateSet({ heartbeat_at: sql<Date>`now()` }),
    )
    .execute();
}

export async function leave(db: Database, poolId: string): Promise<void> {
  await db.deleteFrom('worker_pools').where('pool_id', '=', poolId).execute();
}

/**
 * Finds pools that have gone silent and frees the jobs they held; the queue's own recovery
 * would take four hours. Returns their ids; they stay listed until `forgetPools`, so that
 * whoever else cleans up after them sees them too.
 */
export async function releaseDeadPools(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('worker_pools')
    .select('pool_id')
    .where('heartbeat_at', '<', sql<Date>`now() - make_interval(secs => ${silentSeconds})`)
    .execute();
  const dead = rows.map((row) => row.pool_id);
  if (dead.length > 0)
    await sql`select graphile_worker.force_unlock_workers(${dead}::text[])`.execute(db);
  return dead;
}

export async function forgetPools(db: Database, poolIds: readonly string[]): Promise<void> {
  if (poolIds.length === 0) return;
  await db
    .deleteFrom('worker_pools')
    .where('pool_id', 'in', [...poolIds])
    .where('heartbeat_at', '<', sql<Date>`now() - make_interval(secs => ${silentSeconds})`)
    .execute();
}
