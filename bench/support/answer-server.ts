/** The real web side on a free port, which is its greeting. Arguments: database, secret. */
import { buildApp } from '../../src/app.ts';
import { parseConfig } from '../../src/platform/config.ts';
import { openResources } from '../../src/resources.ts';
import { serveBench } from './child.ts';

const [database, secret] = process.argv.slice(2);
const resources = await openResources(
  parseConfig({
    DATABASE_URL: database,
    // As in real operation, with real time and no built-in mailbox; nothing is sent by `web`.
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
  }),
);
const app = await buildApp(resources);
await app.listen({ host: '127.0.0.1', port: 0 });
const bound = app.server.address();

serveBench(
  async () => undefined,
  async () => {
    await app.close();
    await resources.close();
  },
  typeof bound === 'object' ? (bound?.port ?? 0) : 0,
);
