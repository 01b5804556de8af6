import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { retireAudit } from './access/audit.service.ts';
import { retireAnswers } from './answer/answer-retention.service.ts';
import { reconcileTask } from './campaign/reconcile.task.ts';
import { composeLesson } from './delivery/compose-lesson.service.ts';
import { pilotLists } from './delivery/pilot.ts';
import { planDeliveries, wakeSenders } from './delivery/plan-deliveries.service.ts';
import { relayOf } from './delivery/relay-limit.ts';
import { createRelayLimiter } from './delivery/relay-limiter.service.ts';
import { loadRelayLimit, relayAllowance } from './delivery/relay-setting.repository.ts';
import { sendTask } from './delivery/send.task.ts';
import { createSender } from './delivery/sender.service.ts';
import {
  countOpenDeliveries,
  extendLeases,
  sweepLostClaims,
} from './delivery/settle.repository.ts';
import { startJobRunner } from './platform/job-runner.ts';
import { beat, forgetPools, leave, releaseDeadPools } from './platform/pool-registry.ts';
import { createSmtpSignIn } from './platform/smtp-sign-in.ts';
import { createSmtpSlot } from './platform/smtp-slot.ts';
import { defaultConnections, givenConnections } from './platform/smtp-url.ts';
import type { Tick } from './platform/ticker.ts';
import type { Resources } from './resources.ts';
import { rosterApplyTask, rosterImportTask } from './roster/import.task.ts';
import { sweepUploads } from './roster/import-upload.repository.ts';
import { removeLeftovers } from './roster/import-upload-file.writer.ts';
import { retireRosterData } from './roster/retention.service.ts';
import { forgetScimUsers, retryScimUsers } from './roster/scim-users.service.ts';
import { turnRosterDay } from './roster/turn-roster-day.service.ts';
import { createDigestMailer } from './statistics/digest.mailer.ts';
import { sendDigests } from './statistics/digest.service.ts';
import { makeDays } from './statistics/make-days.service.ts';

export type Worker = {
  ticks: Tick[];
  /** The tick by itself, for the runner of virtual time. */
  tick(now: Date): Promise<unknown>;
  /** Orderly stop: nothing new, mails in flight finish, the rest is given back. */
  stop(): Promise<void>;
};

const stopGraceMilliseconds = 7_000;
/** A tick writes no more mails than the relay takes in this time, and never more than so many. */
const planAheadMinutes = 15;
const mostPlanned = 10_000;

/** The part of a process that plans and sends: job queue, sender and ticks. */
export async function startWorker(resources: Resources): Promise<Worker> {
  const { config, db, log, clock } = resources;
  const senderId = `sender-${randomUUID()}`;
  const processName = `${hostname()}:${process.pid}`;
  const signIn = createSmtpSignIn(config);
  const relay = relayOf(config.SMTP_URL);
  const connections =
    givenConnections(config.SMTP_URL ?? '') ??
    (relay === undefined ? defaultConnections : (await loadRelayLimit(db, relay)).connections);
  const pilot = pilotLists(config.MAIL_ONLY_TO);
  const sender = createSender({
    db,
    clock,
    log,
    pool: senderId,
    slots: Array.from({ length: connections }, () => createSmtpSlot(resources.relay, signIn)),
    compose: composeLesson(resources),
    pilot,
    ...(relay === undefined ? {} : { limiter: createRelayLimiter(db, relay) }),
    onOutcome: (outcome) => resources.deliveryCounter.inc({ outcome }),
  });
  await beat(db, senderId, processName);
  const runner = await startJobRunner({
    pgPool: resources.pool,
    log,
    concurrency: 4,
    handlers: {
      send: sendTask(sender),
      reconcile: reconcileTask(resources),
      'roster-import': rosterImportTask(resources),
      'roster-apply': rosterApplyTask(resources),
    },
  });

  const plan = {
    db,
    courseVersions: resources.courseVersions,
    messageDomain: resources.messageDomain,
    pilot,
  };
  const tick = async (now: Date) => {
    // Before anything is planned for the day: who begins takes part, who has left does not.
    const { turned } = await turnRosterDay(resources, now);
    if (turned) await retire(now);
    const most = await relayAllowance(db, relay, planAheadMinutes);
    const planned = await planDeliveries(plan, now, Math.min(mostPlanned, most));
    // After the mails, which no trouble with statistics may keep back; whoever looks tries again.
    await makeDays(resources, now).catch((error: unknown) =>
      log.warn({ err: error }, 'The figures of the day could not be made.'),
    );
    return planned;
  };
  async function retire(now: Date): Promise<void> {
    await sweepUploads(db);
    await removeLeftovers();
    await forgetScimUsers(resources, now);
    const retired = {
      roster: await retireRosterData(resources, now),
      answers: await retireAnswers(resources, now),
      audit: await retireAudit(resources, now),
    };
    const counts = Object.values(retired).flatMap((part) => Object.values(part));
    if (counts.some((count) => count > 0)) log.info(retired, 'Personal data has reached its end.');
  }

  async function heartbeat(): Promise<void> {
    await beat(db, senderId, processName);
    await beat(db, runner.poolId(), processName);
    await extendLeases(db, senderId);
  }
  async function sweep(): Promise<void> {
    const dead = await releaseDeadPools(db);
    const swept = await sweepLostClaims(db, dead);
    await forgetPools(db, dead);
    if (swept.due + swept.unknown > 0) log.warn(swept, 'Claims of a lost process were taken back.');
  }
  async function realTick(): Promise<void> {
    // Virtual time ticks in its own steps; here only senders are kept awake.
    if (!(await clock.isVirtual())) await tick(await clock.now());
    const open = await countOpenDeliveries(db);
    if (open.ready + open.unknown > 0)
      await db.transaction().execute((trx) => wakeSenders(trx, open.ready + open.unknown));
  }
  await heartbeat();
  await sweep();
  const digestMailer = createDigestMailer(resources);

  return {
    ticks: [
      { name: 'heartbeat', milliseconds: 10_000, run: heartbeat },
      { name: 'sweep', milliseconds: 15_000, run: sweep },
      { name: 'tick', milliseconds: 5_000, run: realTick },
      {
        name: 'scim',
        milliseconds: 60_000,
        run: async () => retryScimUsers(resources, await clock.now()),
      },
      {
        name: 'digest',
        milliseconds: 60_000,
        run: async () => sendDigests(resources, digestMailer, await clock.now()),
      },
      // Files that wait end by the hour, not by the day.
      { name: 'retention', milliseconds: 600_000, run: async () => retire(await clock.now()) },
    ],
    tick,
    async stop() {
      await Promise.all([runner.stop(), sender.stop(stopGraceMilliseconds)]);
      await Promise.allSettled([leave(db, senderId), leave(db, runner.poolId())]);
    },
  };
}
