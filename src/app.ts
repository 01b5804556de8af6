import { Gauge } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { registerAccountPages } from './access/account.pages.ts';
import { registerAuditPages } from './access/audit.pages.ts';
import { createOidcSignIn } from './access/oidc.reader.ts';
import { securitySchemes } from './access/security-schemes.ts';
import { sessionHours } from './access/session-limits.ts';
import { createSignInMailer } from './access/sign-in.mailer.ts';
import { registerSignInPages } from './access/sign-in.pages.ts';
import { registerSignedInPages } from './access/signed-in.pages.ts';
import type { SignedInPages } from './access/signed-in-page.ts';
import { registerUserPages } from './access/users.pages.ts';
import { registerAnswerPages } from './answer/answer.pages.ts';
import { registerAnswerRoutes } from './answer/answer.routes.ts';
import { registerBaselinePages } from './answer/baseline.pages.ts';
import { registerCampaignPages } from './campaign/campaign.pages.ts';
import { registerCampaignListPages } from './campaign/campaign-list.pages.ts';
import { registerDepartmentPages } from './campaign/department.pages.ts';
import { registerDepartmentChangePages } from './campaign/department-change.pages.ts';
import { registerDepartmentHoursPages } from './campaign/department-hours.pages.ts';
import { registerDraftPages } from './campaign/draft.pages.ts';
import { registerDraftAudiencePages } from './campaign/draft-audience.pages.ts';
import { registerLastDayPages } from './campaign/last-day.pages.ts';
import { registerKitPages } from './course/kit.pages.ts';
import { registerDraftCheckPages } from './delivery/draft-check.pages.ts';
import { registerHealthPages } from './delivery/health.pages.ts';
import { registerMailPreviewPages } from './delivery/mail-preview.pages.ts';
import { registerPeoplePages } from './delivery/people.pages.ts';
import { relayOf } from './delivery/relay-limit.ts';
import { countOpenDeliveries } from './delivery/settle.repository.ts';
import { type AppError, errorCatalogue } from './platform/errors.ts';
import { createHttp } from './platform/http.ts';
import { inLanguage } from './platform/in-language.ts';
import { publicRoute } from './platform/route-access.ts';
import type { Resources } from './resources.ts';
import { registerAddressPages } from './roster/address.pages.ts';
import { registerHeldPages } from './roster/held.pages.ts';
import { registerImportPages } from './roster/import.pages.ts';
import { registerImportColumnPages } from './roster/import-columns.pages.ts';
import { registerImportUploadPages } from './roster/import-upload.pages.ts';
import { readRetention } from './roster/retention.repository.ts';
import { registerRosterImportRoutes } from './roster/roster-imports.routes.ts';
import { registerScimRoutes } from './roster/scim.routes.ts';
import { registerBaselineRoutes } from './statistics/baseline.routes.ts';
import { registerCompletionRoutes } from './statistics/completion.routes.ts';
import { createDigestMailer } from './statistics/digest.mailer.ts';
import { registerDigestPages } from './statistics/digest.pages.ts';
import { registerFigureExports } from './statistics/figures-export.pages.ts';
import { readK } from './statistics/k-setting.repository.ts';
import { registerOverviewPages } from './statistics/overview.pages.ts';
import { registerQuestionInsightPages } from './statistics/question-insight.pages.ts';
import { registerReportPages } from './statistics/report.pages.ts';
import { registerAssets } from './web/assets.ts';
import { registerHomePages } from './web/home.pages.ts';
import { negotiateLanguage } from './web/language.ts';
import { registerMailboxPages } from './web/mailbox.pages.ts';
import { registerOpenApiPages } from './web/openapi.pages.ts';
import { registerPublicPages } from './web/public.pages.ts';
import type { Place } from './web/public-texts.ts';
import { errorPage, notFoundPage } from './web/shell.ts';

