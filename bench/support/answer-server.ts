/** The real web side on a free port, which is its greeting. Arguments: database, secret. */
import { buildApp } from '../../src/app.ts';
import { parseConfig } from '../../src/platform/config.ts';
import { openResources } from '../../src/resources.ts';
import { serveBench } from './child.ts';

const [database, secret] = process.argv.slice(2);
const resources = await openResources(
  parseConfig({
    DATABASE_URL: database,
    // Nothing is sent; a relay spares the built-in mailbox.
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMTP_IS_SINK: '1',
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
