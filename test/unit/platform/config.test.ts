import { describe, expect, test } from 'vitest';
import { configSchema, parseConfig } from '../../../src/platform/config.ts';
import { AppError } from '../../../src/platform/errors.ts';

type Key = keyof typeof configSchema.shape;

/** All that a real relay demands. */
const real = {
  DATABASE_URL: 'postgres://nanokurs:secret@db.kommunen.se:5432/nanokurs',
  SMTP_URL: 'smtp://relay.kommunen.se:25',
  MAIL_FROM: 'Nanokurs <nanokurs@kommunen.se>',
  MAIL_REPLY_TO: 'hjalp@kommunen.se',
  ORGANISATION: 'Kommunen',
  HELP_CONTACT: '0123-456 78',
  PRIVACY_CONTACT: 'dataskydd@kommunen.se',
  PUBLIC_URL: 'https://nanokurs.kommunen.se',
  SECRET_KEYS: 'k'.repeat(32),
};

/** Wrong values of each setting, and what the message must offer instead. */
const wrong: { [name in Key]?: { values: string[]; remedy: RegExp } } = {
  DATABASE_URL: { values: ['mysql://u:hemligt@db/n', 'db.se'], remedy: /postgres:\/\/user:/ },
  SMTP_URL: {
    values: ['relay.kommunen.se', 'http://relay:25', 'smtp://', 'smtp://a b'],
    remedy: /smtp:\/\/relay|read as a URL/,
  },
  OIDC_ISSUER: {
    values: [
      'login',
      'ftp://x.se/',
      'http://login.example.se/',
      'https://login.microsoftonline.com/common/v2.0',
      'https://login.microsoftonline.com/organizations/v2.0',
    ],
    remedy: /https:\/\//,
  },
  OIDC_ADDRESS_CLAIM: { values: ['my claim'], remedy: /claim/ },
  OIDC_ADDRESS_TRUSTED: { values: ['yes'], remedy: /0 or 1/ },
  SIGN_IN_BY_MAIL: { values: ['no', '0'], remedy: /0 or 1|OIDC_ISSUER/ },
  SMTP_OAUTH_TOKEN_URL: { values: ['login', 'ftp://x.se/'], remedy: /https:\/\// },
  SMTP_IS_SINK: { values: ['yes', 'true', '2'], remedy: /0.*1/ },
  MAIL_FROM: { values: ['nanokurs', 'a@b.se\r\nBcc: c@d.se', '<@>'], remedy: /name@example\.se/ },
  MAIL_REPLY_TO: { values: ['hjälpen', 'a@b@c.se'], remedy: /name@example\.se/ },
  MAIL_ONLY_TO: {
    values: [',', ' , ', 'anna@', 'a@b@c.se', 'anna andersson', 'kommunen'],
    remedy: /anna@kommunen\.se/,
  },
  PUBLIC_URL: { values: ['nanokurs.kommunen.se', 'ftp://x.se'], remedy: /https:\/\/nanokurs/ },
  PORT: { values: ['http', '-1', '65536', '80.5'], remedy: /65.?535/ },
  TRUSTED_PROXIES: {
    values: ['proxy.kommunen.se', '10.0.0.0/33', '10.0.0.0/', '1', ','],
    remedy: /10\.0\.0\.0\/8/,
  },
  SECRET_KEYS: { values: ['short', `${'k'.repeat(40)},short`, ','], remedy: /32 characters/ },
  ROLES: { values: ['api', 'web,jobs', ','], remedy: /web.*worker/ },
  LOG_LEVEL: { values: ['verbose', 'INFO'], remedy: /debug.*silent/ },
};

/** Any text is right for these, as far as a look at the text can tell. */
const anyText: Key[] = [
  'NANOKURS_DIR',
  'SMTP_OAUTH_CLIENT_ID',
  'SMTP_OAUTH_CLIENT_SECRET',
  'SMTP_OAUTH_SCOPE',
  'SMTP_OAUTH_USER',
  'ORGANISATION',
  'HELP_CONTACT',
  'PRIVACY_CONTACT',
  'HOST',
  'LOCAL_CONTENT_DIR',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
];

describe('a wrong value stops the start with the name of the setting and its remedy', () => {
  test('every setting is tried here, or takes any text', () => {
    expect([...Object.keys(wrong), ...anyText].sort()).toEqual(
      Object.keys(configSchema.shape).sort(),
    );
  });

  const cases = Object.entries(wrong).flatMap(([name, { values, remedy }]) =>
    values.map((value) => ({ name, value, remedy })),
  );
  test.each(cases)('$name=$value', ({ name, value, remedy }) => {
    const message = refusal({ ...real, [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).toMatch(remedy);
    expect(message.split('\n'), message).toHaveLength(1);
  });

  test('all wrong settings are named at once', () => {
    const message = refusal({ ...real, PORT: 'x', LOG_LEVEL: 'x', PUBLIC_URL: 'x' });
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['PORT', 'LOG_LEVEL', 'PUBLIC_URL']),
    );
  });

  test('no message repeats a value that may be a secret', () => {
    const message = refusal({
      ...real,
      DATABASE_URL: 'mysql://u:hemligt@db/n',
      SMTP_URL: 'http://u:hemligt@relay',
      SECRET_KEYS: 'hemligt',
    });
    expect(message.split('\n')).toHaveLength(3);
    expect(message).not.toContain('hemligt');
  });
});

describe('which settings a relay demands', () => {
  test('the whole set is enough, and is no trial', () => {
    const config = parseConfig(real);
    expect(config.trial).toBe(false);
    expect(config.SECRET_KEYS).toEqual(['k'.repeat(32)]);
  });

  const required = Object.keys(real).filter((name) => !/^(DATABASE|SMTP)_URL$/.test(name));
  test.each(required)('%s is required with a real relay', (name) => {
    const { [name as keyof typeof real]: _, ...rest } = real;
    expect(refusal(rest)).toMatch(new RegExp(`^${name}: needed with a real relay\\. .{10,}`));
    expect(refusal({ ...rest, [name]: '  ' })).toMatch(new RegExp(`^${name}: needed`));
  });

  test('nothing is required for a trial, and every stand-in is plainly invented', () => {
    const config = parseConfig({});
    expect(config.trial).toBe(true);
    for (const key of ['MAIL_FROM', 'MAIL_REPLY_TO', 'HELP_CONTACT', 'PRIVACY_CONTACT'] as const)
      expect(config[key]).toMatch(/@exempelkommun\.test>?$/);
  });

  test('either embedded default makes it a trial', () => {
    const { DATABASE_URL: _, ...embeddedDatabase } = real;
    const { SMTP_URL: __, ...builtInMailbox } = real;
    expect(parseConfig(embeddedDatabase).trial).toBe(true);
    expect(parseConfig(builtInMailbox).trial).toBe(true);
  });

  test('the OAuth settings belong together', () => {
    expect(refusal({ ...real, OIDC_ISSUER: 'https://login.example.se/' })).toMatch(
      /^OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: needed together/,
    );
    const some = { ...real, SMTP_OAUTH_TOKEN_URL: 'https://login.example.se/token' };
    expect(refusal(some)).toMatch(/^SMTP_OAUTH_CLIENT_ID, SMTP_OAUTH_CLIENT_SECRET: needed/);
    const all = { ...some, SMTP_OAUTH_CLIENT_ID: 'id', SMTP_OAUTH_CLIENT_SECRET: 'secret' };
    expect(parseConfig(all).SMTP_OAUTH_SCOPE).toBe('https://outlook.office365.com/.default');
  });
});

describe('rule 16: who may declare that nobody is mailed', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', '127.8.9.10'])(
    'a loopback address, %s, without the settings of a real relay',
    (host) => {
      const config = parseConfig({ SMTP_URL: `smtp://${host}:2525`, SMTP_IS_SINK: '1' });
      expect(config.SMTP_IS_SINK).toBe(true);
    },
  );

  test.each([
    'relay.kommunen.se',
    '10.0.0.25',
    'localhost.kommunen.se',
    '127.0.0.1.kommunen.se',
    'mailpit',
  ])('not %s', (host) => {
    expect(refusal({ ...real, SMTP_URL: `smtp://${host}:25`, SMTP_IS_SINK: '1' })).toMatch(
      /^SMTP_IS_SINK: only a loopback address .* 127\.0\.0\.1/,
    );
  });
});

