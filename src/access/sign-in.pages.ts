import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { publicRoute } from '../platform/route-access.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { negotiateLanguage, otherLanguage } from '../web/language.ts';
import { type Frame, page } from '../web/shell.ts';
import { type OidcSignIn, readOidcStart, writeOidcStart } from './oidc.reader.ts';
import { findSession } from './session.repository.ts';
import { cookieNames, cookieOptions, localPath } from './session-cookie.ts';
import { csrfTokenOf, formatSecret, hashSecret, isSecret, SECRET_BYTES } from './session-secret.ts';
import { findSignInLink } from './sign-in.repository.ts';
import {
  mayTry,
  requestSignIn,
  type SignInDeps,
  signInByLink,
  signInByProvider,
} from './sign-in.service.ts';
import { browserOf, enter, isFormOurs, querySchema, readForm, text } from './sign-in-form.ts';
import { signInTexts } from './sign-in-texts.ts';
import {
  goneBody,
  linkBody,
  refusedBody,
  type SignInView,
  sentBody,
  signInBody,
} from './sign-in-view.ts';
import { hasUsers, listTrialAccounts } from './user.repository.ts';

export type SignInPagesDeps = SignInDeps & {
  clock: Clock;
  config: Pick<Config, 'HELP_CONTACT' | 'HOST' | 'SIGN_IN_BY_MAIL'>;
  frame: Frame;
  secure: boolean;
  publicUrl(): string;
  oidc: OidcSignIn | undefined;
  /** True where all mail ends in the built-in mailbox: made-up accounts are then offered. */
  mailbox: boolean;
};

const formMinutes = 60;
const oidcMinutes = 15;
const addressShape = /^[^\s\p{Cc}<>@,;]{1,64}@[^\s\p{Cc}<>@,;]{1,190}\.[^\s\p{Cc}<>@,;.]{1,63}$/u;

/**
 * Signing in by mail link and by OpenID Connect. No GET consumes a link (DESIGN rule 1).
 */
export async function registerSignInPages(app: FastifyInstance, deps: SignInPagesDeps) {
  await app.register(async (scope) => {
    await scope.register(fastifyCookie);
    // Mails go out after the answer; the process ends after them.
    const sending = new Set<Promise<void>>();
    scope.addHook('onClose', async () => void (await Promise.allSettled(sending)));
    const inBackground = (work: Promise<void>) => {
      const settled = work
        .catch((error: unknown) => deps.log.error({ err: error }, 'A sign-in mail failed.'))
        .finally(() => sending.delete(settled));
      sending.add(settled);
    };
    scope.addHook('onReady', async () => {
      if (deps.mailbox && !isLoopback(deps.config.HOST))
        deps.log.warn(
          { host: deps.config.HOST },
          'A trial that others can reach: whoever does reads every mail in /mailbox and can sign in as anybody. Use no real staff list.',
        );
      if (!(await hasUsers(deps.db)))
        deps.log.warn(
          'Nobody can sign in yet. Add the first administrator: user add ADDRESS --role admin (docs/sign-in.md).',
        );
    });
    addMailRoutes(scope, deps, inBackground);
    if (deps.oidc !== undefined) addProviderRoutes(scope, deps, deps.oidc);
  });
}

const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(host);

