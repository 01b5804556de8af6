import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { isLoopback, parseSmtpUrl } from './smtp-url.ts';

/**
 * The whole configuration as one described schema: what `.env.example` documents and
 * what stops the start when it is wrong. Empty strings count as absent, because compose
 * files and env files pass unset values that way.
 */
const text = (description: string) => z.string().trim().min(1).optional().describe(description);
const flag = z
  .enum(['0', '1'], 'write 0 or 1')
  .default('0')
  .transform((value) => value === '1');
const mailbox = /^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
const mailAddress = z
  .string()
  .trim()
  .regex(mailbox, 'write it as name@example.se or "Name <name@example.se>"');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const addressOrDomain = /^(?:[^\s<>@]+@|@)?[^\s<>@.]+(?:\.[^\s<>@.]+)+$/;

/** An IP address, or a network as address/bits. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (most === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

/** What is wrong with the address of an identity provider. */
function issuerProblem(value: string): string | undefined {
  const example = 'https://login.microsoftonline.com/TENANT-ID/v2.0';
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return `write it as ${example}`;
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'write it with https://';
  // These of Entra ID stand for accounts of any organisation.
  if (/^\/(common|organizations|consumers)(\/|$)/.test(url.pathname))
    return `name your own tenant, as ${example}; this one lets other organisations in`;
  return undefined;
}

export const configSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'write it as postgres://user:password@host:5432/database')
    .optional()
    .describe('PostgreSQL 15-18. Absent: an embedded server under NANOKURS_DIR (trial mode).'),
  NANOKURS_DIR: z
    .string()
    .default('.nanokurs')
    .describe('Folder of the embedded database, the built-in mailbox and generated keys.'),
  SMTP_URL: z
    .string()
    .refine(
      (value) => parseSmtpUrl(value) !== undefined,
      'write it as smtp://relay.example.se:25 or smtps://user:password@host:465',
    )
    .optional()
    .describe(
      'The mail relay; ?maxConnections=3 limits open connections. Absent: the built-in mailbox at /mailbox, nothing leaves the machine (trial mode).',
    ),
  SMTP_OAUTH_TOKEN_URL: z
    .url({ protocol: /^https?$/, error: 'write it as https://login.example.se/token' })
    .optional()
    .describe('Token endpoint for OAuth client credentials (XOAUTH2).'),
  SMTP_OAUTH_CLIENT_ID: text('Client id for SMTP OAuth.'),
  SMTP_OAUTH_CLIENT_SECRET: text('Client secret for SMTP OAuth.'),
  SMTP_OAUTH_SCOPE: z
    .string()
    .default('https://outlook.office365.com/.default')
    .describe('Scope asked for at the token endpoint.'),
  SMTP_OAUTH_USER: text(
    'The mailbox that signs in with the token. Absent: the address in MAIL_FROM.',
  ),
  SMTP_IS_SINK: flag.describe(
    '1 declares that SMTP_URL, a loopback address, delivers to nobody. Needed for virtual time and simulated employees with a relay of your own.',
  ),
  MAIL_FROM: mailAddress
    .optional()
    .describe('Sender of all mails, e.g. "Nanokurs <nanokurs@kommunen.se>".'),
  MAIL_REPLY_TO: mailAddress.optional().describe('A staffed address that receives replies.'),
  MAIL_ONLY_TO: list
    .refine(
      // An empty list would mean everyone, which nobody who sets a pilot means.
      (entries) => entries.length > 0 && entries.every((entry) => addressOrDomain.test(entry)),
      'write addresses or domains, comma-separated, as anna@kommunen.se,skola.kommunen.se',
    )
    .optional()
    .describe(
      'A pilot: mail only these addresses or domains, comma-separated. Everyone else waits.',
    ),
  ORGANISATION: text('The name of the municipality, as employees know it.'),
  HELP_CONTACT: text('Whom employees ask for help: an address or a phone number.'),
  PRIVACY_CONTACT: text('The data protection officer: an address or a phone number.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'write it as https://nanokurs.kommunen.se' })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional()
    .describe(
      'The address of this service as employees reach it, e.g. https://nanokurs.kommunen.se.',
    ),
  PORT: z.coerce
    .number('write a whole number from 0 to 65535')
    .refine(
      (port) => Number.isInteger(port) && port >= 0 && port <= 65_535,
      'write a whole number from 0 to 65535',
    )
    .default(8080)
    .describe('Port of the web server; 0 for any free one.'),
  HOST: z.string().default('127.0.0.1').describe('Address the web server listens on.'),
  TRUSTED_PROXIES: list
    .refine(
      (networks) => networks.length > 0 && networks.every(isNetwork),
      'write addresses or networks, comma-separated, as 127.0.0.1,10.0.0.0/8',
    )
    .optional()
    .describe('CIDRs of the reverse proxies whose X-Forwarded headers count.'),
  SECRET_KEYS: list
    .refine(
      (keys) => keys.length > 0 && keys.every((key) => key.length >= 32),
      'each key needs at least 32 characters',
    )
    .optional()
    .describe(
      'Keys that sign answer links, newest first, comma-separated; 32 characters or more each.',
    ),
  OIDC_ISSUER: z
    .string()
    .trim()
    .superRefine((value, context) => {
      const problem = issuerProblem(value);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .optional()
    .describe('Issuer for sign-in by OpenID Connect, such as Entra ID or ADFS.'),
  OIDC_CLIENT_ID: text('Client id of this service at OIDC_ISSUER.'),
  OIDC_CLIENT_SECRET: text('Client secret of this service at OIDC_ISSUER.'),
  OIDC_ADDRESS_CLAIM: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_.:/-]{1,100}$/, 'write the name of a claim, such as email')
    .default('email')
    .describe('The claim that holds the mail address of whoever signs in.'),
  OIDC_ADDRESS_TRUSTED: flag.describe(
    '1 declares that OIDC_ISSUER itself vouches for that claim. Else it has to say email_verified with each sign-in.',
  ),
  SIGN_IN_BY_MAIL: z
    .enum(['0', '1'], 'write 0 or 1')
    .default('1')
    .transform((value) => value === '1')
    .describe('0 lets nobody sign in by mail link. Only together with OIDC_ISSUER.'),
  LOCAL_CONTENT_DIR: text(
    'Folder with courses and lessons of your own; they win over the built-in ones.',
  ),
  ROLES: z
    .string()
    .default('web,worker')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(['web', 'worker'], 'write web, worker or web,worker')).min(1))
    .describe('What this process does: web, worker or both.'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'write fatal, error, warn, info, debug, trace or silent',
    )
    .default('info')
    .describe('Least severe level that is logged.'),
});

