import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { html } from 'ghtml';
import { z } from 'zod';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError, errorCatalogue } from '../platform/errors.ts';
import type { SignedInAccess } from '../platform/route-access.ts';
import type { Frame } from '../web/shell.ts';
import { signedInPage } from '../web/signed-in-shell.ts';
import { audited } from './audit.service.ts';
import type { AuditActor } from './audit.ts';
import { principalFor } from './principal.service.ts';
import { roles as allRoles } from './role.ts';
import { sentPartsAfterCsrf } from './sent-parts.ts';
import {
  endSession,
  findSession,
  rotateSession,
  type Session,
  setFlash,
} from './session.repository.ts';
import { cookieNames, cookieOptions } from './session-cookie.ts';
import {
  csrfTokenOf,
  formatSecret,
  hashSecret,
  isCsrfToken,
  isSecret,
  SECRET_BYTES,
} from './session-secret.ts';
import type {
  ActionResult,
  NavItem,
  PageView,
  RouteOptions,
  SignedInPages,
  UserPrincipal,
  Visit,
} from './signed-in-page.ts';
import { signedInTexts } from './signed-in-texts.ts';

export type SignedInDeps = {
  db: Database;
  clock: Clock;
  frame: Frame;
  /** True where the service is reached by https: cookies are then for https only. */
  secure: boolean;
};

/** A session that a request came with, and the secret in its cookie. */
type Opened = { session: Session; secret: string };
type Admitted = Opened & { principal: UserPrincipal };

const flashSchema = z.object({ kind: z.enum(['good', 'warn', 'bad']), text: z.string() });
const nothing = z.object({});

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
    add(createPages(scope, deps));
  });
}

