import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { addUser, revokeRoles } from '../../src/access/change-user.service.ts';
import { findMessages } from '../../src/platform/mailbox-index.ts';
import { readMessage } from '../../src/platform/mailbox-store.ts';
import { setSending } from '../../src/platform/sending-switch.ts';
import { parseMessage } from '../../src/web/mailbox-message.ts';
import { createJar, fieldsOf } from '../support/browser-jar.ts';
import { until } from '../support/until.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let count = 0;

beforeAll(async () => {
  world = await openWebWorld({ TRUSTED_PROXIES: '127.0.0.1' }, { courses: 'none' });
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql`delete from sign_in_limits`.execute(world.db);
});

/** Somebody with an account, and an address that no other test uses. */
async function someone(): Promise<string> {
  const address = `person-${++count}@exempelkommun.test`;
  await addUser(world, { address, grants: [{ role: 'leader' }] });
  return address;
}

const mailsTo = async (address: string) =>
  (await findMessages(world.dir, { search: address, page: 1 })).entries;

/** Asks for a link and reads it from the mail, in a browser that is not the one it is used in. */
async function askForLink(address: string, next = '', jar = createJar(world.app)): Promise<string> {
  const before = (await mailsTo(address)).length;
  const asked = await jar.submit(`/sign-in?next=${next}`, '/sign-in', { address });
  expect([asked.statusCode, asked.headers.location]).toEqual([303, '/sign-in?sent=1&lang=sv']);
  await until(async () => (await mailsTo(address)).length > before);
  const [mail] = await mailsTo(address);
  const raw = await readMessage(world.dir, mail?.id ?? '');
  const { text = '' } = await parseMessage(raw ?? Buffer.alloc(0));
  const link = /http:\/\/127\.0\.0\.1:8080(\/sign-in\/\S+)/.exec(text)?.[1];
  if (link === undefined) throw new Error(`No link in: ${text}`);
  return link;
}

test('before the first account the page of a trial says how to add it', async () => {
  expect((await world.app.inject('/sign-in')).body).toContain('user add ADRESS --role admin');
  await someone();
  expect((await world.app.inject('/sign-in')).body).not.toContain('--role admin');
});

test('a mailed link signs in once, in a session whose id the database does not hold', async () => {
  const address = await someone();
  // Sign-in mails are no part of campaigns.
  await setSending(world.db, 'stopped');
  const link = await askForLink(address, '/account?a=1');
  const jar = createJar(world.app);
  const done = await jar.submit(link, '/sign-in/link', { address });
  expect([done.statusCode, done.headers.location]).toEqual([303, '/account?a=1']);
  expect((await jar.get('/account')).statusCode).toBe(200);
  const { rows } = await sql<{ all: string }>`
    select (select json_agg(s)::text from sessions s) ||
      (select json_agg(l)::text from sign_in_links l) as all`.execute(world.db);
  expect(rows[0]?.all).not.toContain(jar.cookies.get('nanokurs'));
  expect(rows[0]?.all).not.toContain(link.split('/').at(-1)?.split('?')[0]);
  const again = await createJar(world.app).get(link);
  expect(again.statusCode).toBe(410);
  expect(again.body).toContain('Länken är redan använd');
  const [newest] = await listAudit(world.db, { limit: 1 });
  expect(newest).toMatchObject({ action: 'user.sign-in', actor: { kind: 'user', role: null } });
});

test('rule 1: whatever a scanner opens, fills in and presses, the person can still use the link', async () => {
  const address = await someone();
  const link = await askForLink(address);
  const state = async () =>
    (await sql`select * from sign_in_links order by created_at`.execute(world.db)).rows;
  const before = await state();
  const scanner = createJar(world.app);
  for (const call of [scanner.get, scanner.head, scanner.get]) {
    const seen = await call(link);
    expect(seen.statusCode).toBe(200);
    expect(seen.cookies.map(({ name }) => name)).not.toContain('nanokurs');
  }
  for (const typed of ['', 'test@example.test', address.slice(1)]) {
    const pressed = await scanner.submit(link, '/sign-in/link', { address: typed });
    expect([pressed.statusCode, scanner.cookies.has('nanokurs')]).toEqual([422, false]);
    expect(pressed.body).toContain('aria-invalid="true"');
  }
  expect(await state()).toEqual(before);
  const done = await createJar(world.app).submit(link, '/sign-in/link', {
    address: ` ${address.toUpperCase()}`,
  });
  expect(done.statusCode).toBe(303);
});

