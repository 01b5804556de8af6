import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import { loadConfig } from './platform/config.ts';
import { AppError } from './platform/errors.ts';
import { startService } from './service.ts';

/** `npm start -- [--from 2026-08-31 --speed 86400]`: the service, until a signal stops it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, speed: { type: 'string' } },
    strict: true,
  });
  const config = loadConfig();
  const virtual = readVirtual(values);
  const service = await startService(config, virtual === undefined ? {} : { virtual });
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err !== undefined)
      service.resources.log.fatal({ err }, 'An unexpected error stops the service.');
    await service.stop();
  });
}

function readVirtual(values: { from?: string | undefined; speed?: string | undefined }) {
  if (values.from === undefined && values.speed === undefined) return undefined;
  const speed = Number(values.speed ?? '1');
  if (values.from === undefined || !(speed > 0) || speed > 10_000_000)
    throw new AppError(
      'BAD_REQUEST',
      'Write virtual time as --from 2026-08-31 --speed 86400 (a day a second).',
    );
  const from = /^\d{4}-\d{2}-\d{2}$/.test(values.from)
    ? Temporal.PlainDate.from(values.from).toZonedDateTime('Europe/Stockholm').toInstant()
    : Temporal.Instant.from(values.from);
  return { from: new Date(from.epochMilliseconds), speed };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
  // Something half-opened may keep the process alive; its start has failed all the same.
  setTimeout(() => process.exit(1), 2_000).unref();
});
