import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { runVirtualTime } from './delivery/virtual-time.service.ts';
import { readVirtualClock, startVirtualClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Log } from './platform/log.ts';
import { registerTicks } from './platform/ticker.ts';
import { refuseUnlessNobodyIsMailed } from './platform/trial-rule.ts';
import { openResources, type Resources } from './resources.ts';
import { startWorker, type Worker } from './worker.ts';

export type ServiceOptions = {
  log?: Log;
  /** Virtual time from an instant at so many virtual seconds in a real one; rule 16 applies. */
  virtual?: { from: Date; speed: number; until?: Date };
  /** Runs before anything is planned or sent, when virtual time has its start. */
  prepare?(resources: Resources): Promise<void>;
  /** All employees are simulated: mails and pages say so. Rule 16 applies. */
  simulated?: boolean;
  /** Called after each drained step of virtual time; the demo's simulated employees act here. */
  afterStep?(now: Date, resources: Resources): Promise<void>;
};

export type Service = {
  resources: Resources;
  /** Where the web server listens, or undefined without the role web. */
  url: string | undefined;
  /** The planning and sending part, or undefined without the role worker. */
  worker: Worker | undefined;
  /** Resolves when virtual time has reached its end. */
  virtualTimeEnded: Promise<void>;
  stop(): Promise<void>;
};

/** Starts what ROLES says in this process. Whatever was started is stopped again when it fails. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<Service> {
  if (options.virtual !== undefined || options.simulated) refuseUnlessNobodyIsMailed(config);
  const resources = await openResources(config, {
    simulated: options.simulated ?? false,
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const stops: (() => Promise<unknown>)[] = [() => resources.close()];
  const stop = async () => {
    for (const one of stops.splice(0).reverse())
      await one().catch((error: unknown) => resources.log.warn({ err: error }, 'Stopping failed.'));
  };
  try {
    // Virtual time that a trial left in this database holds for this process as well.
    if ((await readVirtualClock(resources.db)) !== undefined) refuseUnlessNobodyIsMailed(config);
    if (options.virtual !== undefined)
      await startVirtualClock(resources.db, options.virtual.from, options.virtual.speed);
    await options.prepare?.(resources);
    // A worker alone has no web server; the ticks then hang on an app that never listens.
    const app: FastifyInstance = config.ROLES.includes('web')
      ? await buildApp(resources)
      : fastify({ logger: false });
    const worker = config.ROLES.includes('worker') ? await startWorker(resources) : undefined;
    if (worker !== undefined) {
      stops.push(() => worker.stop());
      await registerTicks(app, resources.log, worker.ticks);
    }
    // Closed before the worker stops: no new requests and ticks while mails in flight finish.
    stops.push(() => app.close());
    let url: string | undefined;
    if (config.ROLES.includes('web')) {
      await app.listen({ port: config.PORT, host: config.HOST });
      url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${(app.server.address() as AddressInfo).port}`;
      if (config.PUBLIC_URL === undefined) resources.publicUrl = url;
      resources.log.info({ url }, 'The web server listens.');
    } else await app.ready();
    const virtualTimeEnded =
      worker === undefined || options.virtual === undefined
        ? Promise.resolve()
        : runTime(worker, resources, options, stops);
    return { resources, url, worker, virtualTimeEnded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets virtual time run until it reaches its end or the service stops. */
function runTime(
  worker: Worker,
  resources: Resources,
  options: ServiceOptions,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const ending = new AbortController();
  const { afterStep, virtual } = options;
  const time = runVirtualTime({
    db: resources.db,
    tick: worker.tick,
    signal: ending.signal,
    ...(virtual?.until === undefined ? {} : { until: virtual.until }),
    ...(afterStep === undefined ? {} : { afterStep: (now: Date) => afterStep(now, resources) }),
  });
  const settled = time.catch((error: unknown) =>
    resources.log.error({ err: error }, 'Virtual time has stopped.'),
  );
  stops.push(async () => {
    ending.abort();
    await settled;
  });
  return time;
}