test('the browser that asked for a link needs nothing but the button', async () => {
  const jar = createJar(world.app);
  const link = await askForLink(await someone(), '', jar);
  expect((await jar.get(link)).body).not.toContain('name="address"');
  expect((await jar.submit(link, '/sign-in/link')).statusCode).toBe(303);
});

test('whether an address has an account cannot be told from what comes back', async () => {
  const address = await someone();
  const answers = [];
  for (const one of [address, 'nobody@exempelkommun.test']) {
    const jar = createJar(world.app);
    const asked = await jar.submit('/sign-in', '/sign-in', { address: one });
    const page = await jar.get(asked.headers.location ?? '');
    answers.push([asked.statusCode, asked.headers.location, asked.body, page.body]);
  }
  expect(answers[0]).toEqual(answers[1]);
  await until(async () => (await mailsTo(address)).length === 1);
  expect(await mailsTo('nobody@exempelkommun.test')).toEqual([]);
  expect((answers[0] ?? []).join('')).not.toContain(address);
});

test('a link ends after 15 minutes of Postgres, and when another one has been used', async () => {
  const address = await someone();
  const old = await askForLink(address);
  await sql`update sign_in_links set created_at = created_at - interval '15 minutes'
    where used_at is null`.execute(world.db);
  expect((await createJar(world.app).get(old)).body).toContain('Länken gäller inte längre');
  const [one, other] = [await askForLink(address), await askForLink(address)];
  const forms = createJar(world.app);
  const held = { ...fieldsOf((await forms.get(other)).body, '/sign-in/link'), address };
  const used = await createJar(world.app).submit(one, '/sign-in/link', { address });
  expect(used.statusCode).toBe(303);
  expect((await forms.post('/sign-in/link', held)).statusCode).toBe(410);
});

test('a link used twice at the same moment begins one session', async () => {
  const address = await someone();
  const link = await askForLink(address);
  const jars = [createJar(world.app), createJar(world.app), createJar(world.app)];
  const forms = await Promise.all(
    jars.map(async (jar) => fieldsOf((await jar.get(link)).body, '/sign-in/link')),
  );
  const done = await Promise.all(
    jars.map((jar, at) => jar.post('/sign-in/link', { ...forms[at], address })),
  );
  expect(done.map(({ statusCode }) => statusCode).sort()).toEqual([303, 410, 410]);
});

test('after five mails to an address no more are sent, and nobody is told', async () => {
  const address = await someone();
  for (let at = 0; at < 5; at++) await askForLink(address);
  const jar = createJar(world.app);
  const asked = await jar.submit('/sign-in', '/sign-in', { address: address.toUpperCase() });
  expect(asked.headers.location).toBe('/sign-in?sent=1&lang=sv');
  const other = await someone();
  await askForLink(other);
  expect(await mailsTo(address)).toHaveLength(5);
  // A quarter of an hour later by Postgres's clock.
  await sql`update sign_in_limits set started_at = started_at - interval '15 minutes'`.execute(
    world.db,
  );
  await askForLink(address);
});

test('attempts from one network end, told by the proxy we trust; others may go on', async () => {
  const jar = createJar(world.app);
  const form = fieldsOf((await jar.get('/sign-in')).body, '/sign-in');
  const cookie = [...jar.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = (from: string) =>
    world.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: {
        cookie,
        'x-forwarded-for': from,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ ...form, address: 'nobody@exempelkommun.test' }).toString(),
    });
  expect((await ask('2001:db8:1:2::3')).statusCode).toBe(303);
  await sql`update sign_in_limits set count = 5000`.execute(world.db);
  expect((await ask('2001:db8:1:2:ffff::9')).statusCode).toBe(429);
  expect((await ask('2001:db8:1:3::3')).statusCode).toBe(303);
  expect((await ask('192.0.2.7')).statusCode).toBe(303);
});

