import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/**
 * Who may use a route, said where the route is made. `public`: anybody, or whoever holds the
 * link that it is about. `token`: programs, by API token. `signed-in`: people with one of these
 * roles; `params` and the forms are what the generated test of all routes fills in.
 */
export type RouteAccess = { kind: 'public' } | { kind: 'token' } | SignedInAccess;

export type SignedInAccess = {
  kind: 'signed-in';
  roles: readonly string[];
  /** Only for grants without a department. */
  whole: boolean;
  /** Also for whoever has no grant that counts. */
  anyone: boolean;
  /** What each parameter of the address names. */
  params: Readonly<Record<string, RouteThing>>;
  /** What a sent form would hold, without its CSRF token. */
  form: Readonly<Record<string, string>>;
  /** The form is sent as multipart/form-data. */
  multipart: boolean;
};

/**
 * What a parameter names. Of the first kinds the test makes one inside the visitor's departments
 * and one outside, and outside must be 404 (DESIGN rule 10); a value in `is` is used as it stands.
 */
export type RouteThing =
  | 'department'
  | 'department-id'
  | 'employee'
  | 'campaign'
  | 'campaign-draft'
  | 'user'
  | { is: string };

export const publicRoute: { access: RouteAccess } = { access: { kind: 'public' } };

export type KnownRoute = { method: string; url: string; access: RouteAccess };

/**
 * Collects every route made after it, and keeps the service from starting where one has not said
 * who may use it. API routes check tokens themselves and count as `token` unless they say else.
 */
export function collectRoutes(app: FastifyInstance): readonly KnownRoute[] {
  const known: KnownRoute[] = [];
  const silent: string[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const said = (config as { access?: RouteAccess } | undefined)?.access;
    const access = said ?? unsaid(url);
    for (const one of [method].flat()) {
      if (access === undefined) silent.push(`${one} ${url}`);
      else known.push({ method: one, url, access });
    }
  });
  app.addHook('onReady', async () => {
    if (silent.length > 0)
      throw new Error(`Routes that do not say who may use them: ${silent.join(', ')}`);
  });
  return known;
}

function unsaid(url: string): RouteAccess | undefined {
  // @fastify/static makes its route itself.
  if (url.startsWith('/assets/')) return { kind: 'public' };
  return isApi(url) ? { kind: 'token' } : undefined;
}

/** Paths that programs call: errors there are problem documents. */
export function isApi(url: string): boolean {
  return url.startsWith('/api/') || url.startsWith('/scim/');
}
