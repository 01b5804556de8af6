import { setTimeout as pause } from 'node:timers/promises';
import { listCampaigns } from '../campaign/campaign.repository.ts';
import type { Campaign } from '../campaign/campaign.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';
import type { Envelope, SmtpSlot } from '../platform/smtp-slot.ts';
import { isOpen, localDay } from '../spacing/sending-window.ts';
import { retryDelaySeconds } from './backoff.ts';
import { claimDeliveries, markSending, type SendItem, takeUnknown } from './claim.repository.ts';
import { createOutcomeWriter } from './outcome.writer.ts';
import type { PilotLists } from './pilot.ts';
import { type Recorded, releaseClaims, settleUnsendable } from './settle.repository.ts';

export type SenderDeps = {
  db: Database;
  clock: Clock;
  log: Log;
  /** Id of this process's job pool: the name its leases are held under. */
  pool: string;
  slots: readonly SmtpSlot[];
  compose(
    item: SendItem,
    campaign: Campaign,
    now: Date,
  ): Promise<{ envelope: Envelope; raw: Buffer }>;
  pilot: PilotLists;
  onOutcome?(kind: SmtpOutcome['kind']): void;
  /** Seconds until the next try after so many failed ones. */
  retryDelay?(attempts: number): number;
};

export type Sender = {
  /** Sends until nothing is due; called while it runs, it looks once more before it ends. Never rejects. */
  run(): Promise<void>;
  /** Takes nothing new, lets mails in flight finish, gives the rest back. */
  stop(graceMilliseconds: number): Promise<void>;
};

const claimSize = 400;
/** The most that is marked `sending` ahead of DATA: what a crash may repeat (DESIGN section 3). */
const aheadSize = 64;
/** Fewer claims in hand than this, and more are fetched. */
const claimAheadSize = 200;
const relayPauseSeconds = 30;
const giveBackMilliseconds = 1_000;

/**
 * The part that sends: claims are prefetched, marked `sending` in small groups after a last
 * look at everything that may forbid them, sent over connections that stay open, and their
 * outcomes written in batches.
 */
