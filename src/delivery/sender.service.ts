import { setTimeout as pause } from 'node:timers/promises';
import { listCampaigns } from '../campaign/campaign.repository.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { loadSendingRules } from '../campaign/sending-rules.repository.ts';
import type { SendingRules } from '../campaign/sending-rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';
import type { Envelope, SmtpSlot } from '../platform/smtp-slot.ts';
import { retryDelaySeconds } from './backoff.ts';
import { claimDeliveries, markSending, type SendItem, takeUnknown } from './claim.repository.ts';
import { type OpenHours, openHours } from './open-hours.ts';
import { createOutcomeWriter } from './outcome.writer.ts';
import type { PilotLists } from './pilot.ts';
import { isThrottled } from './relay-limit.ts';
import type { RelayLimiter } from './relay-limiter.service.ts';
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
  /** What the relay lets out; absent where nothing limits it. */
  limiter?: RelayLimiter;
  onOutcome?(kind: SmtpOutcome['kind']): void;
  /** Seconds until the next try after so many failed ones. */
  retryDelay?(attempts: number): number;
};

export type Sender = {
  /**
   * Sends until nothing is due or the relay takes no more for now; then it wakes by itself. Called
   * while it runs, it looks once more before it ends. Never rejects.
   */
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
const rulesMilliseconds = 5_000;
const giveBackMilliseconds = 1_000;
/** Sooner there is hardly more to take; later, limits that were changed would go unnoticed. */
const [shortestWaitSeconds, longestWaitSeconds] = [0.2, 60];

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
  let waking: NodeJS.Timeout | undefined;
  /** Outlives an interrupted run, so that no outcome is forgotten while the database is away. */
  const writer = createOutcomeWriter(deps);

  let rules: { read: number; value: Promise<SendingRules> } | undefined;
  /** Settings hardly change: a few seconds old will do. */
  function sendingRules(): Promise<SendingRules> {
    if (rules === undefined || performance.now() - rules.read > rulesMilliseconds)
      rules = { read: performance.now(), value: loadSendingRules(deps.db) };
    rules.value.catch(() => {
      rules = undefined;
    });
    return rules.value;
  }

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

  /** Nothing is held while the relay lets nothing out: whoever wakes first takes what there is. */
  function wakeIn(seconds: number): void {
    if (stopping) return;
    const wait = Math.min(Math.max(seconds, shortestWaitSeconds), longestWaitSeconds);
    waking ??= setTimeout(() => {
      waking = undefined;
      run();
    }, wait * 1000);
  }

  function run(): Promise<void> {
    again = true;
    running ??= loop();
    return running;
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
    let throttled = false;
    /** Tokens in hand, and those of mails that were not offered to the relay after all. */
    let spare = 0;
    let unoffered = 0;

    async function openCampaigns(): Promise<OpenHours> {
      const [time, all, rules] = await Promise.all([
        deps.clock.now(),
        listCampaigns(deps.db),
        sendingRules(),
      ]);
      now = time;
      for (const campaign of all) campaigns.set(campaign.id, campaign);
      return openHours([...campaigns.values()], rules, now);
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
      if (deps.limiter !== undefined && (await deps.limiter.isLimited()))
        return refillLimited(deps.limiter);
      if (claimed.length === 0) await claimAhead();
      if (claimed.length === 0) {
        exhausted = true;
        return;
      }
      const ids = claimed.splice(0, aheadSize - ready.length);
      // Should it fail, the next refill without claims meets the failure.
      if (claimed.length < claimAheadSize) claimAhead().catch(() => undefined);
      await mark(ids);
    }

    /** Claims no more than the relay lets out at once, so a slow relay keeps no claims waiting. */
    async function refillLimited(limiter: RelayLimiter): Promise<void> {
      const room = aheadSize - ready.length;
      if (spare === 0) {
        const { granted, waitSeconds } = await limiter.take(room);
        spare = granted;
        if (granted === 0) {
          exhausted = true;
          return wakeIn(waitSeconds);
        }
      }
      const most = Math.min(spare, room);
      if (claimed.length === 0) claimed.push(...(await claimDeliveries(deps.db, deps.pool, most)));
      const ids = claimed.splice(0, most);
      exhausted = ids.length === 0;
      spare -= await mark(ids);
    }

    /** Marks what may leave, settles what may not, and says how many may. */
    async function mark(ids: readonly number[]): Promise<number> {
      if (ids.length === 0) return 0;
      const marked = await markSending(deps.db, deps.pool, ids, await openCampaigns(), deps.pilot);
      ready.push(...marked);
      if (marked.length < ids.length) {
        const sendable = new Set(marked.map((item) => item.id));
        const rest = ids.filter((id) => !sendable.has(id));
        await settleUnsendable(deps.db, deps.pool, now, rest);
      }
      return marked.length;
    }

    async function take(): Promise<SendItem | undefined> {
      for (;;) {
        if (stopping || relayDown || throttled) return undefined;
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
        unoffered++;
        return writer.add(toRecorded(item, outcome, retryDelay(item.attempts)), now);
      }
      const outcome = await slot.send(mail.envelope, mail.raw);
      noteConnection(outcome);
      await noteThrottling(outcome);
      deps.onOutcome?.(outcome.kind);
      await writer.add(toRecorded(item, outcome, retryDelay(item.attempts)), now);
    }

    /** What is too much for the relay is too much from every process, so all of them wait. */
    async function noteThrottling({ kind, code, reply }: SmtpOutcome): Promise<void> {
      if (kind === 'deferred' && code === null) unoffered++;
      if (deps.limiter === undefined || kind !== 'deferred' || !isThrottled(code, reply)) return;
      if (!throttled) deps.log.warn({ reply }, 'The relay asks for fewer mails; sending pauses.');
      throttled = true;
      // Its own outcome is written down whatever becomes of the pause.
      const pausing = deps.limiter.pause();
      await pausing.then(wakeIn, (error: unknown) =>
        deps.log.warn({ err: error }, 'The pause could not be written down.'),
      );
    }

    /** When the relay takes no connection at all, trying each mail in turn helps nobody. */
    function noteConnection(outcome: SmtpOutcome) {
      failedConnections =
        outcome.kind === 'deferred' && outcome.code === null ? failedConnections + 1 : 0;
      if (failedConnections < deps.slots.length * 2) return;
      if (!relayDown) deps.log.warn({ reply: outcome.reply }, 'The relay cannot be reached.');
      relayDown = true;
    }

    /** Sees to it that one more mail may be offered. */
    async function letOneOut(): Promise<boolean> {
      if (deps.limiter === undefined || !(await deps.limiter.isLimited())) return true;
      if (spare === 0) {
        const { granted, waitSeconds } = await deps.limiter.take(1);
        spare = granted;
        if (granted === 0) wakeIn(waitSeconds);
      }
      return spare > 0;
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
      while (slot !== undefined && !stopping && !relayDown && !throttled) {
        if (!(await letOneOut())) break;
        const item = await takeUnknown(deps.db, deps.pool, await openCampaigns(), deps.pilot);
        if (item === undefined) break;
        if (spare > 0) spare--;
        await sendOne(slot, item);
        await writer.flush();
      }
    } finally {
      await Promise.allSettled([refilling, claiming]);
      await giveBack(relayDown ? relayPauseSeconds : 0);
      // Counted although it was not sent does no harm; the other way round would.
      await deps.limiter?.giveBack(unoffered + spare + ready.length).catch(() => undefined);
    }
  }

  return {
    run,
    async stop(graceMilliseconds) {
      stopping = true;
      clearTimeout(waking);
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
