import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser } from '../../src/access/change-user.service.ts';
import { createJar } from '../support/browser-jar.ts';
import { type IdentityProvider, openIdentityProvider } from '../support/identity-provider.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

const publicUrl = 'http://127.0.0.1:8080';
let provider: IdentityProvider;
let world: WebWorld;
let count = 0;

beforeAll(async () => {
  provider = await openIdentityProvider(`${publicUrl}/sign-in/oidc/callback`);
  world = await openWebWorld(
    {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'nanokurs',
      OIDC_CLIENT_SECRET: 'a secret of the test, long enough',
      SIGN_IN_BY_MAIL: '0',
    },
    { courses: 'none' },
  );
});
afterAll(async () => {
  await world.close();
  await provider.close();
});

async function someone(): Promise<string> {
  const address = `oidc-${++count}@exempelkommun.test`;
  await addUser(world, { address, grants: [{ role: 'leader' }] });
  return address;
}

type Jar = ReturnType<typeof createJar>;

/** From the button to the address that the provider sends the browser back to. */
async function goThere(jar: Jar, next = ''): Promise<string> {
  const begun = await jar.get(`/sign-in/oidc?next=${next}`);
  expect(begun.statusCode).toBe(303);
  return (await provider.follow(String(begun.headers.location))).slice(publicUrl.length);
}

function is(subject: string, claims: Record<string, unknown>) {
  provider.person = { subject, claims };
}

test('a work account signs in whoever has its verified address, and goes on to where they were', async () => {
  const address = await someone();
  is('anna', { email: address.toUpperCase(), email_verified: true });
  const jar = createJar(world.app);
  const begun = await jar.get('/sign-in/oidc');
  const asked = new URL(String(begun.headers.location));
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  expect(asked.searchParams.get('nonce')).toBeTruthy();
  const back = await goThere(jar, '/account?b=2');
  const done = await jar.get(back);
  expect([done.statusCode, done.headers.location]).toEqual([303, '/account?b=2']);
  expect((await jar.get('/account')).body).toContain(address);
  // The way back leads in once: its code and its cookie are used up. Who is in may go on.
  const session = jar.cookies.get('nanokurs');
  const again = await jar.get(back);
  expect([again.statusCode, again.headers.location]).toEqual([303, '/start']);
  expect(jar.cookies.get('nanokurs')).toBe(session);
  jar.cookies.delete('nanokurs');
  expect((await jar.get(back)).statusCode).toBe(403);
});

test('another browser, or one with another state, cannot use the way back', async () => {
  is('bo', { email: await someone(), email_verified: true });
  const jar = createJar(world.app);
  const back = await goThere(jar);
  expect((await createJar(world.app).get(back)).statusCode).toBe(403);
  const other = createJar(world.app);
  await goThere(other);
  const refused = await other.get(back);
  expect(refused.statusCode).toBe(403);
  expect(other.cookies.has('nanokurs')).toBe(false);
  expect((await jar.get(back)).statusCode).toBe(303);
});

test('what the provider says no to is told kindly, without its own words', async () => {
  const jar = createJar(world.app);
  const begun = await jar.get('/sign-in/oidc');
  const state = new URL(String(begun.headers.location)).searchParams.get('state') ?? '';
  const said = new URLSearchParams({
    state,
    error: 'access_denied',
    error_description: 'AADSTS65004',
  });
  const { statusCode, body } = await jar.get(`/sign-in/oidc/callback?${said}`);
  expect(statusCode).toBe(403);
  expect(body).toContain('Ditt arbetskonto släppte inte in dig');
  expect(body).not.toContain('AADSTS');
});

test('an address that nobody has verified, or that has no account, opens nothing', async () => {
  const address = await someone();
  for (const claims of [
    { email: address },
    { email: address, email_verified: false },
    { upn: address, email_verified: true },
    { email: 'nobody@exempelkommun.test', email_verified: true },
  ]) {
    is('eva', claims);
    const jar = createJar(world.app);
    const refused = await jar.get(await goThere(jar));
    expect([refused.statusCode, jar.cookies.has('nanokurs')]).toEqual([403, false]);
    expect(refused.body).toContain('Du loggades inte in');
  }
});

test('an address that has been given to somebody else opens nothing any more', async () => {
  const address = await someone();
  is('first', { email: address, email_verified: true });
  const first = createJar(world.app);
  expect((await first.get(await goThere(first))).statusCode).toBe(303);
  is('second', { email: address, email_verified: true });
  const second = createJar(world.app);
  expect((await second.get(await goThere(second))).statusCode).toBe(403);
});

test('where mail links are switched off there is no form for one, and nowhere to send it', async () => {
  const jar = createJar(world.app);
  const { body } = await jar.get('/sign-in');
  expect(body).toContain('href="/sign-in/oidc"');
  expect(body).not.toContain('name="address"');
  expect((await jar.post('/sign-in', { address: 'a@b.se' })).statusCode).toBe(404);
  expect((await jar.post('/sign-in/link', { secret: 'x' })).statusCode).toBe(404);
});
