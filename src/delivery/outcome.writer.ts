import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type Recorded, recordOutcomes } from './settle.repository.ts';

export type OutcomeWriter = {
  /** Resolves at once, or when there is room again: what is unwritten is what a crash repeats. */
  add(outcome: Recorded, now: Date): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const everyMilliseconds = 50;
const mostUnwritten = 400;
const retryMilliseconds = 500;
/** Two minutes, longer than any restart of Postgres; then the sender itself keeps trying. */
const retries = 240;

/** Gathers outcomes and writes them in batches; a database that is away for a while loses none. */
export function createOutcomeWriter(deps: { db: Database; pool: string; log: Log }): OutcomeWriter {
  let waiting: Recorded[] = [];
  let latest = new Date(0);
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      for (let attempt = 1; ; attempt++) {
        try {
          await recordOutcomes(deps.db, deps.pool, latest, batch);
          break;
        } catch (error) {
          if (attempt === retries) {
            waiting = [...batch, ...waiting];
            throw error;
          }
          if (attempt === 1) deps.log.warn({ err: error }, 'Outcomes cannot be written yet.');
          await pause(retryMilliseconds);
        }
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    async add(outcome, now) {
      waiting.push(outcome);
      latest = now;
      timer ??= setTimeout(() => {
        timer = undefined;
        // A failure shows again, and is met, in the next add, flush or close.
        flush().catch(() => undefined);
      }, everyMilliseconds);
      if (waiting.length >= mostUnwritten) await flush();
    },
    flush,
    async close() {
      await flush();
      await flush();
    },
  };
}
