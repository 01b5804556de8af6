import { sessionHours } from './session-limits.ts';

/**
 * Cookies of signing in. Where the service is reached by https their names begin with `__Host-`,
 * which browsers take only with Secure, for the whole host, and from nobody else.
 */
export function cookieNames(secure: boolean) {
  const prefix = secure ? '__Host-' : '';
  return {
    session: `${prefix}nanokurs`,
    form: `${prefix}nanokurs-form`,
    oidc: `${prefix}nanokurs-oidc`,
  };
}

/** @param seconds how long the browser keeps it; the server decides for itself. */
export function cookieOptions(secure: boolean, seconds = sessionHours.absolute * 3600) {
  return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure, maxAge: seconds };
}

/** A path of this service to go to, or undefined for anything that could lead elsewhere. */
export function localPath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 1_000 || !/^\/[\x21-\x7e]*$/.test(text)) return undefined;
  const base = 'http://nanokurs.invalid';
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined || url.origin !== base || text.includes('\\')) return undefined;
  return `${url.pathname}${url.search}`.startsWith('//')
    ? undefined
    : `${url.pathname}${url.search}`;
}