function addMailRoutes(
  app: FastifyInstance,
  deps: SignInPagesDeps,
  inBackground: (work: Promise<void>) => void,
): void {
  const options = { config: publicRoute, schema: { hide: true } };
  const names = cookieNames(deps.secure);

  app.get('/sign-in', options, async (request, reply) => {
    const { sent, out, ended } = querySchema.parse(request.query);
    const view = await viewOf(deps, request, reply);
    if (sent !== undefined) return show(deps, request, reply, view, 'sent', sentBody(view));
    const secret = request.cookies[names.session];
    if (isSecret(secret) && (await findSession(deps.db, hashSecret(secret))) !== undefined)
      return reply.redirect(view.next ?? '/start', 303);
    const said = out !== undefined ? 'out' : ended !== undefined ? 'ended' : undefined;
    return show(deps, request, reply, view, 'title', signInBody(view, { said }));
  });

  if (!deps.config.SIGN_IN_BY_MAIL) return;

  app.post('/sign-in', options, async (request, reply) => {
    const sent = readForm(request.body);
    const view = await viewOf(deps, request, reply, sent);
    if (!isFormOurs(deps, request, sent.csrf)) return refuse(deps, request, reply, view, 'form');
    if (!(await mayTry(deps, request.ip))) return refuse(deps, request, reply, view, 'many');
    if (!addressShape.test(sent.address)) {
      const body = signInBody(view, { wrong: sent.address });
      return show(deps, request, reply.code(422), view, 'title', body);
    }
    const asked = { next: view.next, browser: browserOf(deps, request) };
    setImmediate(() => inBackground(requestSignIn(deps, sent.address, asked)));
    return reply.redirect(`/sign-in?sent=1&lang=${view.language}`, 303);
  });

  app.get('/sign-in/:secret', options, async (request, reply) => {
    const { secret } = z.object({ secret: z.string() }).parse(request.params);
    const browser = browserOf(deps, request);
    const link = isSecret(secret)
      ? await findSignInLink(deps.db, hashSecret(secret), browser)
      : undefined;
    const view = await viewOf(deps, request, reply, { lang: link?.language });
    if (link?.state === 'open')
      return show(deps, request, reply, view, 'link', linkBody(view, { secret, ...link }));
    const state = link?.state ?? 'expired';
    return show(deps, request, reply.code(410), view, state, goneBody(view, state));
  });

  app.post('/sign-in/link', options, async (request, reply) => {
    const sent = readForm(request.body);
    const view = await viewOf(deps, request, reply, sent);
    if (!isFormOurs(deps, request, sent.csrf)) return refuse(deps, request, reply, view, 'form');
    const before = request.cookies[names.session];
    const now = await deps.clock.now();
    const proof = { browser: browserOf(deps, request), address: sent.address };
    const done = await signInByLink(deps, now, { secret: sent.secret, before, proof });
    if ('session' in done) return enter(deps, reply, done, view.next);
    if (!(await mayTry(deps, request.ip))) return refuse(deps, request, reply, view, 'many');
    if (done.refused === 'proof') {
      const { secret, address: wrong } = sent;
      const body = linkBody(view, { secret, known: false, wrong });
      return show(deps, request, reply.code(422), view, 'link', body);
    }
    return show(deps, request, reply.code(410), view, 'expired', goneBody(view, 'expired'));
  });
}

/**
 * The one GET that signs in is the way back from the provider, as the protocol has it: it needs the
 * cookie of the browser that set out, which no scanner has, and a code that the provider takes once.
 */
