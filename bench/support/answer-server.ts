/** The real web side on a free port, which is its greeting. Arguments: database, secret. */
import { buildApp } from '../../src/app.ts';
import { openResources } from '../../src/resources.ts';
import { serveBench } from './child.ts';
import { webConfig } from './web-config.ts';

const [database, secret] = process.argv.slice(2);
const resources = await openResources(webConfig(database ?? '', secret ?? ''));
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
