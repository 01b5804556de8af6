import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { html } from 'ghtml';
import { z } from 'zod';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Frame } from '../web/shell.ts';
import { signedInPage } from '../web/signed-in-shell.ts';
import { audited } from './audit.service.ts';
import { type Opened, openSession, renewSession } from './open-session.service.ts';
import { principalFor } from './principal.service.ts';
import { roles as allRoles } from './role.ts';
import { sentPartsAfterCsrf } from './sent-parts.ts';
import { endSession, setFlash } from './session.repository.ts';
import { cookieNames, cookieOptions } from './session-cookie.ts';
import { csrfTokenOf, hashSecret, isCsrfToken } from './session-secret.ts';
import type {
  ActionResult,
  NavItem,
  PageView,
  RouteOptions,
  SignedInPages,
  UserPrincipal,
  Visit,
} from './signed-in-page.ts';
import {
  accessOf,
  dispositionOf,
  entriesOf,
  menuOf,
  readAddress,
  refusalTexts,
  sentCsrf,
  signInAddress,
  unreadableForm,
  userActor,
  visitOf,
  wrongCsrf,
} from './signed-in-route.ts';
import { signedInTexts } from './signed-in-texts.ts';

export type SignedInDeps = {
  db: Database;
  clock: Clock;
  frame: Frame;
  /** True where the service is reached by https: cookies are then for https only. */
  secure: boolean;
};

type Admitted = Opened & { principal: UserPrincipal };

const flashSchema = z.object({ kind: z.enum(['good', 'warn', 'bad']), text: z.string() });
const markup = 'text/html; charset=utf-8';

/** The frame of all pages for the signed-in; `add` adds them. How: see signed-in-page.ts. */
export async function registerSignedInPages(
  app: FastifyInstance,
  deps: SignedInDeps,
  add: (pages: SignedInPages) => void,
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(fastifyCookie);
    await scope.register(fastifyMultipart, {
      limits: { files: 1, fields: 20, parts: 21, fieldSize: 4_000, fieldNameSize: 50 },
    });
    const nav: NavItem[] = [];
    const door = createDoor(deps, nav);
    addComingAndGoing(scope, deps, door, nav);
    add(createPages(scope, deps, door, nav));
  });
}

type Handler = (
  request: FastifyRequest,
  reply: FastifyReply,
  admitted: Admitted,
) => Promise<unknown>;

