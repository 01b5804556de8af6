import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { isLoopback, parseSmtpUrl } from './smtp-url.ts';

/**
 * Rule 16: a real person is never mailed by a trial. Virtual time and simulated employees
 * need the built-in mailbox, or a loopback address declared to deliver to nobody; a relay on
 * loopback without that declaration may well deliver.
 * @throws AppError REFUSED
 */
export function refuseUnlessNobodyIsMailed(
  config: Pick<Config, 'SMTP_URL' | 'SMTP_IS_SINK'>,
): void {
  if (reachesNobody(config)) return;
  throw new AppError(
    'REFUSED',
    'Virtual time and simulated employees are refused while SMTP_URL may deliver to real people. Unset SMTP_URL to use the built-in mailbox, or set SMTP_IS_SINK=1 for a loopback address that delivers to nobody. A database that has run on virtual time keeps it: use another one for real mail.',
  );
}

/** True where mail ends in the built-in mailbox or a declared sink on loopback. */
export function reachesNobody(config: Pick<Config, 'SMTP_URL' | 'SMTP_IS_SINK'>): boolean {
  if (config.SMTP_URL === undefined) return true;
  const relay = parseSmtpUrl(config.SMTP_URL);
  return config.SMTP_IS_SINK && relay !== undefined && isLoopback(relay.host);
}