/** The web side, put together by an explicit list; each register function says what it needs. */
export async function buildApp(resources: Resources): Promise<FastifyInstance> {
  const { config, db, log } = resources;
  const site = { organisation: config.ORGANISATION, trial: trialFrame(config) };
  const frame = { ...site, help: config.HELP_CONTACT };
  const app = await createHttp({
    log,
    trustedProxies: config.TRUSTED_PROXIES,
    publicUrl: resources.publicUrl,
    registry: resources.registry,
    securitySchemes: { ...securitySchemes },
    async isReady() {
      await sql`select 1`.execute(db);
    },
    errorPage(error: AppError, acceptLanguage) {
      const language = negotiateLanguage(acceptLanguage, undefined);
      if (error.code === 'NOT_FOUND') return notFoundPage(language, frame);
      const title = errorCatalogue[error.code][language];
      return errorPage(
        language,
        { title, text: error.status >= 500 ? '' : inLanguage(error.detail ?? '', language) },
        frame,
      );
    },
  });

  addOpenDeliveriesGauge(resources);
  await registerAssets(app);
  registerAnswerPages(app, { ...resources, ...site });
  registerAnswerRoutes(app, resources);
  registerBaselinePages(app, { ...resources, ...site });
  registerCompletionRoutes(app, resources);
  registerBaselineRoutes(app, resources);
  await registerRosterImportRoutes(app, resources);
  await registerScimRoutes(app, resources);
  registerOpenApiPages(app, { ...frame, openapi: () => app.swagger() });
  registerKitPages(app, { ...frame, ...resources.content });
  const secure = config.PUBLIC_URL?.startsWith('https:') === true;
  const publicUrl = () => resources.publicUrl;
  await registerSignInPages(app, {
    ...resources,
    frame,
    secure,
    publicUrl,
    mailLink: createSignInMailer({ ...resources, publicUrl }),
    oidc: createOidcSignIn(config),
    mailbox: config.trial && resources.mailbox !== undefined,
  });
  await registerSignedInPages(app, { ...resources, frame, secure }, (pages) =>
    registerSignedIn(pages, resources),
  );
  registerHomePages(app, {
    ...frame,
    mailFrom: config.MAIL_FROM,
    linkAddress: () => `${resources.publicUrl}/`,
    links: resources.mailbox === undefined ? [] : trialLinks,
  });
  registerPublicPages(app, { trial: site.trial, place: () => placeOf(resources) });
  if (resources.mailbox !== undefined)
    registerMailboxPages(app, { ...frame, dir: config.NANOKURS_DIR });

  app.get('/api/v1/openapi.json', { schema: { hide: true }, config: publicRoute }, async () =>
    app.swagger(),
  );
  return app;
}

/** The pages of people who are signed in, one line a module. How to write one: access/signed-in-page.ts. */
function registerSignedIn(pages: SignedInPages, resources: Resources): void {
  registerAccountPages(pages, resources);
  registerUserPages(pages, resources);
  registerAuditPages(pages, resources);
  registerHealthPages(pages, resources);
  registerImportPages(pages, resources);
  registerImportUploadPages(pages, resources);
  registerImportColumnPages(pages, resources);
  registerHeldPages(pages, resources);
  registerAddressPages(pages, resources);
  registerPeoplePages(pages, resources);
  registerDepartmentPages(pages, resources);
  registerDepartmentChangePages(pages);
  registerDepartmentHoursPages(pages);
  const planning = { ...resources, relay: relayOf(resources.config.SMTP_URL) };
  registerCampaignListPages(pages, resources);
  registerDraftPages(pages, resources);
  registerDraftAudiencePages(pages, resources);
  registerDraftCheckPages(pages, planning);
  registerCampaignPages(pages, resources);
  registerLastDayPages(pages, resources);
  registerMailPreviewPages(pages, resources);
  registerQuestionInsightPages(pages, resources);
  registerDigestPages(pages, resources, createDigestMailer(resources));
  const figures = { ...resources, known: new Map() };
  registerOverviewPages(pages, figures);
  registerFigureExports(pages, figures);
  registerReportPages(pages, figures);
}

/** What is on its way, for monitoring; read from the database when it is asked for. */
function addOpenDeliveriesGauge({ db, registry }: Resources): void {
  new Gauge({
    name: 'nanokurs_deliveries_open',
    help: 'Deliveries not settled yet, by what they wait for; ready counts to 2,000.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const open = await countOpenDeliveries(db);
      for (const [state, count] of Object.entries(open)) this.set({ state }, count);
    },
  });
}

/** What the public pages say of this installation. */
async function placeOf({ config, db }: Resources): Promise<Place> {
  const { leaverDays, answerDays } = await readRetention(db);
  return {
    organisation: config.ORGANISATION,
    helpContact: config.HELP_CONTACT,
    privacyContact: config.PRIVACY_CONTACT,
    smallestGroup: await readK(db),
    idleHours: sessionHours.idle,
    days: { leavers: leaverDays, answers: answerDays, uploads: 1 },
  };
}

const trialLinks = [
  {
    path: '/mailbox',
    sv: 'Brevlådan: alla mejl som tjänsten skickat',
    en: 'The mailbox: every mail the service has sent',
  },
  {
    path: '/kit',
    sv: 'Underlag för arbetsplatsträffen, att skriva ut',
    en: 'Kits for the workplace meeting, to print',
  },
  {
    path: '/api/docs',
    sv: 'Gränssnittet för andra system (API)',
    en: 'The interface for other systems (API)',
  },
];

/** What the banner of every page says in trial mode; a sink of one's own delivers to nobody either. */
function trialFrame(config: Resources['config']): boolean | 'mail-leaves' {
  if (!config.trial) return false;
  return config.SMTP_URL === undefined || config.SMTP_IS_SINK ? true : 'mail-leaves';
}
