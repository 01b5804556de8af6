import { fastifySchedule } from '@fastify/schedule';
import type { FastifyInstance } from 'fastify';
import { AsyncTask, SimpleIntervalJob } from 'toad-scheduler';
import type { Log } from './log.ts';

export type Tick = {
  name: string;
  milliseconds: number;
  run(): Promise<unknown>;
};

/**
 * Runs ticks through @fastify/schedule: never two of the same at once, a failing one is
 * logged and tried again at its next turn, and closing waits for the one that is running.
 */
export async function registerTicks(
  app: FastifyInstance,
  log: Log,
  ticks: readonly Tick[],
): Promise<void> {
  await app.register(fastifySchedule);
  const running = new Set<Promise<unknown>>();
  for (const tick of ticks) {
    // The async function turns a synchronous throw into a rejection; thrown straight into the
    // scheduler it would leave the job stuck for good.
    const once = async () => {
      await tick.run();
    };
    const task = new AsyncTask(
      tick.name,
      () => {
        const run = once().finally(() => running.delete(run));
        running.add(run);
        return run;
      },
      (error) => log.warn({ err: error, tick: tick.name }, 'A tick failed; it is tried again.'),
    );
    const job = new SimpleIntervalJob({ milliseconds: tick.milliseconds }, task, {
      id: tick.name,
      preventOverrun: true,
    });
    app.addHook('onReady', async () => app.scheduler.addSimpleIntervalJob(job));
  }
  app.addHook('preClose', async () => {
    app.scheduler.stop();
    await Promise.allSettled(running);
  });
}
