import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wakeSenders } from '../../src/delivery/plan-deliveries.service.ts';
import { startVirtualClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { endAllProcesses, type Running, startNode } from '../support/processes.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { until } from '../support/until.ts';

const now = new Date('2026-09-01T08:00:00Z');
const mails = 2_000;
const kills = 3;

let database: TestDatabase;
let db: Database;
let dir: string;
let sink: SmtpSink;

beforeAll(async () => {
  database = await cloneDatabase();
  db = createDatabase(createPool(database.connectionString, 4, () => undefined));
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-kill-'));
  sink = await startSmtpSink();
  // Virtual time that nobody moves: nothing is planned but what this file plans.
  await startVirtualClock(db, now, 1);
});

afterAll(async () => {
  await endAllProcesses();
  await sink?.close();
  await db?.destroy();
  await database?.drop();
  await rm(dir, { recursive: true, force: true });
});

async function startWorkerProcess(): Promise<Running> {
  const worker = startNode('main.ts', [], {
    cwd: dir,
    env: {
      ROLES: 'worker',
      DATABASE_URL: database.connectionString,
      NANOKURS_DIR: dir,
      SMTP_URL: `smtp://127.0.0.1:${sink.port}?maxConnections=10`,
      SMTP_IS_SINK: '1',
      LOG_LEVEL: 'warn',
    },
  });
  // Its sender and its job queue have both said that they live.
  await until(async () => worker.hasEnded() || (await poolsOf(worker)).length === 2, 40_000);
  expect(worker.stderr()).toBe('');
  return worker;
}

async function poolsOf({ pid }: Running): Promise<string[]> {
  const rows = await db
    .selectFrom('worker_pools')
    .select('pool_id')
    .where('process', 'like', `%:${pid}`)
    .execute();
  return rows.map((row) => row.pool_id);
}

type Sending = { pid: string; messageId: string };

/** What is in state `sending` now, and the process that holds it. */
async function readSending(): Promise<Sending[]> {
  const { rows } = await sql<Sending>`
    select split_part(p.process, ':', -1) as pid, d.message_id as "messageId"
    from deliveries d join worker_pools p on p.pool_id = d.claimed_by
    where d.state = 'sending'`.execute(db);
  return rows;
}

/** Some process that is sending at this moment, or undefined. */
async function pickVictim(workers: readonly Running[]): Promise<Running | undefined> {
  const busy = new Set((await readSending()).map((row) => row.pid));
  const candidates = workers.filter((worker) => busy.has(String(worker.pid)));
  return candidates[randomInt(Math.max(1, candidates.length))];
}

/** Kills a process and lets Postgres believe that it has been silent for two minutes. */
async function kill(victim: Running): Promise<string[]> {
  await victim.end('SIGKILL');
  const held = (await readSending()).filter((row) => row.pid === String(victim.pid));
  await sql`
    update worker_pools set heartbeat_at = now() - interval '2 minutes'
    where process like ${`%:${victim.pid}`}`.execute(db);
  return held.map((row) => row.messageId);
}

test('rules 2 and 3: killed senders lose nothing, and repeat at most what they were sending', async () => {
  const workers = await Promise.all([1, 2, 3].map(startWorkerProcess));
  await queueFirstLesson(db, now, await makeCampaign(db, now, mails));
  await db.transaction().execute((trx) => wakeSenders(trx, mails));

  const moments = Array.from({ length: kills }, () => randomInt(100, mails - 400));
  const heldAtKill: string[] = [];
  const replacements: Promise<number>[] = [];
  for (const moment of moments.sort((one, other) => one - other)) {
    await until(async () => (await sink.count()) >= moment, 60_000);
    let victim: Running | undefined;
    await until(async () => {
      victim = await pickVictim(workers);
      return victim !== undefined;
    }, 60_000);
    if (victim === undefined) throw new Error('Nobody was sending.');
    workers.splice(workers.indexOf(victim), 1);
    heldAtKill.push(...(await kill(victim)));
    replacements.push(startWorkerProcess().then((worker) => workers.push(worker)));
  }
  await Promise.all(replacements);
  expect(heldAtKill.length, 'a kill in the middle of sending').toBeGreaterThan(0);

  const settled = async () => {
    const { rows } = await sql<{ open: number }>`
      select count(*)::int as open from deliveries
      where state <> 'sent' and not (state = 'unknown' and unknowns > 1)`.execute(db);
    return rows[0]?.open === 0;
  };
  await until(settled, 60_000);

  const deliveries = await db
    .selectFrom('deliveries')
    .select(['message_id', 'state', 'unknowns', 'smtp_code'])
    .execute();
  expect(deliveries).toHaveLength(mails);
  // Lost a second time during its one repeat, a mail waits for a person: one a kill at most.
  const waiting = deliveries.filter((row) => row.state !== 'sent');
  expect(waiting.length).toBeLessThanOrEqual(kills);
  for (const row of deliveries.filter((row) => row.state === 'sent'))
    expect(row.smtp_code).toBe(250);

  const received = await sink.mails();
  const byId = Map.groupBy(received, (mail) => mail.messageId);
  const known = new Set(deliveries.map((row) => row.message_id));
  expect(
    [...byId.keys()].filter((id) => !known.has(id)),
    'one Message-ID per delivery',
  ).toEqual([]);
  // Whoever waits for a person may have been lost both times before the relay had it.
  const missing = deliveries.filter((row) => !byId.has(row.message_id));
  expect(
    missing.filter((row) => row.state === 'sent'),
    'nothing recorded as sent is missing',
  ).toEqual([]);
  expect(missing.length).toBeLessThanOrEqual(waiting.length);
  const repeated = [...byId].filter(([, copies]) => copies.length > 1);
  for (const [id, copies] of repeated) {
    expect(heldAtKill, 'only what a killed process was sending is repeated').toContain(id);
    expect(new Set(copies.map((mail) => mail.to)).size).toBe(1);
  }
  expect(received.length - byId.size).toBeLessThanOrEqual(heldAtKill.length);
  expect(new Set(received.map((mail) => mail.to)).size).toBe(mails - missing.length);

  const left = await db.selectFrom('worker_pools').select('pool_id').execute();
  expect(left, 'dead pools are forgotten').toHaveLength(2 * workers.length);
}, 120_000);
