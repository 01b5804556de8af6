/** What an SMTP_URL says. `connections` is how many the relay may hold open at once per process. */
export type SmtpAddress = {
  host: string;
  port: number;
  secure: boolean;
  user: string | undefined;
  password: string | undefined;
  connections: number;
  requireTls: boolean;
};

export const defaultConnections = 5;

/** Reads smtp://user:password@host:port?maxConnections=3&requireTLS=1; undefined when it is no such URL. */
export function parseSmtpUrl(value: string): SmtpAddress | undefined {
  const url = URL.parse(value);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return undefined;
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    connections: givenConnections(value) ?? defaultConnections,
    requireTls: /^(1|true)$/i.test(url.searchParams.get('requireTLS') ?? ''),
  };
}

/** What maxConnections in an SMTP_URL says; undefined where it says nothing, or nothing sensible. */
export function givenConnections(value: string): number | undefined {
  const given = Number(URL.parse(value)?.searchParams.get('maxConnections') ?? 0);
  return Number.isInteger(given) && given > 0 && given <= 100 ? given : undefined;
}

/** Loopback by the address itself, not by what a name resolves to, apart from the reserved name localhost. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
