import type { Database } from '../platform/database.ts';
import { readSetting, writeSetting } from '../platform/settings.ts';
import { defaultConnections } from '../platform/smtp-url.ts';
import { relayRoom } from './relay-bucket.repository.ts';
import {
  presetOfHost,
  type Relay,
  type RelayLimit,
  type RelaySetting,
  relaySettingSchema,
  toRelayLimit,
} from './relay-limit.ts';

const key = 'relay';

/** What somebody set, else what the relay's name tells; undefined where neither says anything. */
export async function loadRelaySetting(
  db: Database,
  relay: Relay | undefined,
): Promise<{ setting: RelaySetting; chosen: boolean } | undefined> {
  const stored = relaySettingSchema.safeParse(await readSetting(db, key));
  if (stored.success) return { setting: stored.data, chosen: true };
  const preset = relay === undefined ? undefined : presetOfHost(relay.host);
  return preset === undefined ? undefined : { setting: { preset }, chosen: false };
}

export async function saveRelaySetting(db: Database, setting: RelaySetting): Promise<void> {
  await writeSetting(db, key, setting);
}

export async function loadRelayLimit(db: Database, relay: Relay): Promise<RelayLimit> {
  const found = await loadRelaySetting(db, relay);
  if (found !== undefined) return toRelayLimit(found.setting);
  return { perMinute: null, perDay: null, connections: defaultConnections };
}

/**
 * How many more deliveries may be planned so that no more wait than the relay takes in so many
 * minutes (DESIGN section 3). Infinity without a limit; `relay` is undefined for the built-in
 * mailbox, which has none.
 */
export async function relayAllowance(
  db: Database,
  relay: Relay | undefined,
  minutes: number,
): Promise<number> {
  if (relay === undefined) return Infinity;
  return relayRoom(db, relay.key, await loadRelayLimit(db, relay), minutes);
}