describe('how values are read', () => {
  test('lists lose blanks, and addresses of services their last slash', () => {
    const config = parseConfig({
      ...real,
      PUBLIC_URL: 'https://nanokurs.kommunen.se//',
      MAIL_ONLY_TO: ' anna@kommunen.se , @it.kommunen.se,kommunen.se,',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8 ,::1/128',
      SECRET_KEYS: `${'n'.repeat(32)} , ${'o'.repeat(32)}`,
      ROLES: 'worker , web',
    });
    expect(config.PUBLIC_URL).toBe('https://nanokurs.kommunen.se');
    expect(config.MAIL_ONLY_TO).toEqual(['anna@kommunen.se', '@it.kommunen.se', 'kommunen.se']);
    expect(config.TRUSTED_PROXIES).toEqual(['127.0.0.1', '10.0.0.0/8', '::1/128']);
    expect(config.SECRET_KEYS).toEqual(['n'.repeat(32), 'o'.repeat(32)]);
    expect(config.ROLES).toEqual(['worker', 'web']);
  });

  test('an empty value counts as absent', () => {
    const empty = Object.fromEntries(Object.keys(configSchema.shape).map((key) => [key, '']));
    expect(parseConfig(empty)).toEqual(parseConfig({}));
  });

  test('what is no setting of ours is left alone', () => {
    expect(parseConfig({ PATH: '/bin', HOME: '/root' })).toEqual(parseConfig({}));
  });
});

function refusal(environment: Record<string, string>): string {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('The settings were accepted.');
}
