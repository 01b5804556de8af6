import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { reconcileEnrolments } from './reconcile.service.ts';

/** The `reconcile` job; a failure is tried again by the queue. */
export function reconcileTask(deps: { db: Database; clock: Clock; log: Log }) {
  return async () => {
    const result = await reconcileEnrolments(deps, await deps.clock.now());
    deps.log.info(result, 'Enrolments are in step with the roster.');
  };
}