test('forms without the token of their browser are refused, and send or sign in nobody', async () => {
  const address = await someone();
  const link = await askForLink(address);
  const secret = link.split('/').at(-1) ?? '';
  const jar = createJar(world.app);
  await jar.get('/sign-in');
  const other = fieldsOf((await createJar(world.app).get('/sign-in')).body, '/sign-in');
  for (const csrf of [undefined, other.csrf ?? '']) {
    const token: Record<string, string> = csrf === undefined ? {} : { csrf };
    expect((await jar.post('/sign-in/link', { secret, ...token })).statusCode).toBe(403);
    expect((await jar.post('/sign-in', { address, ...token })).statusCode).toBe(403);
  }
  expect(await mailsTo(address)).toHaveLength(1);
  expect(jar.cookies.has('nanokurs')).toBe(false);
});

test('who has no role left gets no link, and a link sent before opens nothing', async () => {
  await addUser(world, { address: 'chef@exempelkommun.test', grants: [{ role: 'admin' }] });
  const address = await someone();
  const link = await askForLink(address);
  const jar = createJar(world.app);
  const held = { ...fieldsOf((await jar.get(link)).body, '/sign-in/link'), address };
  const { rows } = await sql<{ id: number }>`
    select id from users where address = ${address}`.execute(world.db);
  await revokeRoles(world, rows[0]?.id ?? 0);
  expect((await jar.post('/sign-in/link', held)).statusCode).toBe(410);
  expect((await jar.get(link)).statusCode).toBe(410);
  await createJar(world.app).submit('/sign-in', '/sign-in', { address });
  await askForLink(await someone());
  expect(await mailsTo(address)).toHaveLength(1);
});

test.each([
  ['idle', "seen_at = now() - interval '2 hours'"],
  ['absolute', "created_at = now() - interval '12 hours'"],
])('a session ends at its %s limit', async (_name, change) => {
  const visitor = await world.signIn(await someone());
  expect((await visitor.get('/account')).statusCode).toBe(200);
  await sql`update sessions set ${sql.raw(change)} where user_id = ${visitor.userId}`.execute(
    world.db,
  );
  expect((await visitor.get('/account')).statusCode).toBe(303);
});

test('signing in and a change of roles give the session another id; the old one is out', async () => {
  const address = await someone();
  const jar = createJar(world.app);
  await jar.submit(await askForLink(address), '/sign-in/link', { address });
  const first = jar.cookies.get('nanokurs');
  await addUser(world, { address, grants: [{ role: 'hr' }] });
  expect((await jar.get('/account')).statusCode).toBe(200);
  const second = jar.cookies.get('nanokurs');
  expect(second).not.toBe(first);
  const use = (secret: string | undefined) =>
    world.app.inject({ url: '/account', headers: { cookie: `nanokurs=${secret}` } });
  expect((await use(first)).statusCode).toBe(303);
  expect((await use(second)).statusCode).toBe(200);
  await jar.submit(await askForLink(address), '/sign-in/link', { address });
  expect((await use(second)).statusCode).toBe(303);
  expect((await jar.get('/account')).statusCode).toBe(200);
});

test('cookies are for this host and https alone where the service is reached by https', async () => {
  const secure = await openWebWorld(
    { PUBLIC_URL: 'https://nanokurs.exempelkommun.test' },
    { courses: 'none' },
  );
  try {
    const { headers } = await secure.app.inject('/sign-in');
    expect(String(headers['set-cookie'])).toMatch(
      /^__Host-nanokurs-form=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe/);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  } finally {
    await secure.close();
  }
});
