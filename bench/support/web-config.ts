import { type Config, parseConfig } from '../../src/platform/config.ts';

/** The web side as in real operation, with real time and no built-in mailbox; it sends nothing. */
export function webConfig(database: string, secret: string): Config {
  return parseConfig({
    DATABASE_URL: database,
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Nanokurs <kurs@example.org>',
    MAIL_REPLY_TO: 'help@example.org',
    ORGANISATION: 'Bench',
    HELP_CONTACT: 'help@example.org',
    PRIVACY_CONTACT: 'privacy@example.org',
    PUBLIC_URL: 'https://kurs.example.org',
    SECRET_KEYS: secret,
    LOG_LEVEL: 'warn',
    ROLES: 'web',
  });
}
