import { setTimeout as pause } from 'node:timers/promises';
import { advanceVirtualClock, readVirtualClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { countOpenJobs } from '../platform/jobs.ts';
import { wakeSenders } from './plan-deliveries.service.ts';
import { countOpenDeliveries } from './settle.repository.ts';

const stepMilliseconds = 15 * 60_000;
const waitMilliseconds = 250;
const pollMilliseconds = 4;

export type VirtualTimeDeps = {
  db: Database;
  /** The tick of one step; returns once its deliveries are written down. */
  tick(now: Date): Promise<unknown>;
  /** Runs after every step is drained, e.g. the simulated employees of the demo. */
  afterStep?(now: Date): Promise<void>;
  /** Where virtual time stands still; for ever without one. */
  until?: Date;
  signal: AbortSignal;
};

/**
 * Moves virtual time on (rule 5): steps of at most 15 virtual minutes, each only once the
 * jobs and mails of the step before are done, so that full speed skips no window. The clock's
 * speed is an upper bound. Ends at `until` or when the signal aborts; only one process may run it at a time.
 */
export async function runVirtualTime(deps: VirtualTimeDeps): Promise<void> {
  let stepBegan = performance.now();
  while (!deps.signal.aborted) {
    const clock = await readVirtualClock(deps.db);
    if (clock === undefined || (deps.until !== undefined && clock.now >= deps.until)) return;
    await deps.tick(clock.now);
    await drain(deps);
    await deps.afterStep?.(clock.now);
    const step = Math.min(stepMilliseconds, Math.max(clock.speed * 1000, 1));
    const realMilliseconds = step / clock.speed;
    const spent = performance.now() - stepBegan;
    if (spent < realMilliseconds)
      await pause(realMilliseconds - spent, undefined, { signal: deps.signal }).catch(
        () => undefined,
      );
    stepBegan = performance.now();
    if (!deps.signal.aborted)
      await advanceVirtualClock(deps.db, new Date(clock.now.getTime() + step));
  }
}

async function drain(deps: VirtualTimeDeps): Promise<void> {
  let before = -1;
  while (!deps.signal.aborted) {
    const open = await countOpenDeliveries(deps.db);
    const jobs = await countOpenJobs(deps.db);
    if (open.ready + open.underWay + jobs === 0) return;
    // Mails without a sender awake, e.g. after a process died: wake one.
    if (open.ready > 0 && jobs === 0)
      await deps.db.transaction().execute((trx) => wakeSenders(trx, open.ready));
    // Where nothing moves, a relay's limit is what it waits for: real time, which asking does not shorten.
    const left = open.ready + open.underWay;
    await pause(left === before && jobs === 0 ? waitMilliseconds : pollMilliseconds);
    before = left;
  }
}
