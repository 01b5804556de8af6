import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { registerAnswerPages } from './answer/answer.pages.ts';
import { registerAnswerRoutes } from './answer/answer.routes.ts';
import { type AppError, errorCatalogue } from './platform/errors.ts';
import { createHttp } from './platform/http.ts';
import type { Resources } from './resources.ts';
import { registerCompletionRoutes } from './statistics/completion.routes.ts';
import { registerAssets } from './web/assets.ts';
import { registerHomePages } from './web/home.pages.ts';
import { registerMailboxPages } from './web/mailbox.pages.ts';
import { registerOpenApiPages } from './web/openapi.pages.ts';
import { errorPage, negotiateLanguage } from './web/shell.ts';

/** The web side, put together by an explicit list; each register function says what it needs. */
export async function buildApp(resources: Resources): Promise<FastifyInstance> {
  const { config, db, log } = resources;
  const site = { organisation: config.ORGANISATION, trial: config.trial };
  const app = await createHttp({
    log,
    trustedProxies: config.TRUSTED_PROXIES,
    publicUrl: resources.publicUrl,
    registry: resources.registry,
    async isReady() {
      await sql`select 1`.execute(db);
    },
    errorPage(error: AppError, acceptLanguage) {
      const language = negotiateLanguage(acceptLanguage, undefined);
      return errorPage(language, {
        ...site,
        title: errorCatalogue[error.code][language],
        text: '',
      });
    },
  });

  await registerAssets(app);
  registerAnswerPages(app, { ...resources, ...site });
  registerAnswerRoutes(app, resources);
  registerCompletionRoutes(app, resources);
  registerOpenApiPages(app, { ...site, openapi: () => app.swagger() });
  registerHomePages(app, site);
  if (resources.mailbox !== undefined)
    registerMailboxPages(app, { ...site, dir: config.NANOKURS_DIR });

  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
}