function createPages(scope: FastifyInstance, deps: SignedInDeps): SignedInPages {
  const nav: NavItem[] = [];
  const names = cookieNames(deps.secure);

  async function open(request: FastifyRequest): Promise<Opened | undefined> {
    const secret = request.cookies[names.session];
    if (!isSecret(secret)) return undefined;
    const session = await findSession(deps.db, hashSecret(secret));
    return session === undefined ? undefined : { session, secret };
  }

  /** What may be done has changed since the session began: it goes on under another id. */
  async function rotate(reply: FastifyReply, opened: Opened): Promise<Opened> {
    if (!opened.session.rotate) return opened;
    const secret = formatSecret(randomBytes(SECRET_BYTES));
    const [from, to] = [hashSecret(opened.secret), hashSecret(secret)];
    if (!(await rotateSession(deps.db, from, to))) return opened;
    reply.setCookie(names.session, secret, cookieOptions(deps.secure));
    return { ...opened, secret };
  }

  function visitOf(request: FastifyRequest, { session, secret, principal }: Admitted): Visit {
    return {
      principal,
      address: session.address,
      language: session.language,
      csrfToken: csrfTokenOf(secret),
      path: request.url.split('?')[0] ?? '/',
      url: request.url,
      visibleAs: async (roles) => (await principalFor(deps.db, session, { roles }))?.visible,
      may: (roles) => session.grants.some((grant) => roles.includes(grant.role)),
      request,
    };
  }

  function render(
    request: FastifyRequest,
    opened: Opened,
    view: PageView,
    flash?: unknown,
  ): string {
    const { session, secret } = opened;
    const { language } = session;
    const shown = nav
      .filter(({ roles }) => session.grants.some((grant) => roles.includes(grant.role)))
      .toSorted((one, other) => one.order - other.order)
      .map(({ path, label }) => ({ path, text: label[language] }));
    return signedInPage({
      ...view,
      language,
      flash: flashSchema.safeParse(flash).data,
      address: session.address,
      csrfToken: csrfTokenOf(secret),
      path: request.url.split('?')[0] ?? '/',
      url: request.method === 'POST' ? '/start' : request.url,
      nav: shown,
      frame: deps.frame,
    });
  }

  /** Errors that a person can meet, within the frame. */
  function refuse(request: FastifyRequest, reply: FastifyReply, opened: Opened, error: AppError) {
    const { language } = opened.session;
    const text = signedInTexts[language];
    const [title, lead] =
      error.code === 'FORBIDDEN'
        ? error.extra.csrf === true
          ? [text.csrf, text.csrfText]
          : [text.forbidden, text.forbiddenText]
        : error.status === 404
          ? [text.notFound, text.notFoundText]
          : [errorCatalogue[error.code][language], error.detail ?? ''];
    const body = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
<p><a href="/start">${text.start}</a></p>`;
    return reply
      .code(error.status)
      .type('text/html; charset=utf-8')
      .send(render(request, opened, { title, body, width: 'reading' }));
  }

  /** Lets in who may come, and turns what they are refused into pages. */
  function guarded(
    options: Pick<RouteOptions<z.ZodType>, 'roles' | 'whole' | 'anyone'>,
    handle: (request: FastifyRequest, reply: FastifyReply, admitted: Admitted) => Promise<unknown>,
  ): RouteHandlerMethod {
    return async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const opened = await open(request);
      if (opened === undefined) return reply.redirect(signInAddress(request), 303);
      try {
        const principal = await principalFor(deps.db, opened.session, options);
        if (principal === undefined) throw new AppError('FORBIDDEN');
        return await handle(request, reply, { ...opened, principal });
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        return refuse(request, reply, opened, error);
      }
    };
  }

  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    admitted: Admitted,
    result: ActionResult,
  ) {
    const opened = await rotate(reply, admitted);
    if ('page' in result)
      return reply
        .code(result.status)
        .type('text/html; charset=utf-8')
        .send(render(request, opened, result.page));
    if (result.flash !== undefined)
      await setFlash(deps.db, hashSecret(opened.secret), result.flash);
    return reply.redirect(result.to, 303);
  }

  scope.get(
    '/start',
    { config: { access: accessOf({ path: '/start', roles: allRoles, anyone: true }, {}) } },
    guarded({ roles: allRoles, anyone: true }, async (_request, reply, { session }) => {
      const first = nav
        .filter(({ roles }) => session.grants.some((grant) => roles.includes(grant.role)))
        .toSorted((one, other) => one.order - other.order)[0];
      return reply.redirect(first?.path ?? '/account', 303);
    }),
  );

  scope.post(
    '/sign-out',
    { config: { access: accessOf({ path: '/sign-out', roles: allRoles, anyone: true }, {}) } },
    guarded({ roles: allRoles, anyone: true }, async (request, reply, { secret }) => {
      const sent = z.object({ csrf: z.unknown() }).safeParse(request.body).data;
      if (!isCsrfToken(secret, sent?.csrf)) throw wrongCsrf();
      await endSession(deps.db, hashSecret(secret));
      reply.clearCookie(names.session, cookieOptions(deps.secure));
      return reply.redirect('/sign-in?out=1', 303);
    }),
  );

  return {
    nav: (item) => void nav.push(item),

    page: (options) => {
      const handler = guarded(options, async (request, reply, admitted) => {
        const opened = await rotate(reply, admitted);
        const visit = visitOf(request, { ...opened, principal: admitted.principal });
        const now = await deps.clock.now();
        const input = { ...visit, ...readAddress(options, request) };
        const view = await options.show(input, now);
        await record(now, admitted, view.audit ?? []);
        const { flash } = opened.session;
        if (flash !== null && request.method === 'GET')
          await setFlash(deps.db, hashSecret(opened.secret), null);
        return reply.type('text/html; charset=utf-8').send(render(request, opened, view, flash));
      });
      scope.get(options.path, { config: { access: accessOf(options, {}) } }, handler);
    },

    frame: (options) => {
      const handler = guarded(options, async (request, reply, admitted) => {
        const input = { ...visitOf(request, admitted), ...readAddress(options, request) };
        const { content, policy } = await options.frame(input, await deps.clock.now());
        reply.header('content-security-policy', policy).header('x-frame-options', 'SAMEORIGIN');
        return reply.type('text/html; charset=utf-8').send(content);
      });
      scope.get(options.path, { config: { access: accessOf(options, {}) } }, handler);
    },

    download: (options) => {
      const handler = guarded(options, async (request, reply, admitted) => {
        const now = await deps.clock.now();
        const input = { ...visitOf(request, admitted), ...readAddress(options, request) };
        const { fileName, type, content, audit } = await options.send(input, now);
        if (request.method === 'GET') await record(now, admitted, audit);
        reply.header('content-disposition', dispositionOf(fileName)).type(type);
        return reply.send(content);
      });
      scope.get(options.path, { config: { access: accessOf(options, {}) } }, handler);
    },

    action: (options) => {
      const handler = guarded(options, async (request, reply, admitted) => {
        const sent = z.object({ csrf: z.unknown() }).safeParse(request.body).data;
        if (!isCsrfToken(admitted.secret, sent?.csrf)) throw wrongCsrf();
        const now = await deps.clock.now();
        const visit = visitOf(request, admitted);
        const { params } = readAddress(options, request);
        const form = options.form.safeParse(request.body);
        if (!form.success) throw new AppError('BAD_REQUEST', form.error.issues[0]?.message);
        const act = (db: Database) => options.act({ ...visit, params, form: form.data, db }, now);
        const result =
          options.transaction === false
            ? await act(deps.db)
            : await audited(deps, now, actorOf(admitted.principal), act, entriesOf);
        if (options.transaction === false) await record(now, admitted, entriesOf(result));
        return finish(request, reply, admitted, result);
      });
      const access = accessOf(options, { form: options.exampleForm });
      scope.post(options.path, { config: { access } }, handler);
    },

    upload: (options) => {
      const handler = guarded(options, async (request, reply, admitted) => {
        if (!request.isMultipart()) throw wrongCsrf();
        const parts = request.parts({ limits: { fileSize: options.bytes } });
        const rest = await sentPartsAfterCsrf(parts, (sent) => isCsrfToken(admitted.secret, sent));
        if (rest === undefined) throw wrongCsrf();
        const now = await deps.clock.now();
        const { params } = readAddress(options, request);
        const visit = visitOf(request, admitted);
        const result = await options.receive({ ...visit, params, parts: rest }, now);
        await record(now, admitted, entriesOf(result));
        return finish(request, reply, admitted, result);
      });
      const access = accessOf(options, { multipart: true });
      const bodyLimit = options.bytes + 100_000;
      scope.post(options.path, { config: { access }, bodyLimit }, handler);
    },
  };

  async function record(now: Date, { principal }: Admitted, entries: readonly AuditEntry[]) {
    if (entries.length > 0)
      await audited(
        deps,
        now,
        actorOf(principal),
        async () => undefined,
        () => entries,
      );
  }
}

/** How the audit trail names somebody who is signed in. */
function actorOf({ userId, role }: UserPrincipal): AuditActor {
  return { kind: 'user', id: userId, role };
}

function entriesOf(result: ActionResult): readonly AuditEntry[] {
  return 'audit' in result ? result.audit : [];
}

function wrongCsrf(): AppError {
  return new AppError('FORBIDDEN', undefined, { csrf: true });
}

/** Back to what was asked for after signing in; a form that was sent too late is not sent again. */
function signInAddress(request: FastifyRequest): string {
  if (request.method === 'POST') return '/sign-in?ended=1';
  return request.url === '/start' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(request.url)}`;
}

function accessOf(
  { roles, whole, anyone, params }: RouteOptions<z.ZodType>,
  example: { form?: Readonly<Record<string, string>>; multipart?: boolean },
): SignedInAccess {
  const { form = {}, multipart = false } = example;
  return {
    kind: 'signed-in',
    roles,
    whole: whole === true,
    anyone: anyone === true,
    params: params?.things ?? {},
    form,
    multipart,
  };
}

/** @throws AppError NOT_FOUND where the parameters or the query cannot be read. */
function readAddress<P extends z.ZodType, Q extends z.ZodType>(
  options: RouteOptions<P> & { query?: Q },
  request: FastifyRequest,
): { params: z.infer<P>; query: z.infer<Q> } {
  const params = (options.params?.schema ?? nothing).safeParse(request.params);
  const query = (options.query ?? nothing).safeParse(request.query);
  if (!params.success || !query.success) throw new AppError('NOT_FOUND');
  return { params: params.data as z.infer<P>, query: query.data as z.infer<Q> };
}

function dispositionOf(fileName: string): string {
  const plain = fileName.normalize('NFD').replace(/[^A-Za-z0-9._ -]/g, '');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
