import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Runner, run, type WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import { jobLog } from './job-log.ts';
import type { Tasks } from './jobs.ts';
import type { Log } from './log.ts';

export type TaskHandlers = { [Name in keyof Tasks]: (payload: Tasks[Name]) => Promise<void> };

export type JobRunner = {
  /** The pool's id, under which it holds jobs; changes when the runner had to be started anew. */
  poolId(): string;
  stop(): Promise<void>;
};

const restartMilliseconds = 1_000;

/**
 * Runs the job queue in this process. When the queue's own loop ends on its own (a long
 * outage of Postgres), it is started again, so that the process recovers by itself.
 */
export async function startJobRunner(deps: {
  pgPool: Pool;
  log: Log;
  handlers: TaskHandlers;
  concurrency: number;
}): Promise<JobRunner> {
  let poolId = '';
  let stopping = false;
  let runner: Runner;

  async function start(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      poolId = workerPool.id;
    });
    const started = await run({
      pgPool: deps.pgPool,
      taskList: {
        send: (payload) => deps.handlers.send(payload as Tasks['send']),
        reconcile: (payload) => deps.handlers.reconcile(payload as Tasks['reconcile']),
        'roster-import': (payload) =>
          deps.handlers['roster-import'](payload as Tasks['roster-import']),
        'roster-apply': (payload) =>
          deps.handlers['roster-apply'](payload as Tasks['roster-apply']),
      },
      concurrency: deps.concurrency,
      noHandleSignals: true,
      pollInterval: 2_000,
      // Unbatched, the queue awaits nobody's answer to "this job is done": with Postgres away
      // that rejection goes unhandled and would end the whole process. Batches are retried.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: jobLog(deps.log),
      events,
    });
    started.promise.then(
      () => restart('ended'),
      (error: unknown) => restart(error),
    );
    return started;
  }

  async function restart(why: unknown): Promise<void> {
    while (!stopping) {
      deps.log.warn({ err: why }, 'The job queue stopped and is started again.');
      await pause(restartMilliseconds);
      try {
        if (!stopping) runner = await start();
        return;
      } catch (error) {
        deps.log.warn({ err: error }, 'The job queue cannot start yet.');
      }
    }
  }

  runner = await start();
  return {
    poolId: () => poolId,
    async stop() {
      stopping = true;
      await runner.stop().catch(() => undefined);
    },
  };
}
