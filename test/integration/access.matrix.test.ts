import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Role, roles } from '../../src/access/role.ts';
import { isApi, type KnownRoute } from '../../src/platform/route-access.ts';
import { addressOf, type SignedInRoute, signedInRoutes } from '../support/route-address.ts';
import {
  addRouteDepartments,
  makeThings,
  restoreRouteDepartments,
  type Things,
} from '../support/route-things.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { dumpDatabase } from '../support/tables.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

/**
 * Every route there is, by everybody there is, from the routes' own declarations: who adds a page
 * has nothing to add here. Public routes are the exception, so that none becomes public unseen.
 */
const publicRoutes = [
  'GET /',
  'GET /a/:token',
  'GET /accessibility',
  'GET /api/docs',
  'GET /api/v1/openapi.json',
  'GET /assets/*',
  'GET /b/:token',
  'GET /healthz',
  'GET /kit',
  'GET /kit/:course/:lesson',
  'GET /mailbox',
  'GET /mailbox/:id',
  'GET /mailbox/:id/html',
  'GET /mailbox/:id/source',
  'GET /metrics',
  'GET /privacy',
  'GET /readyz',
  'GET /sign-in',
  'GET /sign-in/:secret',
  'GET /sign-in/oidc',
  'GET /sign-in/oidc/callback',
  'POST /a',
  'POST /api/v1/answers',
  'POST /b',
  'POST /sign-in',
  'POST /sign-in/link',
];

type Page = SignedInRoute;
type Visitor = { name: string; role: Role; limited: boolean; signedIn: SignedIn };

let world: WebWorld;
let inside: Things;
let outside: Things;
let visitors: Visitor[];
let routes: readonly KnownRoute[];
let pages: Page[];

beforeAll(async () => {
  world = await openWebWorld({
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'nanokurs',
    OIDC_CLIENT_SECRET: 'secret',
  });
  await addRouteDepartments(world.db);
  await sql`update departments set name = 'Utanförnämnden' where code = '20'`.execute(world.db);
  inside = await makeThings(world.resources, '11');
  outside = await makeThings(world.resources, '20');
  const all = roles.flatMap((role) => [role, `${role}:10` as const]);
  visitors = await Promise.all(
    all.map(async (grant) => ({
      name: grant,
      role: grant.split(':')[0] as Role,
      limited: grant.includes(':'),
      signedIn: await world.signIn(`${grant.replace(':', '-')}@exempelkommun.test`, grant),
    })),
  );
  routes = world.app.knownRoutes.filter(({ method }) => method !== 'HEAD');
  pages = signedInRoutes(routes);
});
afterAll(() => world.close());

const isAbout = ({ access }: Page) =>
  Object.values(access.params).some((thing) => typeof thing === 'string' && thing !== 'user');
const isExample = ({ access }: Page) =>
  Object.values(access.params).some((thing) => typeof thing === 'object');

function mayCome({ access }: Page, { role, limited }: Visitor): boolean {
  if (access.anyone) return true;
  return access.roles.includes(role) && !(access.whole && limited);
}

