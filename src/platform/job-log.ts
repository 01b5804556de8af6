import { Logger } from 'graphile-worker';
import type { Log } from './log.ts';

/** graphile-worker's own messages in our log: its everyday chatter at debug, trouble as it is. */
export function jobLog(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const fields = { job: scope, ...(meta?.error instanceof Error ? { err: meta.error } : {}) };
    if (level === 'error') log.error(fields, message);
    else if (level === 'warning') log.warn(fields, message);
    else log.debug(fields, message);
  });
}

export const quietJobLog = new Logger(() => () => undefined);
