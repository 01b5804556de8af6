import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import fastifyUnderPressure from '@fastify/under-pressure';
import type { Registry } from '@prometheus-io/client';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { AppError, errorCatalogue } from './errors.ts';
import type { Log } from './log.ts';
import { collectRoutes, isApi, type KnownRoute, publicRoute } from './route-access.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route and who may use it. */
    knownRoutes: readonly KnownRoute[];
  }
}

export type OpenApiSecuritySchemes = Record<
  string,
  { type: 'http'; scheme: string; description: string }
>;

export type HttpDeps = {
  log: Log;
  trustedProxies: readonly string[] | undefined;
  publicUrl: string;
  registry: Registry;
  securitySchemes: OpenApiSecuritySchemes;
  /** Resolves while the service can do its work; rejects with the reason otherwise. */
  isReady(): Promise<void>;
  /** The page for an error outside /api, in the reader's language. */
  errorPage(error: AppError, acceptLanguage: string | undefined): string;
};

const bodyLimit = 256 * 1024;

/** The bare web server: limits, headers, errors, health and metrics, but none of the service's pages. */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: deps.log,
    // Addresses of answer pages hold tokens; what matters is logged where it happens.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: deps.trustedProxies === undefined ? false : [...deps.trustedProxies],
    bodyLimit,
    // The server's own limit for headers bounds addresses; a mangled link is for its page to explain.
    routerOptions: { maxParamLength: 16_384 },
    rewriteUrl: ({ url = '/' }) => readableUrl(url),
    // Headers have a minute, Node's own limit; the longest staff list needs minutes on a slow line.
    requestTimeout: 600_000,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  app.decorate('knownRoutes', collectRoutes(app));
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => {
    const appError = toAppError(error, isApi(request.url));
    if (appError.status >= 500)
      request.log.error({ err: error, path: routeOf(request) }, 'A request failed.');
    if (isApi(request.url))
      return reply.code(appError.status).type('application/problem+json').send(problem(appError));
    return reply
      .code(appError.status)
      .type('text/html; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(deps.errorPage(appError, request.headers['accept-language']));
  });
  // A file that is refused before its end: a browser shows no answer until all of it is sent.
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.readableEnded) return;
    raw.unpipe();
    raw.resume();
  });
  app.setNotFoundHandler(() => {
    throw new AppError('NOT_FOUND');
  });

  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'script-src': ["'self'"],
        'connect-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'frame-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
        'base-uri': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: deps.publicUrl.startsWith('https:')
      ? // Of this name alone: other services of the municipality are none of our business.
        { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    crossOriginEmbedderPolicy: false,
  });
  // What programs are told is about people, or will be something else tomorrow.
  app.addHook('onRequest', async (request, reply) => {
    if (isApi(request.url)) reply.header('cache-control', 'no-store');
  });
  await app.register(fastifyFormbody, { bodyLimit: 64 * 1024 });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nanokurs',
        version: '1',
        description:
          'Answers and completion for each department. Errors are RFC 9457 problem documents with a stable code.',
      },
      servers: [{ url: deps.publicUrl }],
      components: { securitySchemes: deps.securitySchemes },
    },
    // For programs: pages are nobody's interface, and their addresses no business of the public's.
    transform: (route) =>
      jsonSchemaTransform(isApi(route.url) ? route : { ...route, schema: { hide: true } }),
  });
  // Pressure shows in /readyz; answers are never turned away for it.
  await app.register(fastifyUnderPressure, {
    maxEventLoopDelay: 2_000,
    pressureHandler: () => undefined,
  });
  await app.register(fastifyMetrics.default, {
    endpoint: null,
    defaultMetrics: { enabled: false },
    routeMetrics: {
      enabled: true,
      overrides: {
        histogram: { registers: [deps.registry] },
        summary: { registers: [deps.registry] },
      },
    },
  });

  app.get('/healthz', { schema: { hide: true }, config: publicRoute }, async () => ({
    status: 'ok',
  }));
  app.get('/readyz', { schema: { hide: true }, config: publicRoute }, async (request, reply) => {
    try {
      await deps.isReady();
      if (app.isUnderPressure()) throw new Error('The process is overloaded.');
      return { status: 'ready' };
    } catch (error) {
      request.log.warn({ err: error }, 'Not ready.');
      return reply.code(503).send({ status: 'not ready' });
    }
  });
  app.get('/metrics', { schema: { hide: true }, config: publicRoute }, async (_request, reply) =>
    reply.type(deps.registry.contentType).send(await deps.registry.metrics()),
  );
  return app;
}

/** An address that cannot be decoded leads nowhere, like others: with headers and words for it. */
function readableUrl(url: string): string {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return isApi(url) ? '/api/unreadable' : '/unreadable';
  }
}

/** The route's pattern rather than the address, which may hold a token. */
function routeOf(request: { routeOptions: { url?: string | undefined } }): string {
  return request.routeOptions.url ?? 'unknown';
}

/** What Postgres says of U+0000, which no text of its own may hold (appendix A of its manual). */
const nulInText = '22021';
const nulInJson = '22P05';

const tryAgain =
  'Gå tillbaka, ladda om sidan och försök igen. / Go back, reload the page and try again.';

/** What a library says of a request is in English and for programs: pages go without it. */
function toAppError(error: unknown, forPrograms: boolean): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation
      .map((issue) => `${issue.instancePath || '/'}: ${issue.message}`)
      .join('; ');
    return new AppError('BAD_REQUEST', forPrograms ? first : tryAgain);
  }
  const { statusCode: status, code } = error as { statusCode?: number; code?: unknown };
  if (code === nulInText || code === nulInJson)
    return new AppError(
      'BAD_REQUEST',
      'Texten har ett tecken som inte får finnas (U+0000). / The text holds the character U+0000, which is not allowed.',
    );
  if (status !== undefined && status >= 400 && status < 500)
    return new AppError(
      'BAD_REQUEST',
      forPrograms ? (error instanceof Error ? error.message : undefined) : tryAgain,
    );
  return new AppError('INTERNAL');
}

/** RFC 9457 problem document; `code` is the stable part. */
function problem(error: AppError): object {
  const entry = errorCatalogue[error.code];
  return {
    type: 'about:blank',
    title: entry.en,
    status: entry.status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...error.extra,
  };
}
