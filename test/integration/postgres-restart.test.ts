import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyring, signAnswerToken } from '../../src/delivery/answer-token.ts';
import { wakeSenders } from '../../src/delivery/plan-deliveries.service.ts';
import { startVirtualClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { findPlace, prepareState } from '../../src/platform/embedded-place.ts';
import {
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  removeEmbeddedPostgres,
} from '../../src/platform/embedded-postgres.ts';
import { findPostmaster } from '../../src/platform/embedded-server.ts';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { addressOf, endAllProcesses, type Running, startNode } from '../support/processes.ts';
import { quickFolder } from '../support/quick-folder.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { until } from '../support/until.ts';

const now = new Date('2026-09-01T08:00:00Z');
const mails = 2_000;
const answers = 300;
/** The second restart comes when nothing is queued any more and all that is left is claimed. */
const restartsAt = [500, 1_750];
const secret = 'a key for tests that is long enough for anyone';

let dir: string;
const servers: EmbeddedPostgres[] = [];
let db: Database;
let sink: SmtpSink;

beforeAll(async () => {
  dir = await mkdtemp(join(quickFolder(), 'nanokurs-restart-'));
  await chmod(dir, 0o711);
  sink = await startSmtpSink();
});

afterAll(async () => {
  await endAllProcesses();
  await sink?.close();
  await db?.destroy();
  for (const server of servers) await server.release();
  await removeEmbeddedPostgres(dir);
  await rm(dir, { recursive: true, force: true });
});

async function startPostgres(): Promise<string> {
  const server = await joinEmbeddedPostgres({ dir, fast: true });
  servers.push(server);
  return server.connectionString;
}

/** Kills the server's own processes as a crash would, and starts it again over the same data. */
async function restartPostgres(): Promise<string> {
  const { data } = await findPlace(await prepareState(dir));
  const postmaster = await findPostmaster(data);
  if (postmaster === undefined) throw new Error('No server to kill.');
  process.kill(postmaster.pid, 'SIGKILL');
  await until(async () => (await findPostmaster(data)) === undefined);
  return startPostgres();
}

function startProcess(connectionString: string): Running {
  return startNode('main.ts', [], {
    cwd: dir,
    env: {
      DATABASE_URL: connectionString,
      NANOKURS_DIR: dir,
      SMTP_URL: `smtp://127.0.0.1:${sink.port}?maxConnections=5`,
      SMTP_IS_SINK: '1',
      SECRET_KEYS: secret,
      PORT: '0',
      LOG_LEVEL: 'info',
    },
  });
}

/** People whose mail has been sent, and the token each would answer with. */
async function answerable(): Promise<{ asking: number; token: string; option: string }[]> {
  const fixture = await makeCampaign(db, now, answers);
  await queueFirstLesson(db, now, fixture);
  const rows = await db
    .updateTable('deliveries')
    .set({ state: 'sent', sent_at: now })
    .where('campaign_id', '=', fixture.campaignId)
    .returning(['id', 'asking_id'])
    .execute();
  const keyring = createKeyring([secret]);
  const expires = new Date('2026-12-31T00:00:00Z');
  return rows.map(({ id, asking_id }) => {
    const option = id % 4;
    const sign = { purpose: 'answer', delivery: id, question: 1, option, expires } as const;
    const letter = ['a', 'b', 'c', 'd'][option] ?? '';
    return { asking: asking_id ?? 0, token: signAnswerToken(keyring, sign), option: letter };
  });
}

/** Sends one answer until it is taken, as an impatient person does. 201 is the promise. */
async function answerUntilTaken(url: string, token: string): Promise<number> {
  let status = 0;
  await until(async () => {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    };
    // A dropped connection is tried again too; whether the process lives is asked at the end.
    const reply = await fetch(`${url}/api/v1/answers`, request).catch(() => undefined);
    await reply?.arrayBuffer().catch(() => undefined);
    status = reply?.status ?? 0;
    return status === 201 || status === 200;
  }, 60_000);
  return status;
}

test('Postgres dies twice while mails and answers flow: nothing acknowledged is lost, and the process goes on by itself', async () => {
  const connectionString = await startPostgres();
  await migrateToLatest(connectionString);
  db = createDatabase(createPool(connectionString, 4, () => undefined));
  await startVirtualClock(db, now, 1);
  const asked = await answerable();
  const service = startProcess(connectionString);
  const url = await addressOf(service);

  await queueFirstLesson(db, now, await makeCampaign(db, now, mails));
  await db.transaction().execute((trx) => wakeSenders(trx, mails));
  const acknowledged = new Map<number, number>();
  let phase = 0;
  const takenIn = new Set<number>();
  const waiting = [...asked];
  // A third of them before the first crash; each crash meets the next third under way.
  const mayAnswer = () =>
    waiting.length === 0 || waiting.length > (answers * (restartsAt.length - phase)) / 3;
  const people = Array.from({ length: 4 }, async () => {
    while (waiting.length > 0) {
      await until(mayAnswer, 60_000);
      const one = waiting.pop();
      if (one === undefined) break;
      acknowledged.set(one.asking, await answerUntilTaken(url, one.token));
      takenIn.add(phase);
    }
  });
  for (const count of restartsAt) {
    await until(async () => (await sink.count()) >= count, 60_000);
    phase++;
    expect(await restartPostgres(), 'found again where it was').toBe(connectionString);
  }
  await Promise.all(people);
  const open = async () => {
    const rows = await db
      .selectFrom('deliveries')
      .select('id')
      .where('state', '<>', 'sent')
      .execute()
      .catch(() => [{ id: 0 }]);
    return rows.length;
  };
  await until(async () => (await open()) === 0, 60_000);

  const { rows: stored } = await sql<{ asking: number; option: string }>`
    select asking_id as asking, options[1] as option from answers`.execute(db);
  const storedOption = new Map(stored.map((row) => [row.asking, row.option]));
  expect(acknowledged.size).toBe(answers);
  for (const { asking, option } of asked) expect(storedOption.get(asking)).toBe(option);
  expect([...acknowledged.values()].filter((status) => status === 201).length).toBeGreaterThan(0);
  expect([...takenIn].sort(), 'before, between and after the crashes').toEqual([0, 1, 2]);

  const received = await sink.mails();
  const recorded = await db
    .selectFrom('deliveries')
    .select('message_id')
    .where('smtp_code', '=', 250)
    .execute();
  const ids = received.map((mail) => mail.messageId);
  expect([...new Set(ids)].sort()).toEqual(recorded.map((row) => row.message_id).sort());
  expect(recorded).toHaveLength(mails);
  // The process lived on and remembered what was accepted, so rule 3 allows no repeat at all.
  expect(ids).toHaveLength(mails);
  expect(service.hasEnded(), service.stderr().slice(-2_000)).toBe(false);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const ended = await service.end('SIGTERM');
  expect(ended.code).toBe(0);
}, 120_000);
