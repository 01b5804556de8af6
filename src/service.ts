import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { runVirtualTime } from './delivery/virtual-time.service.ts';
import { startVirtualClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Log } from './platform/log.ts';
import { registerTicks } from './platform/ticker.ts';
import { refuseUnlessNobodyIsMailed } from './platform/trial-rule.ts';
import { openResources, type Resources } from './resources.ts';
import { startWorker } from './worker.ts';

export type ServiceOptions = {
  log?: Log;
  /** Virtual time from an instant at so many virtual seconds in a real one; rule 16 applies. */
  virtual?: { from: Date; speed: number };
  /** Called after each drained step of virtual time; the demo's simulated employees act here. */
  afterStep?(now: Date, resources: Resources): Promise<void>;
};

export type Service = {
  resources: Resources;
  /** Where the web server listens, or undefined without the role web. */
  url: string | undefined;
  stop(): Promise<void>;
};

/** Starts what ROLES says in this process. Whatever was started is stopped again when it fails. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<Service> {
  if (options.virtual !== undefined) refuseUnlessNobodyIsMailed(config);
  const resources = await openResources(
    config,
    options.log === undefined ? {} : { log: options.log },
  );
  const stops: (() => Promise<unknown>)[] = [() => resources.close()];
  const stop = async () => {
    for (const one of stops.splice(0).reverse())
      await one().catch((error: unknown) => resources.log.warn({ err: error }, 'Stopping failed.'));
  };
  try {
    if (options.virtual !== undefined)
      await startVirtualClock(resources.db, options.virtual.from, options.virtual.speed);
    // A worker alone has no web server; the ticks then hang on an app that never listens.
    const app: FastifyInstance = config.ROLES.includes('web')
      ? await buildApp(resources)
      : fastify({ logger: false });
    stops.push(() => app.close());
    if (config.ROLES.includes('worker')) await addWorker(app, resources, options, stops);
    let url: string | undefined;
    if (config.ROLES.includes('web')) {
      await app.listen({ port: config.PORT, host: config.HOST });
      url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${(app.server.address() as AddressInfo).port}`;
      if (config.PUBLIC_URL === undefined) resources.publicUrl = url;
      resources.log.info({ url }, 'The web server listens.');
    } else await app.ready();
    return { resources, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addWorker(
  app: FastifyInstance,
  resources: Resources,
  options: ServiceOptions,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const worker = await startWorker(resources);
  stops.push(() => worker.stop());
  await registerTicks(app, resources.log, worker.ticks);
  if (options.virtual === undefined) return;
  const ending = new AbortController();
  const { afterStep } = options;
  const time = runVirtualTime({
    db: resources.db,
    tick: worker.tick,
    signal: ending.signal,
    ...(afterStep === undefined ? {} : { afterStep: (now: Date) => afterStep(now, resources) }),
  });
  time.catch((error: unknown) => resources.log.error({ err: error }, 'Virtual time has stopped.'));
  stops.push(async () => {
    ending.abort();
    await time.catch(() => undefined);
  });
}