type Parsed = z.infer<typeof configSchema>;

/** Settings after defaults: with an embedded default in use (trial mode) the mail settings have stand-ins. */
export type Config = Omit<
  Parsed,
  'MAIL_FROM' | 'MAIL_REPLY_TO' | 'ORGANISATION' | 'HELP_CONTACT' | 'PRIVACY_CONTACT'
> & {
  MAIL_FROM: string;
  MAIL_REPLY_TO: string;
  ORGANISATION: string;
  HELP_CONTACT: string;
  PRIVACY_CONTACT: string;
  /** True when the embedded database or the built-in mailbox is in use; every page says so. */
  trial: boolean;
};

const trialDefaults = {
  MAIL_FROM: 'Nanokurs <nanokurs@exempelkommun.test>',
  MAIL_REPLY_TO: 'nanokurs-hjalp@exempelkommun.test',
  ORGANISATION: 'Exempelkommun',
  HELP_CONTACT: 'nanokurs-hjalp@exempelkommun.test',
  PRIVACY_CONTACT: 'dataskydd@exempelkommun.test',
};

/**
 * Reads settings from an environment.
 * @throws AppError CONFIG_INVALID naming every wrong setting and what to write instead.
 */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = configSchema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map(
      (issue) => `${String(issue.path[0])}: ${issue.message}`,
    );
    throw new AppError('CONFIG_INVALID', [...new Set(problems)].join('\n'));
  }
  const parsed = result.data;
  const trial = parsed.DATABASE_URL === undefined || parsed.SMTP_URL === undefined;
  const missing = requiredWithRelay.filter((name) => parsed[name] === undefined);
  if (parsed.SMTP_URL !== undefined && !parsed.SMTP_IS_SINK && missing.length > 0)
    throw new AppError(
      'CONFIG_INVALID',
      missing
        .map(
          (name) =>
            `${name}: needed with a real relay. ${configSchema.shape[name].description ?? ''}`,
        )
        .join('\n'),
    );
  const relay = parsed.SMTP_URL === undefined ? undefined : parseSmtpUrl(parsed.SMTP_URL);
  if (parsed.SMTP_IS_SINK && relay !== undefined && !isLoopback(relay.host))
    throw new AppError(
      'CONFIG_INVALID',
      `SMTP_IS_SINK: only a loopback address can be declared to deliver to nobody, and SMTP_URL names ${relay.host}. Remove SMTP_IS_SINK, or point SMTP_URL at 127.0.0.1.`,
    );
  const oauth = [
    'SMTP_OAUTH_TOKEN_URL',
    'SMTP_OAUTH_CLIENT_ID',
    'SMTP_OAUTH_CLIENT_SECRET',
  ] as const;
  const oauthGiven = oauth.filter((name) => parsed[name] !== undefined);
  if (oauthGiven.length > 0 && oauthGiven.length < oauth.length)
    throw new AppError(
      'CONFIG_INVALID',
      `${oauth.filter((name) => parsed[name] === undefined).join(', ')}: needed together with ${oauthGiven.join(', ')}`,
    );
  checkSignIn(parsed);
  return {
    ...parsed,
    MAIL_FROM: parsed.MAIL_FROM ?? trialDefaults.MAIL_FROM,
    MAIL_REPLY_TO: parsed.MAIL_REPLY_TO ?? trialDefaults.MAIL_REPLY_TO,
    ORGANISATION: parsed.ORGANISATION ?? trialDefaults.ORGANISATION,
    HELP_CONTACT: parsed.HELP_CONTACT ?? trialDefaults.HELP_CONTACT,
    PRIVACY_CONTACT: parsed.PRIVACY_CONTACT ?? trialDefaults.PRIVACY_CONTACT,
    trial,
  };
}

/** @throws AppError CONFIG_INVALID */
function checkSignIn(parsed: Parsed): void {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const given = names.filter((name) => parsed[name] !== undefined);
  if (given.length > 0 && given.length < names.length)
    throw new AppError(
      'CONFIG_INVALID',
      `${names.filter((name) => parsed[name] === undefined).join(', ')}: needed together with ${given.join(', ')}`,
    );
  if (!parsed.SIGN_IN_BY_MAIL && given.length === 0)
    throw new AppError(
      'CONFIG_INVALID',
      'SIGN_IN_BY_MAIL: 0 would let nobody sign in. Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well, or remove it.',
    );
}

const requiredWithRelay = [
  'MAIL_FROM',
  'MAIL_REPLY_TO',
  'ORGANISATION',
  'HELP_CONTACT',
  'PRIVACY_CONTACT',
  'PUBLIC_URL',
  'SECRET_KEYS',
] as const;

/** Settings of this process: the `.env` file of the working folder where there is one, then the environment. */
export function loadConfig(overrides: Record<string, string | undefined> = {}): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig({ ...process.env, ...overrides });
}
