import type { Database } from '../platform/database.ts';
import {
  giveTokensBack,
  pauseRelay,
  relayStanding,
  takeTokens,
} from './relay-bucket.repository.ts';
import { type Relay, type RelayLimit, secondsUntilMore } from './relay-limit.ts';
import { loadRelayLimit } from './relay-setting.repository.ts';

/** A process's way to the bucket that all processes share. */
export type RelayLimiter = {
  /** False while the relay takes whatever it is offered; known for some seconds, so cheap to ask. */
  isLimited(): Promise<boolean>;
  /** How many of `wanted` mails may be offered now, and in how many seconds there will be more. */
  take(wanted: number): Promise<{ granted: number; waitSeconds: number }>;
  /** Of the mails last granted, so many were not offered. */
  giveBack(count: number): Promise<void>;
  /** The relay said that it is too much: nobody offers it anything for so many seconds. */
  pause(): Promise<number>;
};

const knownMilliseconds = 5_000;

export function createRelayLimiter(db: Database, relay: Relay): RelayLimiter {
  let known: { limit: RelayLimit; limited: boolean; until: number } | undefined;
  /** What was taken from the newest slice: no more than that can go back to it. */
  let taken = { slice: 0, count: 0 };

  async function limits() {
    if (known !== undefined && performance.now() < known.until) return known;
    const limit = await loadRelayLimit(db, relay);
    const paused = (await relayStanding(db, relay.key, limit)).pausedSeconds > 0;
    const limited = paused || limit.perMinute !== null || limit.perDay !== null;
    known = { limit, limited, until: performance.now() + knownMilliseconds };
    return known;
  }

  return {
    async isLimited() {
      return (await limits()).limited;
    },
    async take(wanted) {
      const { limit } = await limits();
      const { granted, slice, standing } = await takeTokens(db, relay.key, limit, wanted);
      if (taken.slice !== slice) taken = { slice, count: 0 };
      taken.count += granted;
      return { granted, waitSeconds: secondsUntilMore(standing, limit, wanted) };
    },
    async giveBack(count) {
      const back = Math.min(count, taken.count);
      if (back <= 0) return;
      taken.count -= back;
      await giveTokensBack(db, relay.key, taken.slice, back);
    },
    async pause() {
      known = undefined;
      return pauseRelay(db, relay.key);
    },
  };
}