function addProviderRoutes(app: FastifyInstance, deps: SignInPagesDeps, oidc: OidcSignIn): void {
  const options = { config: publicRoute, schema: { hide: true } };
  const names = cookieNames(deps.secure);
  const callback = '/sign-in/oidc/callback';

  app.get('/sign-in/oidc', options, async (request, reply) => {
    const { next } = querySchema.parse(request.query);
    try {
      const { url, start } = await oidc.begin(`${deps.publicUrl()}${callback}`, localPath(next));
      const cookie = cookieOptions(deps.secure, oidcMinutes * 60);
      reply.header('cache-control', 'no-store');
      return reply.setCookie(names.oidc, writeOidcStart(start), cookie).redirect(url, 303);
    } catch (error) {
      deps.log.error({ err: error }, 'The identity provider cannot be reached.');
      const view = await viewOf(deps, request, reply);
      const words = signInTexts[view.language];
      const body = refusedBody(view, words.provider503, words.provider503Text);
      return show(deps, request, reply.code(503), view, 'provider503', body);
    }
  });

  app.get(callback, { ...options, exposeHeadRoute: false }, async (request, reply) => {
    const start = readOidcStart(request.cookies[names.oidc]);
    reply.clearCookie(names.oidc, cookieOptions(deps.secure));
    const view = await viewOf(deps, request, reply);
    const words = signInTexts[view.language];
    const said = z.object({ state: text, error: text }).parse(request.query);
    // Back, reload, or a second tab: whoever is in already only wants to go on.
    const inside = request.cookies[names.session];
    if (
      start?.state !== said.state &&
      isSecret(inside) &&
      (await findSession(deps.db, hashSecret(inside))) !== undefined
    )
      return reply
        .header('cache-control', 'no-store')
        .redirect(localPath(start?.next) ?? '/start', 303);
    const refuse = (lead: string) =>
      show(deps, request, reply.code(403), view, 'refused', refusedBody(view, words.refused, lead));
    if (start === undefined) return refuse(words.refusedAnswer);
    let who: Awaited<ReturnType<OidcSignIn['finish']>>;
    try {
      who = await oidc.finish(`${deps.publicUrl()}${request.url}`, start);
    } catch (error) {
      deps.log.warn({ err: error }, 'The answer of the identity provider was refused.');
      return refuse(said.error === undefined ? words.refusedAnswer : words.refusedThere);
    }
    const { address, subject } = who;
    if (address === undefined) {
      deps.log.warn('The identity provider vouches for no address: see docs/sign-in.md.');
      return refuse(`${words.refusedAccount} ${deps.config.HELP_CONTACT}.`);
    }
    const before = request.cookies[names.session];
    const now = await deps.clock.now();
    const done = await signInByProvider(deps, now, { address, subject, before });
    if ('session' in done) return enter(deps, reply, done, start.next);
    deps.log.warn({ why: done.refused }, 'A sign-in by the identity provider was refused.');
    return refuse(`${words.refusedAccount} ${deps.config.HELP_CONTACT}.`);
  });
}

/** What a page of signing in knows of its reader; gives the browser the cookie of the form. */
async function viewOf(
  deps: SignInPagesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  said: { next?: string | undefined; lang?: string | undefined } = {},
): Promise<SignInView> {
  const query = querySchema.parse(request.query);
  const name = cookieNames(deps.secure).form;
  const kept = request.cookies[name];
  const secret = isSecret(kept) ? kept : formatSecret(randomBytes(SECRET_BYTES));
  reply.setCookie(name, secret, cookieOptions(deps.secure, formMinutes * 60));
  return {
    language: negotiateLanguage(request.headers['accept-language'], query.lang ?? said.lang),
    csrfToken: csrfTokenOf(secret),
    next: localPath(said.next ?? query.next),
    byMail: deps.config.SIGN_IN_BY_MAIL,
    byProvider: deps.oidc !== undefined,
    help: deps.config.HELP_CONTACT,
    mailbox: deps.mailbox,
    trial: deps.mailbox ? await listTrialAccounts(deps.db) : [],
    // Said in a trial alone: of a service on the internet it is nobody's business.
    nobody: deps.mailbox && !(await hasUsers(deps.db)),
  };
}

/** `form`: not one of this browser, or too old; `many`: too many attempts from there. */
function refuse(
  deps: SignInPagesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  view: SignInView,
  why: 'form' | 'many',
): FastifyReply {
  const words = signInTexts[view.language];
  if (why === 'many') reply.header('retry-after', '900');
  const body = refusedBody(view, words[why], words[`${why}Text`]);
  return show(deps, request, reply.code(why === 'form' ? 403 : 429), view, why, body);
}

/** A page of signing in, under its title. */
function show(
  deps: SignInPagesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { language, next }: SignInView,
  title: keyof (typeof signInTexts)['sv'],
  body: string,
): FastifyReply {
  const { secret } = readForm(request.body);
  const sentTo = isSecret(secret) ? `/sign-in/${secret}` : '/sign-in';
  const path = request.method === 'POST' ? sentTo : (request.url.split('?')[0] ?? '/sign-in');
  const { sent } = querySchema.parse(request.query);
  const query = new URLSearchParams({
    lang: otherLanguage(language),
    ...(next === undefined ? {} : { next }),
    ...(sent === undefined ? {} : { sent }),
  });
  return reply
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      page({
        ...deps.frame,
        language,
        title:
          (reply.statusCode === 422 ? errorPrefix[language] : '') + signInTexts[language][title],
        body,
        otherLanguageUrl: `${path}?${query}`,
        styles: ['pages.css'],
      }),
    );
}