export function createSender(deps: SenderDeps): Sender {
  const retryDelay = deps.retryDelay ?? retryDelaySeconds;
  let running: Promise<void> | undefined;
  let again = false;
  let stopping = false;
  /** Outlives an interrupted run, so that no outcome is forgotten while the database is away. */
  const writer = createOutcomeWriter(deps);

  async function loop(): Promise<void> {
    while (again && !stopping) {
      again = false;
      try {
        await pump();
      } catch (error) {
        // The queue is in the database; the next tick wakes a sender again.
        deps.log.error({ err: error }, 'Sending was interrupted.');
        again = false;
      }
    }
    running = undefined;
  }

  /** Nobody else can take what a living pool holds, so this is tried until it succeeds. */
  async function giveBack(delaySeconds: number): Promise<void> {
    for (;;) {
      try {
        await writer.close();
        await releaseClaims(deps.db, deps.pool, delaySeconds);
        return;
      } catch (error) {
        if (stopping) throw error;
        deps.log.warn({ err: error }, 'Claims cannot be given back yet.');
        await pause(giveBackMilliseconds);
      }
    }
  }

  async function pump(): Promise<void> {
    const claimed: number[] = [];
    const ready: SendItem[] = [];
    const campaigns = new Map<number, Campaign>();
    let now = await deps.clock.now();
    let claiming: Promise<void> | undefined;
    let refilling: Promise<void> | undefined;
    let exhausted = false;
    let failedConnections = 0;
    let relayDown = false;

    async function openCampaigns() {
      const [time, all] = await Promise.all([deps.clock.now(), listCampaigns(deps.db)]);
      now = time;
      for (const campaign of all) campaigns.set(campaign.id, campaign);
      return [...campaigns.values()]
        .filter((campaign) => campaign.status === 'running' && isOpen(campaign.window, now))
        .map((campaign) => ({ id: campaign.id, day: localDay(campaign.window.timeZone, now) }));
    }

    /** The next claims are fetched while the last ones leave. */
    function claimAhead(): Promise<void> {
      claiming ??= claimDeliveries(deps.db, deps.pool, claimSize)
        .then((ids) => void claimed.push(...ids))
        .finally(() => {
          claiming = undefined;
        });
      return claiming;
    }

    async function refill(): Promise<void> {
      if (claimed.length === 0) await claimAhead();
      if (claimed.length === 0) {
        exhausted = true;
        return;
      }
      const ids = claimed.splice(0, aheadSize - ready.length);
      // Should it fail, the next refill without claims meets the failure.
      if (claimed.length < claimAheadSize) claimAhead().catch(() => undefined);
      const marked = await markSending(deps.db, deps.pool, ids, await openCampaigns(), deps.pilot);
      ready.push(...marked);
      if (marked.length < ids.length) {
        const sendable = new Set(marked.map((item) => item.id));
        const rest = ids.filter((id) => !sendable.has(id));
        await settleUnsendable(deps.db, deps.pool, now, rest);
      }
    }

    async function take(): Promise<SendItem | undefined> {
      for (;;) {
        if (stopping || relayDown) return undefined;
        if (ready.length <= aheadSize / 2 && !exhausted)
          refilling ??= refill().finally(() => {
            refilling = undefined;
          });
        const item = ready.shift();
        if (item !== undefined) {
          // Its failure is met by whoever awaits it next; this one has a mail to send.
          refilling?.catch(() => undefined);
          return item;
        }
        if (refilling === undefined) return undefined;
        await refilling;
      }
    }

    async function sendOne(slot: SmtpSlot, item: SendItem): Promise<void> {
      const campaign = campaigns.get(item.campaignId);
      if (campaign === undefined) throw new Error(`Campaign ${item.campaignId} is missing.`);
      let mail: { envelope: Envelope; raw: Buffer };
      try {
        mail = await deps.compose(item, campaign, now);
      } catch (error) {
        // One mail that cannot be made must not stand in the way of all others.
        deps.log.error({ err: error, delivery: item.id }, 'A mail could not be composed.');
        const reply = `not composed: ${error instanceof Error ? error.message : String(error)}`;
        const outcome = { kind: 'deferred', code: null, reply } as const;
        return writer.add(toRecorded(item, outcome, retryDelay(item.attempts)), now);
      }
      const outcome = await slot.send(mail.envelope, mail.raw);
      noteConnection(outcome);
      deps.onOutcome?.(outcome.kind);
      await writer.add(toRecorded(item, outcome, retryDelay(item.attempts)), now);
    }

    /** When the relay takes no connection at all, trying each mail in turn helps nobody. */
    function noteConnection(outcome: SmtpOutcome) {
      failedConnections =
        outcome.kind === 'deferred' && outcome.code === null ? failedConnections + 1 : 0;
      if (failedConnections < deps.slots.length * 2) return;
      if (!relayDown) deps.log.warn({ reply: outcome.reply }, 'The relay cannot be reached.');
      relayDown = true;
    }

    async function work(slot: SmtpSlot): Promise<void> {
      for (;;) {
        const item = await take();
        if (item === undefined) return;
        await sendOne(slot, item);
      }
    }

    try {
      const ends = await Promise.allSettled(deps.slots.map(work));
      const broken = ends.find((end) => end.status === 'rejected');
      if (broken !== undefined) throw broken.reason;
      const [slot] = deps.slots;
      // Repeats of lost outcomes go one at a time, each written down alone before it leaves.
      while (slot !== undefined && !stopping && !relayDown) {
        const item = await takeUnknown(deps.db, deps.pool, await openCampaigns(), deps.pilot);
        if (item === undefined) break;
        await sendOne(slot, item);
        await writer.flush();
      }
    } finally {
      await Promise.allSettled([refilling, claiming]);
      await giveBack(relayDown ? relayPauseSeconds : 0);
    }
  }

  return {
    run() {
      again = true;
      running ??= loop();
      return running;
    },
    async stop(graceMilliseconds) {
      stopping = true;
      const aborting = setTimeout(() => {
        for (const slot of deps.slots) slot.abort();
      }, graceMilliseconds);
      await running;
      clearTimeout(aborting);
      for (const slot of deps.slots) slot.close();
    },
  };
}

function toRecorded(item: SendItem, outcome: SmtpOutcome, delaySeconds: number): Recorded {
  const states = {
    accepted: 'sent',
    deferred: 'due',
    rejected: 'failed',
    unknown: 'unknown',
  } as const;
  return {
    id: item.id,
    state: states[outcome.kind],
    code: outcome.code,
    reply: outcome.reply,
    delaySeconds: outcome.kind === 'accepted' || outcome.kind === 'rejected' ? 0 : delaySeconds,
  };
}
