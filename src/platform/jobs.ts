import { sql } from 'kysely';
import type { Database, Trx } from './database.ts';

/** The tasks of the job queue and what each is told. */
export type Tasks = {
  /** Send what is due; `lane` lets several processes work at once without piling up jobs. */
  send: { lane: number };
  /** Bring enrolments in step with the roster and the campaigns' audiences. */
  reconcile: Record<string, never>;
  /** Read an uploaded staff list and stage it. */
  'roster-import': { upload: string };
  /** Carry out an import that somebody has confirmed in the browser. */
  'roster-apply': { upload: string };
};

/**
 * Adds a job inside the caller's own transaction: it exists exactly when the change does.
 * A waiting job with the same key is replaced, a running one is followed by this one.
 */
export async function addJob<Name extends keyof Tasks>(
  trx: Trx,
  name: Name,
  payload: Tasks[Name],
  key: string,
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json, job_key => ${key}, max_attempts => 25)`.execute(
    trx,
  );
}

/** Jobs that are running or could run now; those that failed for good or wait for a retry do not count. */
export async function countOpenJobs(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from graphile_worker.jobs
    where attempts < max_attempts and (run_at <= now() or locked_at is not null)`.execute(db);
  return rows[0]?.count ?? 0;
}
