import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;

beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
  await sql`
    insert into departments (code, name) values ('10', 'Omsorg'), ('20', 'Skola')`.execute(
    world.db,
  );
});
afterAll(() => world.close());

test('who is not signed in is sent to sign in, and back to where they were going', async () => {
  const { statusCode, headers } = await world.app.inject('/account?x=1');
  expect(statusCode).toBe(303);
  expect(headers.location).toBe('/sign-in?next=%2Faccount%3Fx%3D1');
  expect(headers['cache-control']).toBe('no-store');
});

test('the account page shows who and what, in the language of the account', async () => {
  const anna = await world.signIn('Anna@exempelkommun.test', 'leader:10');
  const page = await anna.get('/account');
  expect(page.statusCode).toBe(200);
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).toContain('<h1>Ditt konto</h1>');
  expect(page.body).toContain('anna@exempelkommun.test');
  expect(page.body).toContain('Omsorg (10)');
  expect(page.body).not.toMatch(/ style=|<style|<script(?! type="module" src=)/);
  const switched = await anna.post('/account/language', { language: 'en', back: '/account?a=1' });
  expect([switched.statusCode, switched.headers.location]).toEqual([303, '/account?a=1']);
  expect((await anna.get('/account')).body).toContain('<h1>Your account</h1>');
});

test.each(['//evil.test', 'https://evil.test/', '/\\evil.test', '/%0d%0aX: 1', ''])(
  'a form leads nowhere but into the service: %j',
  async (back) => {
    const bo = await world.signIn('bo@exempelkommun.test', 'reader');
    const { headers } = await bo.post('/account/language', { language: 'sv', back });
    expect(headers.location).toMatch(/^\/(start|%0d%0aX:%201)$/);
  },
);

test('a form without the CSRF token of its session changes nothing', async () => {
  const [one, other] = [
    await world.signIn('eva@exempelkommun.test', 'hr'),
    await world.signIn('kim@exempelkommun.test', 'hr'),
  ];
  for (const csrf of ['', 'x', other.csrf]) {
    const answer = await one.post('/account/language', { csrf, language: 'en', back: '/' });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('Formuläret gick inte att ta emot');
  }
  expect((await one.get('/account')).body).toContain('<h1>Ditt konto</h1>');
});

test('signing out ends the session at once, and everywhere ends all of them, on record', async () => {
  const first = await world.signIn('ida@exempelkommun.test', 'admin');
  const second = await world.signIn('ida@exempelkommun.test');
  const out = await first.post('/sign-out');
  expect([out.statusCode, out.headers.location]).toEqual([303, '/sign-in?out=1']);
  expect((await first.get('/account')).statusCode).toBe(303);
  expect((await second.get('/account')).statusCode).toBe(200);
  const third = await world.signIn('ida@exempelkommun.test');
  expect((await second.post('/account/sign-out-everywhere')).statusCode).toBe(303);
  expect((await third.get('/account')).statusCode).toBe(303);
  const [newest] = await listAudit(world.db, { limit: 1 });
  expect(newest).toMatchObject({
    actor: { kind: 'user', id: third.userId, role: 'admin' },
    action: 'user.sign-out',
    details: { sessions: 2 },
  });
});

test('rule 14: what nobody reads or stores is refused in words, and under the same headers', async () => {
  const admin = await world.signIn('nul@exempelkommun.test', 'admin');
  const wrong = [
    ['/users/%FF', 404],
    ['/a/%', 404],
    ['/api/v1/%zz', 404],
    [`/campaigns/${'9'.repeat(300)}`, 404],
    [`/a/${'x'.repeat(300)}`, 401],
  ] as const;
  for (const [url, status] of wrong) {
    const { statusCode, headers, body } = await admin.get(url);
    expect([url, statusCode]).toEqual([url, status]);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-type']).toMatch(url.startsWith('/api') ? /problem\+json/ : /html/);
    expect(body).not.toContain('FST_ERR');
  }
  const sent = await admin.post('/users/add', {
    address: 'a@b.test',
    role: 'leader',
    department: '1\u00000',
  });
  expect(sent.statusCode).toBe(422);
  for (const payload of ['[]', '"x"', 'null']) {
    const headers = { 'content-type': 'application/json' };
    const answer = await world.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
    expect(answer.statusCode).toBe(403);
  }
});

test('a staff list of 100 MB has the time that it needs at 2 Mbit/s', () => {
  expect(world.app.server.requestTimeout).toBeGreaterThanOrEqual((100 * 8 * 1000) / 2);
  expect(world.app.server.headersTimeout).toBeLessThanOrEqual(60_000);
});