/** Lets in who may come, and renders what they see. */
function createDoor(deps: SignedInDeps, nav: readonly NavItem[]) {
  const names = cookieNames(deps.secure);

  /** What may be done has changed since the session began: it goes on under another id. */
  async function renew(reply: FastifyReply, opened: Opened): Promise<Opened> {
    const renewed = await renewSession(deps, opened);
    if (renewed.secret !== opened.secret)
      reply.setCookie(names.session, renewed.secret, cookieOptions(deps.secure));
    return renewed;
  }

  function render(request: FastifyRequest, opened: Opened, view: PageView, flash?: unknown) {
    const { session, secret } = opened;
    const { language, address } = session;
    return signedInPage({
      ...view,
      language,
      flash: flashSchema.safeParse(flash).data,
      address,
      csrfToken: csrfTokenOf(secret),
      path: request.url.split('?')[0] ?? '/',
      url: request.method === 'POST' ? '/start' : request.url,
      nav: menuOf(nav, session.grants).map(({ path, label }) => ({ path, text: label[language] })),
      frame: deps.frame,
    });
  }

  function guard(
    options: Pick<RouteOptions<z.ZodType>, 'roles' | 'whole' | 'anyone'>,
    handle: Handler,
  ): RouteHandlerMethod {
    return async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const found = await openSession(deps, request.cookies[names.session]);
      if (found === undefined) return reply.redirect(signInAddress(request), 303);
      // The CSRF token of a form that is being sent follows from the id that it was made with.
      const opened = request.method === 'POST' ? found : await renew(reply, found);
      try {
        const principal = await principalFor(deps.db, opened.session, options);
        if (principal === undefined) throw new AppError('FORBIDDEN');
        return await handle(request, reply, { ...opened, principal });
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        const { title, lead } = refusalTexts(opened.session.language, error);
        const { start } = signedInTexts[opened.session.language];
        const body = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
<p><a href="/start">${start}</a></p>`;
        const view = { title, body, width: 'reading' as const };
        return reply
          .code(error.status)
          .type(markup)
          .send(render(request, opened, view));
      }
    };
  }

  /** After an action: on to the next page, or the form again. */
  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    admitted: Admitted,
    result: ActionResult,
  ): Promise<FastifyReply> {
    const opened = await renew(reply, admitted);
    if ('page' in result)
      return reply
        .code(result.status)
        .type(markup)
        .send(render(request, opened, result.page));
    if (result.flash !== undefined)
      await setFlash(deps.db, hashSecret(opened.secret), result.flash);
    return reply.redirect(result.to, 303);
  }

  async function record(now: Date, { principal }: Admitted, entries: readonly AuditEntry[]) {
    if (entries.length === 0) return;
    const nothing = async () => undefined;
    await audited(deps, now, userActor(principal), nothing, () => entries);
  }

  return { guard, render, finish, record };
}

type Door = ReturnType<typeof createDoor>;

/** Where one arrives after signing in, and the way out. */
function addComingAndGoing(
  scope: FastifyInstance,
  deps: SignedInDeps,
  door: Door,
  nav: readonly NavItem[],
): void {
  const names = cookieNames(deps.secure);
  const anyone = { roles: allRoles, anyone: true };
  scope.get(
    '/start',
    { config: { access: accessOf({ path: '/start', ...anyone }) } },
    door.guard(anyone, async (_request, reply, { session }) =>
      reply.redirect(menuOf(nav, session.grants)[0]?.path ?? '/account', 303),
    ),
  );
  scope.post(
    '/sign-out',
    { config: { access: accessOf({ path: '/sign-out', ...anyone }) } },
    door.guard(anyone, async (request, reply, { secret }) => {
      if (!isCsrfToken(secret, sentCsrf(request.body))) throw wrongCsrf();
      await endSession(deps.db, hashSecret(secret));
      reply.clearCookie(names.session, cookieOptions(deps.secure));
      return reply.redirect('/sign-in?out=1', 303);
    }),
  );
}

function createPages(
  scope: FastifyInstance,
  deps: SignedInDeps,
  { guard, render, finish, record }: Door,
  nav: NavItem[],
): SignedInPages {
  const seenBy = (request: FastifyRequest, admitted: Admitted): Visit => ({
    ...visitOf(request, admitted),
    visibleAs: async (roles) => (await principalFor(deps.db, admitted.session, { roles }))?.visible,
  });

  return {
    nav: (item) => void nav.push(item),

    page: (options) => {
      const handler = guard(options, async (request, reply, admitted) => {
        const now = await deps.clock.now();
        const input = { ...seenBy(request, admitted), ...readAddress(options, request) };
        const view = await options.show(input, now);
        await record(now, admitted, view.audit ?? []);
        const { flash } = admitted.session;
        if (flash !== null && request.method === 'GET')
          await setFlash(deps.db, hashSecret(admitted.secret), null);
        return reply.type(markup).send(render(request, admitted, view, flash));
      });
      scope.get(options.path, { config: { access: accessOf(options) } }, handler);
    },

    frame: (options) => {
      const handler = guard(options, async (request, reply, admitted) => {
        const input = { ...seenBy(request, admitted), ...readAddress(options, request) };
        const { content, policy } = await options.frame(input, await deps.clock.now());
        reply.header('content-security-policy', policy).header('x-frame-options', 'SAMEORIGIN');
        return reply.type(markup).send(content);
      });
      scope.get(options.path, { config: { access: accessOf(options) } }, handler);
    },

    download: (options) => {
      const handler = guard(options, async (request, reply, admitted) => {
        const now = await deps.clock.now();
        const input = { ...seenBy(request, admitted), ...readAddress(options, request) };
        const { fileName, type, content, audit } = await options.send(input, now);
        if (request.method === 'GET') await record(now, admitted, audit);
        reply.header('content-disposition', dispositionOf(fileName)).type(type);
        return reply.send(content);
      });
      scope.get(options.path, { config: { access: accessOf(options) } }, handler);
    },

    action: (options) => {
      const handler = guard(options, async (request, reply, admitted) => {
        if (!isCsrfToken(admitted.secret, sentCsrf(request.body))) throw wrongCsrf();
        const now = await deps.clock.now();
        const visit = seenBy(request, admitted);
        const { params } = readAddress(options, request);
        const form = options.form.safeParse(request.body);
        if (!form.success) throw unreadableForm();
        const act = (db: Database) => options.act({ ...visit, params, form: form.data, db }, now);
        const result =
          options.transaction === false
            ? await act(deps.db)
            : await audited(deps, now, userActor(admitted.principal), act, entriesOf);
        if (options.transaction === false) await record(now, admitted, entriesOf(result));
        return finish(request, reply, admitted, result);
      });
      const access = accessOf(options, { form: options.exampleForm });
      scope.post(options.path, { config: { access } }, handler);
    },

    upload: (options) => {
      const handler = guard(options, async (request, reply, admitted) => {
        if (!request.isMultipart()) throw wrongCsrf();
        const parts = request.parts({ limits: { fileSize: options.bytes } });
        const rest = await sentPartsAfterCsrf(parts, (sent) => isCsrfToken(admitted.secret, sent));
        if (rest === undefined) throw wrongCsrf();
        const now = await deps.clock.now();
        const { params } = readAddress(options, request);
        const visit = seenBy(request, admitted);
        const result = await options.receive({ ...visit, params, parts: rest }, now);
        await record(now, admitted, entriesOf(result));
        return finish(request, reply, admitted, result);
      });
      const access = accessOf(options, { multipart: true });
      const bodyLimit = options.bytes + 100_000;
      scope.post(options.path, { config: { access }, bodyLimit }, handler);
    },
  };
}
