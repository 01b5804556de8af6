import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

type LogDestination = DestinationStream & { flushSync?(): void };

/** Addresses, answer links and bearer tokens never reach a log line (DESIGN section 5). */
export function redact(text: string): string {
  return text
    .replace(/[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g, '<address>')
    .replace(/\/([ab])\/[A-Za-z0-9_-]{16,}/g, '/$1/<token>')
    .replace(/\bnk_[A-Za-z0-9_-]{16,}/g, 'nk_<token>')
    .replace(/\bBearer\s+\S+/gi, 'Bearer <token>')
    .replace(/\b(?:19|20)?\d{6}[-+]?\d{4}\b/g, '<identity number>');
}

/** Redacts whole lines as they leave, so that no field, message or stack can slip past a list of paths. */
export function createLog(level: string, destination: LogDestination = stderr()): Log {
  const redacting = {
    write: (line: string) => destination.write(redact(line)),
    // Called before a fatal end, so that its reason is not lost with the process.
    flushSync: () => destination.flushSync?.(),
  };
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  };
  return pino(options, redacting);
}

/** What helps of an error. Postgres's `detail` holds values of rows, its client a whole conversation. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  return { type: error.name, message: error.message, code, stack: error.stack };
}

function stderr(): LogDestination {
  return pino.destination({ fd: 2, sync: false });
}
