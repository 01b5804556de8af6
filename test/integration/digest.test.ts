import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDigestMailer } from '../../src/statistics/digest.mailer.ts';
import { sendDigests } from '../../src/statistics/digest.service.ts';
import { makeCampaign } from '../support/fixture.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

const monday = new Date('2026-09-07T06:00:00Z');
let world: WebWorld;
let leader: SignedIn;
beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
  await makeCampaign(world.db, new Date('2026-09-01T08:00:00Z'), 30);
  leader = await world.signIn('ledare@exempelkommun.test', 'leader:10');
  await world.signIn('hr@exempelkommun.test', 'hr');
});
afterAll(() => world.close());

const send = (at: Date, mailer = createDigestMailer(world.resources)) =>
  sendDigests(world.resources, mailer, at);

async function mails(): Promise<string[]> {
  const dir = join(world.dir, 'mailbox');
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.eml'));
  return Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
}

test('nobody gets it who has not asked', async () => {
  expect(await send(monday)).toBe(0);
});

test('who asks for it gets it from the next Monday on, once a week, by two workers at once too', async () => {
  await leader.post('/digest', { wanted: 'yes' });
  await sql`update digests set sent_week = '2026-08-31'`.execute(world.db);
  expect(await send(new Date('2026-09-07T04:59:00Z'))).toBe(0);
  const both = await Promise.all([send(monday), send(monday)]);
  expect(both.toSorted()).toEqual([0, 1]);
  expect(await send(monday)).toBe(0);
  const [mail = '', ...more] = await mails();
  expect(more).toEqual([]);
  expect(mail).toContain('To: ledare@exempelkommun.test');
  expect(mail).toContain('Subject: =?UTF-8?Q?Veckans_l=C3=A4ge_i_Nanokurs?=');
  expect(mail).toMatch(/15 inbjudna/);
});

test('what the relay puts off is tried again; what it refuses is not', async () => {
  const next = new Date('2026-09-14T06:00:00Z');
  const answers = (kind: 'deferred' | 'rejected') =>
    send(next, async () => ({ kind, code: 451, reply: 'later' }) as never);
  expect(await answers('deferred')).toBe(0);
  expect(await answers('rejected')).toBe(0);
  expect(await send(next)).toBe(0);
});

test('a revoked leader gets nothing, and sending that is stopped stops it too', async () => {
  const next = new Date('2026-09-21T06:00:00Z');
  await sql`insert into settings (key, value) values ('sending', '"stopped"')`.execute(world.db);
  expect(await send(next)).toBe(0);
  await sql`delete from settings where key = 'sending'`.execute(world.db);
  await sql`update user_grants set revoked_at = now(), revoked_for = 'person'`.execute(world.db);
  expect(await send(next)).toBe(0);
});
