import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  giveTokensBack,
  pauseRelay,
  relayRoom,
  relayStanding,
  takeTokens,
} from '../../src/delivery/relay-bucket.repository.ts';
import { type RelayLimit, relayFlow, relayPresets } from '../../src/delivery/relay-limit.ts';
import { createRelayLimiter } from '../../src/delivery/relay-limiter.service.ts';
import {
  loadRelayLimit,
  relayAllowance,
  saveRelaySetting,
} from '../../src/delivery/relay-setting.repository.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const relay = 'relay.test:25/';
const online = relayPresets['exchange-online'];
const aDay = (perDay: number): RelayLimit => ({ perMinute: null, perDay, connections: 1 });
const aMinute = (perMinute: number): RelayLimit => ({ perMinute, perDay: null, connections: 1 });

let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 8, () => undefined));
});
beforeEach(async () => {
  await sql`truncate relay_buckets`.execute(db);
  await sql`delete from settings`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

/** As though so many seconds had passed since the bucket was last asked. */
const pass = (seconds: number) =>
  sql`update relay_buckets set refilled_at = refilled_at - make_interval(secs => ${seconds}),
    paused_until = paused_until - make_interval(secs => ${seconds})`.execute(db);
/** As though the day's mails had been taken so many slices of ten minutes ago. */
const passSlices = (slices: number) =>
  sql`update relay_buckets set spent = (
    select jsonb_object_agg((key::bigint - ${slices})::text, value) from jsonb_each(spent))`.execute(
    db,
  );
const take = (limit: RelayLimit, wanted: number) => takeTokens(db, relay, limit, wanted);

describe('rule 5: a relay’s tokens, on Postgres’s clock', () => {
  test('a new bucket is full, gives what it has, and fills by the second', async () => {
    const limit = aMinute(600);
    const { capacity, perSecond } = relayFlow(600);
    expect(await take(limit, 400)).toMatchObject({ granted: capacity });
    const { granted, standing } = await take(limit, 400);
    expect(granted).toBeLessThan(capacity);
    expect(standing.dayLeft).toBeNull();
    await sql`update relay_buckets set tokens = 0, refilled_at = now() - interval '1 second'`.execute(
      db,
    );
    expect((await take(limit, 1)).granted).toBe(1);
    await sql`update relay_buckets set tokens = 0.25, refilled_at = now() + interval '1 hour'`.execute(
      db,
    );
    // A clock that went back takes nothing away and gives nothing.
    expect(await take(limit, 1)).toMatchObject({ granted: 0, standing: { tokens: 0.25 } });
    await sql`update relay_buckets set tokens = 0, refilled_at = now()`.execute(db);
    await pass(1);
    expect((await relayStanding(db, relay, limit)).tokens).toBeGreaterThanOrEqual(perSecond);
    await pass(3_600);
    expect((await take(limit, 400)).granted).toBe(capacity);
  });

  test('30 a minute: one mail, then one every two seconds', async () => {
    expect((await take(online, 64)).granted).toBe(1);
    await sql`update relay_buckets set tokens = 0, refilled_at = now()`.execute(db);
    expect((await take(online, 64)).granted).toBe(0);
    await pass(2);
    expect((await take(online, 64)).granted).toBe(1);
  });

  test('the day’s mails count for 24 hours after their ten minutes, then no more', async () => {
    const limit = aDay(50);
    expect((await take(limit, 30)).granted).toBe(30);
    expect(await take(limit, 30)).toMatchObject({ granted: 20, standing: { dayLeft: 0 } });
    const full = await take(limit, 30);
    expect(full.granted).toBe(0);
    expect(full.standing.freesInSeconds).toBeGreaterThan(86_400 - 1);
    expect(full.standing.freesInSeconds).toBeLessThanOrEqual(86_400 + 600);
    await passSlices(144);
    const last = await take(limit, 30);
    expect(last.granted).toBe(0);
    expect(last.standing.freesInSeconds).toBeLessThanOrEqual(600);
    await passSlices(1);
    expect((await take(limit, 30)).granted).toBe(30);
    const { rows } = await sql`select from relay_buckets, jsonb_each(spent)`.execute(db);
    expect(rows).toHaveLength(1);
  });

  test('what was not offered is given back to the day, and only to its own slice', async () => {
    const limit = aDay(50);
    const { slice } = await take(limit, 50);
    await giveTokensBack(db, relay, slice, 10);
    await giveTokensBack(db, relay, slice - 1, 10);
    expect((await take(limit, 50)).granted).toBe(10);
    await giveTokensBack(db, relay, slice, 1_000);
    expect((await relayStanding(db, relay, limit)).dayLeft).toBe(50);
  });

  test('a limiter gives back no more than it took', async () => {
    await saveRelaySetting(db, { preset: 'custom', perDay: 50 });
    const limiters = [1, 2].map(() => createRelayLimiter(db, { key: relay, host: 'relay.test' }));
    const [one, two] = limiters;
    expect(await one?.take(20)).toMatchObject({ granted: 20 });
    expect(await two?.take(5)).toMatchObject({ granted: 5 });
    await two?.giveBack(20);
    expect((await relayStanding(db, relay, aDay(50))).dayLeft).toBe(30);
  });

  test('many at once never take more than there is', async () => {
    const limit = { ...aDay(500), perMinute: 60_000 };
    const taken = await Promise.all(Array.from({ length: 100 }, () => take(limit, 7)));
    expect(taken.reduce((sum, { granted }) => sum + granted, 0)).toBe(500);
    expect((await relayStanding(db, relay, limit)).dayLeft).toBe(0);
  });
});

test('a relay that says it is too much is left alone, longer each time, for all alike', async () => {
  const limit = { perMinute: null, perDay: null, connections: 1 };
  const waits: number[] = [];
  for (let time = 1; time <= 7; time++) {
    const seconds = await pauseRelay(db, relay);
    waits.push(Math.ceil(seconds));
    // Replies to mails that were under way already do not count.
    expect(Math.ceil(await pauseRelay(db, relay))).toBe(Math.ceil(seconds));
    const { granted, standing } = await take(limit, 10);
    expect(granted).toBe(0);
    expect(Math.ceil(standing.pausedSeconds)).toBe(Math.ceil(seconds));
    await pass(seconds + 1);
    expect((await take(limit, 10)).granted).toBe(10);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  await pass(3_600);
  expect(Math.ceil(await pauseRelay(db, relay))).toBe(30);
});

test('limits come from the setting, else from the relay’s name, else there are none', async () => {
  const exchange = { key: 'x', host: 'smtp.office365.com' };
  expect(await loadRelayLimit(db, exchange)).toEqual(online);
  expect(await loadRelayLimit(db, { key: relay, host: 'relay.test' })).toEqual({
    perMinute: null,
    perDay: null,
    connections: 5,
  });
  await saveRelaySetting(db, { preset: 'exchange-online', perDay: 5_000 });
  expect(await loadRelayLimit(db, { key: relay, host: 'relay.test' })).toEqual({
    ...online,
    perDay: 5_000,
  });
});

test('as many may be planned as the relay takes in a quarter of an hour', async () => {
  const exchange = { key: relay, host: 'smtp.office365.com' };
  expect(await relayAllowance(db, undefined, 15)).toBe(Infinity);
  expect(await relayAllowance(db, { key: relay, host: 'relay.test' }, 15)).toBe(Infinity);
  expect(await relayAllowance(db, exchange, 15)).toBe(451);
  await take(online, 1);
  const after = await relayAllowance(db, exchange, 15);
  expect(after).toBeLessThanOrEqual(451);
  expect(after).toBeGreaterThanOrEqual(450);
  await sql`update relay_buckets set spent = jsonb_build_object(
    floor(extract(epoch from now()) / 600)::bigint::text, 9900)`.execute(db);
  expect(await relayAllowance(db, exchange, 15)).toBe(100);
  expect(await relayRoom(db, 'another', aDay(7), 15)).toBe(7);
});
