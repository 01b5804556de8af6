import type { KnownRoute, SignedInAccess } from '../../src/platform/route-access.ts';
import type { Things } from './route-things.ts';

export type SignedInRoute = KnownRoute & { access: SignedInAccess };

/** The routes for people who are signed in, without the HEAD routes that go with each GET. */
export function signedInRoutes(routes: readonly KnownRoute[]): SignedInRoute[] {
  return routes.filter(
    (route): route is SignedInRoute => route.method !== 'HEAD' && route.access.kind === 'signed-in',
  );
}

/** The address of a route with what its parameters name filled in. */
export function addressOf({ url, access }: SignedInRoute, things: Things): string {
  return url.replace(/:(\w+)/g, (_all, name: string) => {
    const thing = access.params[name];
    if (thing === undefined) throw new Error(`${url} does not say what :${name} names.`);
    return encodeURIComponent(typeof thing === 'string' ? things[thing] : thing.is);
  });
}
