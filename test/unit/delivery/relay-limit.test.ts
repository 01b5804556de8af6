import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  grantable,
  isThrottled,
  lettingOut,
  presetOfHost,
  type RelayLimit,
  refilled,
  relayFlow,
  relayOf,
  relayPresets,
  relaySettingSchema,
  secondsUntilMore,
  toRelayLimit,
} from '../../../src/delivery/relay-limit.ts';

const limits = fc.record({
  perMinute: fc.option(fc.integer({ min: 1, max: 2_000 })),
  perDay: fc.option(fc.integer({ min: 0, max: 20_000 })),
  connections: fc.constant(3),
}) satisfies fc.Arbitrary<RelayLimit>;

const standing = (tokens: number | null, dayLeft: number | null = null) => ({
  tokens,
  dayLeft,
  freesInSeconds: null,
  pausedSeconds: 0,
});

test('the bucket never lets more than a minute’s worth out in 60 seconds, whenever it is asked', () => {
  const visits = fc.array(
    fc.record({
      after: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 1, 2, 30, 60)),
      wanted: fc.integer({ min: 1, max: 400 }),
    }),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), visits, (perMinute, asked) => {
      const flow = relayFlow(perMinute);
      let [at, tokens] = [0, flow.capacity];
      const out: { at: number; count: number }[] = [];
      for (const { after, wanted } of asked) {
        at += after;
        tokens = refilled(tokens, flow, after);
        const count = grantable(standing(tokens), wanted);
        tokens -= count;
        out.push({ at, count });
      }
      for (const [index, first] of out.entries()) {
        const minute = out.slice(index).filter((one) => one.at < first.at + 60 - 1e-6);
        const sum = minute.reduce((total, { count }) => total + count, 0);
        expect(sum).toBeLessThanOrEqual(perMinute);
      }
    }),
  );
});

test('whoever asks when told to gets all that a minute allows, minute after minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), (perMinute) => {
      const limit = { perMinute, perDay: null, connections: 1 };
      const flow = relayFlow(perMinute);
      let [at, tokens, out] = [0, 0, 0];
      while (at < 600) {
        const count = grantable(standing(tokens), 64);
        out += count;
        const wait = Math.max(0.2, secondsUntilMore(standing(tokens - count), limit, 64));
        at += wait;
        tokens = refilled(tokens - count, flow, wait);
      }
      expect(out).toBeGreaterThanOrEqual(10 * perMinute * 0.95 - flow.capacity);
    }),
  );
});

test('what is said to be let out is what is let out, and after the wait there is some', () => {
  fc.assert(
    fc.property(
      limits,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 900 }),
      (limit, filled, seconds) => {
        const flow = limit.perMinute === null ? undefined : relayFlow(limit.perMinute);
        const now = standing(flow === undefined ? null : flow.capacity * filled, limit.perDay);
        const most = lettingOut(now, limit, seconds);
        expect(most).toBeLessThanOrEqual(limit.perDay ?? Infinity);
        if (limit.perMinute !== null)
          expect(most).toBeLessThanOrEqual(Math.ceil(seconds / 60 + 1) * limit.perMinute);
        expect(grantable(now, 64)).toBeLessThanOrEqual(most);
        expect(lettingOut({ ...now, pausedSeconds: seconds + 1 }, limit, seconds)).toBe(0);
        if (limit.perDay === 0) return;
        const wait = secondsUntilMore(now, limit, 64);
        const tokens =
          flow === undefined || now.tokens === null ? null : refilled(now.tokens, flow, wait);
        expect(grantable({ ...now, tokens }, 64)).toBeGreaterThan(0);
      },
    ),
  );
});

test('a pause lets nothing out and says when it is over; so does a day that is used up', () => {
  const limit = relayPresets['exchange-online'];
  const paused = { ...standing(1, 100), pausedSeconds: 45 };
  expect(grantable(paused, 10)).toBe(0);
  expect(secondsUntilMore(paused, limit, 10)).toBe(45);
  const spent = { ...standing(1, 0), freesInSeconds: 3_000 };
  expect(grantable(spent, 10)).toBe(0);
  expect(secondsUntilMore(spent, limit, 10)).toBe(3_000);
  expect(lettingOut(spent, limit, 900)).toBe(0);
  expect(lettingOut(standing(null), relayPresets.postfix, 900)).toBe(Infinity);
  expect(lettingOut(standing(1, 10_000), limit, 900)).toBe(451);
});

test('presets, and what is given beside them', () => {
  expect(relayPresets['exchange-online']).toEqual({
    perMinute: 30,
    perDay: 10_000,
    connections: 3,
  });
  expect(toRelayLimit({ preset: 'exchange-hve', perDay: 500_000 })).toMatchObject({
    perMinute: null,
    perDay: 500_000,
  });
  expect(presetOfHost('SMTP.Office365.com')).toBe('exchange-online');
  expect(presetOfHost('smtp.hve.mx.microsoft')).toBe('exchange-hve');
  expect(presetOfHost('relay.kommunen.se')).toBeUndefined();
  for (const wrong of [{}, { preset: 'sendmail' }, { preset: 'custom', perMinute: 0 }])
    expect(relaySettingSchema.safeParse(wrong).success).toBe(false);
});

test('a relay is told apart by name, port and sign-in', () => {
  expect(relayOf('smtp://kurs%40kommunen.se:x@Relay.kommunen.se')).toEqual({
    key: 'relay.kommunen.se:587/kurs@kommunen.se',
    host: 'relay.kommunen.se',
  });
  expect(relayOf('smtp://relay.kommunen.se:25')?.key).toBe('relay.kommunen.se:25/');
  expect(relayOf(undefined)).toBeUndefined();
});

describe('replies that mean the relay is offered too much', () => {
  test.each([
    [432, '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'],
    [
      432,
      '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending',
    ],
    [421, '421 4.7.0 Try again later, closing connection.'],
    [450, '450 4.7.0 Too many mails'],
    [451, '451 4.7.500 Server busy. Please try again later from [10.0.0.1].'],
    [421, '421 4.3.2 The maximum number of concurrent connections has exceeded a limit'],
    [450, '450 Error: too much mail from 10.0.0.1'],
    [452, '452 4.3.1 Message rate limit exceeded'],
  ])('%i: %s', (code, reply) => expect(isThrottled(code, reply)).toBe(true));

  test.each([
    [451, '451 4.7.1 greylisted'],
    [450, '450 4.2.1 The user is receiving mail at a rate that exceeds the limit'],
    [452, '452 4.2.2 Mailbox full, quota exceeded'],
    [451, '451 4.3.0 Local error in processing'],
    [421, '421 4.4.2 Timeout waiting for data'],
    [550, '550 5.7.1 Message rate limit exceeded'],
    [null, 'too many connections'],
  ])('only this mail waits: %s %s', (code, reply) => expect(isThrottled(code, reply)).toBe(false));
});