async function call(
  route: Page,
  things: Things,
  who: SignedIn | undefined,
  csrf: string,
  query = '',
) {
  const { access, method } = route;
  const headers: Record<string, string> = who === undefined ? {} : { cookie: who.cookie };
  const fields = { ...(csrf === '' ? {} : { csrf }), ...access.form };
  let payload = '';
  if (method === 'POST' && access.multipart) {
    headers['content-type'] = 'multipart/form-data; boundary=x';
    const parts = Object.entries({ ...fields, other: '1' }).map(
      ([name, value]) =>
        `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    payload = `${parts.join('')}--x--\r\n`;
  } else if (method === 'POST') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    payload = new URLSearchParams(fields).toString();
  }
  const url = addressOf(route, things) + query;
  const {
    statusCode,
    headers: sent,
    body,
  } = await world.app.inject({
    method: method as 'GET' | 'POST',
    url,
    headers,
    ...(method === 'POST' ? { payload } : {}),
  });
  return { status: statusCode, location: String(sent.location ?? ''), sent, body };
}

test('every route says who may use it, and none is public that was not meant to be', async () => {
  const known = routes.filter(({ access }) => access.kind === 'public');
  expect(known.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(publicRoutes);
  expect(pages.length).toBeGreaterThan(5);
  expect(new Set(pages.map(({ method }) => method))).toEqual(new Set(['GET', 'POST']));
  // What is described to programs are their routes alone.
  const { paths } = (await world.app.inject('/api/v1/openapi.json')).json();
  expect(Object.keys(paths).filter((path) => !isApi(path))).toEqual([]);
  expect(Object.keys(paths)).toContain('/api/v1/campaigns/{id}/completion');
});

test('programs need a token: a session opens no API, and neither does nothing', async () => {
  const programs = routes.filter(({ access }) => access.kind === 'token');
  expect(programs.length).toBeGreaterThan(10);
  const cookie = visitors[0]?.signedIn.cookie ?? '';
  const wrong: string[] = [];
  for (const { method, url } of programs)
    for (const headers of [{}, { cookie }]) {
      const answer = await world.app.inject({
        method: method as 'GET',
        url: url.replace(/:\w+/g, '1'),
        headers,
      });
      const { statusCode } = answer;
      if (statusCode !== 401 || answer.headers['cache-control'] !== 'no-store')
        wrong.push(`${method} ${url}: ${statusCode}`);
    }
  expect(wrong).toEqual([]);
});

test('rule 10: who may not come is refused, and nothing has changed', async () => {
  const before = await dumpDatabase(world.db);
  const wrong: string[] = [];
  const other = visitors.at(-1)?.signedIn.csrf ?? '';
  for (const route of pages) {
    const note = (who: string, what: string, status: number) =>
      wrong.push(`${route.method} ${route.url} by ${who}, ${what}: ${status}`);
    const nobody = await call(route, inside, undefined, other);
    if (nobody.status !== 303 || !nobody.location.startsWith('/sign-in'))
      note('nobody', 'not signed in', nobody.status);
    for (const visitor of visitors) {
      const { name, limited, signedIn } = visitor;
      if (!mayCome(route, visitor)) {
        const { status } = await call(route, inside, signedIn, signedIn.csrf);
        if (status !== 403) note(name, 'wrong role', status);
        continue;
      }
      if (route.method === 'POST')
        for (const csrf of ['', signedIn.csrf === other ? 'x' : other]) {
          const { status } = await call(route, inside, signedIn, csrf);
          if (status !== 403) note(name, `CSRF ${csrf === '' ? 'missing' : 'wrong'}`, status);
        }
      if (limited && isAbout(route)) {
        const { status } = await call(route, outside, signedIn, signedIn.csrf);
        if (status !== 404) note(name, 'outside', status);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(await dumpDatabase(world.db)).toBe(before);
}, 60_000);

test('who may come is let in: to every page inside, to none that browsers may keep', async () => {
  const wrong: string[] = [];
  for (const route of pages.filter(({ method }) => method === 'GET'))
    for (const visitor of visitors.filter((one) => mayCome(route, one))) {
      const { status, sent } = await call(route, inside, visitor.signedIn, '');
      const fits = [200, 303].includes(status) || (isExample(route) && status === 404);
      const kept =
        sent['cache-control'] !== 'no-store' || sent['content-security-policy'] === undefined;
      if (!fits || kept) wrong.push(`GET ${route.url} by ${visitor.name}: ${status}`);
    }
  expect(wrong).toEqual([]);
}, 60_000);

test('rule 10: no page names what lies outside, whatever its address asks for', async () => {
  const asked = new URLSearchParams({
    department: outside.department,
    q: 'Öberg',
    page: '1',
    list: 'without',
  });
  const wrong: string[] = [];
  for (const route of pages.filter(({ method }) => method === 'GET'))
    for (const visitor of visitors.filter(
      (one) => one.limited && one.role !== 'reader' && mayCome(route, one),
    )) {
      const { status, body } = await call(route, inside, visitor.signedIn, '', `?${asked}`);
      if (/Utanförnämnden|thing-2-/.test(body))
        wrong.push(`GET ${route.url} by ${visitor.name}: ${status}`);
    }
  expect(wrong).toEqual([]);
}, 60_000);

test('every form that may be sent is taken, with its own example', async () => {
  const wrong: string[] = [];
  let sent = 0;
  for (const route of pages.filter(({ method }) => method === 'POST')) {
    const visitor = visitors.findLast((one) => mayCome(route, one));
    if (visitor === undefined) continue;
    const { name, role, limited } = visitor;
    // What one form ends, the next one needs: people, things and sessions are new for each.
    const grant = limited ? (`${role}:10` as const) : role;
    await restoreRouteDepartments(world.db);
    const who = await world.signIn(`sender-${++sent}@exempelkommun.test`, grant);
    const things = await makeThings(world.resources, '11');
    const { status } = await call(route, things, who, who.csrf);
    const fits = [200, 303].includes(status) || (isExample(route) && status === 404);
    const refused = [409, 422].includes(status);
    if (!fits && !refused) wrong.push(`POST ${route.url} by ${name}: ${status}`);
  }
  expect(sent).toBeGreaterThan(2);
  expect(wrong).toEqual([]);
}, 60_000);
