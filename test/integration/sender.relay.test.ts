import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { pauseRelay, takeTokens } from '../../src/delivery/relay-bucket.repository.ts';
import { createRelayLimiter } from '../../src/delivery/relay-limiter.service.ts';
import { loadRelayLimit, saveRelaySetting } from '../../src/delivery/relay-setting.repository.ts';
import { createSender, type Sender } from '../../src/delivery/sender.service.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { createLog } from '../../src/platform/log.ts';
import { createSmtpSlot } from '../../src/platform/smtp-slot.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type FaultyRelay, startFaultyRelay } from '../support/faulty-relay.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';

const now = new Date('2026-09-01T08:00:00Z');
const relay = { key: 'relay.test:25/', host: 'relay.test' };

let database: TestDatabase;
let db: Database;
let server: FaultyRelay;
const senders: Sender[] = [];

beforeAll(async () => {
  server = await startFaultyRelay();
  return () => server.close();
});
beforeEach(async () => {
  database = await cloneDatabase();
  db = createDatabase(createPool(database.connectionString, 10, () => undefined));
  server.taken.length = 0;
  server.behave(() => undefined);
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop(0);
  await db.destroy();
  await database.drop();
});

/** A sender with connections and a limiter of its own, as in a process of its own. */
function openSender(pool: string): Sender {
  const slots = Array.from({ length: 3 }, () =>
    createSmtpSlot(
      async () => server.address,
      async () => undefined,
    ),
  );
  const sender = createSender({
    db,
    clock: fixedClock(now),
    log: createLog('silent'),
    pool,
    slots,
    compose: async (item) => ({
      envelope: { from: 'kurs@example.org', to: item.email },
      raw: Buffer.from(`Message-ID: ${item.messageId}\r\n\r\nHej\r\n`),
    }),
    pilot: undefined,
    limiter: createRelayLimiter(db, relay),
    retryDelay: () => 0,
  });
  senders.push(sender);
  return sender;
}

async function queued(employees: number): Promise<void> {
  await queueFirstLesson(db, now, await makeCampaign(db, now, employees));
}

async function states(): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from deliveries group by state`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

async function spent(): Promise<number> {
  const { rows } = await sql<{ spent: number }>`
    select coalesce(sum(value::int), 0)::int as spent from relay_buckets, jsonb_each(spent)`.execute(
    db,
  );
  return rows[0]?.spent ?? 0;
}

const addresses = () => new Set(server.taken.map((mail) => mail.to));

test('two senders together let out what the relay takes a day, hold nothing, and go on when it takes more', async () => {
  await queued(300);
  await saveRelaySetting(db, { preset: 'custom', perDay: 50 });
  const both = [openSender('one'), openSender('two')];
  await Promise.all(both.map((sender) => sender.run()));
  await Promise.all(both.map((sender) => sender.run()));
  expect(server.taken).toHaveLength(50);
  expect(addresses().size).toBe(50);
  expect(await states()).toEqual({ sent: 50, due: 250 });
  expect(await spent()).toBe(50);

  await sql`update relay_buckets set spent = '{}'`.execute(db);
  await Promise.all(both.map((sender) => sender.run()));
  expect(server.taken).toHaveLength(100);
  expect(addresses().size).toBe(100);
});

test('a sender that waits for tokens wakes by itself, and is done before it does', async () => {
  await queued(20);
  // Ten at once, and the next ones within seconds.
  await saveRelaySetting(db, { preset: 'custom', perMinute: 300 });
  await openSender('one').run();
  const first = server.taken.length;
  expect(first).toBeGreaterThanOrEqual(10);
  expect(first).toBeLessThan(20);
  expect(await states()).toEqual({ sent: first, due: 20 - first });
  await expect.poll(() => server.taken.length, { timeout: 20_000 }).toBe(20);
});

test('stop ends the waiting', async () => {
  await queued(20);
  await saveRelaySetting(db, { preset: 'custom', perMinute: 300 });
  const sender = openSender('one');
  await sender.run();
  await sender.stop(0);
  const count = server.taken.length;
  await sql`update relay_buckets set tokens = 10`.execute(db);
  await sender.run();
  expect(server.taken).toHaveLength(count);
});

test('what is not offered to the relay does not count for the day', async () => {
  await queued(30);
  await saveRelaySetting(db, { preset: 'custom', perDay: 25 });
  server.behave(({ stage }) => (stage === 'greeting' ? 'drop' : undefined));
  await openSender('one').run();
  expect(await states()).toEqual({ due: 30 });
  expect(await spent()).toBe(0);
  server.behave(() => undefined);
  await sql`update deliveries set not_before = now()`.execute(db);
  await sql`update campaigns set status = 'paused'`.execute(db);
  await openSender('two').run();
  expect(await states()).toEqual({ cancelled: 30 });
  expect(await spent()).toBe(0);
});

test.each([
  ['a day', { perDay: 2 }],
  // A single token: who finds nothing new to send uses it for what is to be repeated.
  ['a minute', { perMinute: 30, perDay: 2 }],
])('the repeat of a lost outcome takes a token as well, with a limit %s', async (_, given) => {
  await queued(3);
  await saveRelaySetting(db, { preset: 'custom', ...given });
  await sql`update deliveries set state = 'unknown', unknowns = 1`.execute(db);
  const sender = openSender('one');
  for (let run = 0; run < 3; run++) {
    await sender.run();
    await sql`update relay_buckets set tokens = 1`.execute(db);
  }
  expect(await states()).toEqual({ sent: 2, unknown: 1 });
  expect(server.taken).toHaveLength(2);
});

test('a relay that asks for fewer mails is left alone by every sender, limits or not', async () => {
  await queued(200);
  const throttled = '432 4.3.2 Concurrent connections limit exceeded';
  server.behave(({ stage }) =>
    stage === 'end' && server.taken.length >= 20 ? throttled : undefined,
  );
  await openSender('one').run();
  const offered = server.taken.length;
  // Whatever its other connections had under way.
  expect(offered).toBeLessThanOrEqual(20 + 6);
  const { sent = 0, due = 0, ...others } = await states();
  expect(others).toEqual({});
  expect([sent >= 18, due]).toEqual([true, 200 - sent]);
  await openSender('two').run();
  expect(server.taken).toHaveLength(offered);
  const { rows } = await sql<{ attempts: number }>`
    select max(attempts)::int as attempts from deliveries where state = 'due'`.execute(db);
  expect(rows[0]?.attempts).toBe(1);

  server.behave(() => undefined);
  await sql`update relay_buckets set paused_until = now()`.execute(db);
  await openSender('three').run();
  expect(await states()).toEqual({ sent: 200 });
});

test('a pause that another process made holds for a relay without limits too', async () => {
  await queued(10);
  await pauseRelay(db, relay.key);
  await openSender('one').run();
  expect(server.taken).toHaveLength(0);
  expect(await states()).toEqual({ due: 10 });
});

test('tokens taken by a process that died stay counted', async () => {
  await queued(10);
  await saveRelaySetting(db, { preset: 'custom', perDay: 10 });
  await takeTokens(db, relay.key, await loadRelayLimit(db, relay), 6);
  await openSender('one').run();
  expect(server.taken).toHaveLength(4);
});
