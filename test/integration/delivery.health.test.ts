import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let admin: SignedIn;
beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
  admin = await world.signIn('admin@exempelkommun.test', 'admin');
});
afterAll(() => world.close());

test('an installation without mail says so instead of showing empty tables', async () => {
  const { body, statusCode } = await admin.get('/delivery');
  expect(statusCode).toBe(200);
  expect(body).toContain('Inga misslyckade mejl');
  expect(body).toContain('Inga oklara mejl');
});

test('stopping all sending shows at once, and starting ends it', async () => {
  const stopped = await admin.post('/delivery/stop');
  expect(stopped.statusCode).toBe(303);
  expect((await admin.get('/delivery')).body).toContain('Alla utskick är stoppade');
  await admin.post('/delivery/start');
  expect((await admin.get('/delivery')).body).toContain('Stoppa alla utskick');
});

test('the relay test says what is no address, and sends to what is', async () => {
  const wrong = await admin.post('/delivery/test', { to: 'inte en adress' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('value="inte en adress"');
  const sent = await admin.post('/delivery/test', { to: 'prov@exempelkommun.test' });
  expect(sent.statusCode).toBe(303);
});

test('rule 3: what was lost twice waits for a person, who sends it again or writes it off, once', async () => {
  const now = new Date('2026-09-01T08:00:00Z');
  await queueFirstLesson(world.db, now, await makeCampaign(world.db, now, 3));
  await sql`update deliveries set state = 'unknown', unknowns = 2,
    smtp_reply = 'lost after DATA to person-000001@example.org'`.execute(world.db);
  const ids = await sql<{ id: number }>`select id from deliveries order by id`.execute(world.db);
  const [first, second, third] = ids.rows.map(({ id }) => String(id));
  const { body } = await admin.get('/delivery');
  expect(body).toContain('Oklart om de kom fram');
  expect(body).toContain('lost after DATA to …@example.org');
  expect(body).not.toContain('person-000001');
  // Rule 11: a reminder would say that somebody has not answered.
  await sql`update deliveries set kind = 'reminder'`.execute(world.db);
  const listed = (page: string) => page.split('id="lost"')[1]?.replace(/name="csrf"[^>]*/g, '');
  expect(listed((await admin.get('/delivery')).body)).toBe(listed(body));

  await admin.post('/delivery/lost/resend', { ids: first ?? '' });
  await admin.post('/delivery/lost/write-off', { ids: `${second},${third}` });
  const again = await admin.post('/delivery/lost/resend', { ids: second ?? '' });
  expect(again.statusCode).toBe(303);
  const { rows } = await sql`select state, unknowns, reason from deliveries order by id`.execute(
    world.db,
  );
  expect(rows).toEqual([
    { state: 'unknown', unknowns: 1, reason: 'sent again by a person' },
    { state: 'failed', unknowns: 2, reason: 'written off by a person' },
    { state: 'failed', unknowns: 2, reason: 'written off by a person' },
  ]);
  const stamped = await sql`select from enrolments where failed_at is not null`.execute(world.db);
  expect(stamped.rows).toHaveLength(2);
  const trail = await sql<{ action: string }>`select action from audit_entries
    where action like 'delivery.%' and action <> 'delivery.test' order by id`.execute(world.db);
  expect(trail.rows.map(({ action }) => action)).toEqual(['delivery.resend', 'delivery.write-off']);
});
