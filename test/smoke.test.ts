import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wakeSenders } from '../src/delivery/plan-deliveries.service.ts';
import { startVirtualClock } from '../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../src/platform/database.ts';
import { removeEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { cloneDatabase, type TestDatabase } from './support/database.ts';
import { makeCampaign, queueFirstLesson } from './support/fixture.ts';
import {
  addressOf,
  type Ended,
  endAllProcesses,
  projectFolder,
  type Running,
  runCommand,
  start,
  startNode,
} from './support/processes.ts';
import { quickFolder } from './support/quick-folder.ts';
import { rosterFile } from './support/roster-cases.ts';
import { startSmtpSink } from './support/smtp-sink.ts';
import { until } from './support/until.ts';

/** The real thing, started by plain node as `npm start` and `npm run nanokurs` start it. */

const closers: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  await endAllProcesses();
  for (const close of closers.reverse()) await close();
});

async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(quickFolder(), 'nanokurs-smoke-'));
  await chmod(dir, 0o711);
  closers.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function freshDatabase(): Promise<TestDatabase & { db: Database }> {
  const database = await cloneDatabase();
  const db = createDatabase(createPool(database.connectionString, 4, () => undefined));
  closers.push(database.drop, () => db.destroy());
  return { ...database, db };
}

describe('on embedded defaults, in a new and empty folder', () => {
  let dir: string;
  let services: [Running, Running];
  let addresses: [string, string];

  beforeAll(async () => {
    dir = await temporaryFolder();
    closers.push(() => removeEmbeddedPostgres(dir));
    const begin = () => startNode('main.ts', [], { cwd: dir, env: settings() });
    services = [begin(), begin()];
    addresses = [await addressOf(services[0]), await addressOf(services[1])];
  });

  const settings = () => ({ NANOKURS_DIR: dir, PORT: '0' });
  const get = (path: string, service = 0) => fetch(`${addresses[service]}${path}`);

  test('two processes that start at once share one database and both serve', async () => {
    expect(new Set(addresses).size).toBe(2);
    for (const service of [0, 1])
      for (const path of ['/healthz', '/readyz', '/', '/mailbox', '/api/docs'])
        expect([path, (await get(path, service)).status]).toEqual([path, 200]);
  });

  test('/metrics speaks of deliveries, requests and the process', async () => {
    await get('/healthz');
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('# TYPE nanokurs_deliveries_total counter');
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{[^}]*route="\/healthz"[^}]*\} [1-9]/,
    );
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  test('/api/v1/openapi.json is OpenAPI 3.1 with what other systems call', async () => {
    const document = await (await get('/api/v1/openapi.json')).json();
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { title: 'Nanokurs' },
      paths: {
        '/api/v1/answers': { post: { responses: { 201: {} } } },
        '/api/v1/campaigns/{id}/completion': { get: { responses: { 200: {} } } },
      },
    });
  });

  test('trial mode says so on the first page, and unknown addresses get a page of their own', async () => {
    expect(await (await get('/')).text()).toMatch(/provkörning|prov/i);
    expect((await get('/finns-inte')).status).toBe(404);
    const problem = await get('/api/v1/finns-inte');
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
  });

  test('a command through npm works beside the running service', async () => {
    const npm = start('npm', ['run', '-s', 'nanokurs', '--', 'sending', 'stop', '--json'], {
      cwd: projectFolder,
      env: settings(),
    });
    const stopped = await npm.ended;
    expect(oneDocument(stopped)).toMatchObject({ sending: 'stopped' });
    expect(stopped.code).toBe(0);
  });

  test('stopped in good order one after the other; the database goes with the last', async () => {
    const first = await services[0].end('SIGTERM');
    expect(first.code).toBe(0);
    expect((await get('/readyz', 1)).status).toBe(200);
    const second = await services[1].end('SIGTERM');
    expect(second.code).toBe(0);
    expect(first.stdout + second.stdout).toBe('');
    // A second start finds what the first left: same folder, same password, same data.
    const again = await command(['campaign', 'list'], settings());
    expect(oneDocument(again)).toEqual({ campaigns: [] });
  });

  const command = (argv: string[], env: Record<string, string>) =>
    runCommand([...argv, '--json'], { cwd: dir, env });
});

/** Stdout is one JSON document on one line, and nothing else. */
function oneDocument({ stdout }: Ended): unknown {
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

describe('commands', () => {
  let dir: string;
  let database: TestDatabase;

  beforeAll(async () => {
    dir = await temporaryFolder();
    database = await freshDatabase();
  });

  const run = (...argv: string[]) =>
    runCommand(argv, {
      cwd: dir,
      env: { DATABASE_URL: database.connectionString, NANOKURS_DIR: dir },
    });

  test('the JSON contracts, from roster to completion', async () => {
    const file = rosterFile('journey.csv');
    const imported = await run('roster', 'import', file, '--yes', '--json');
    expect(imported.code).toBe(0);
    expect(oneDocument(imported)).toEqual({
      import: expect.any(Number),
      joiners: 7,
      leavers: 0,
      movers: 0,
      changed: 0,
      held: 0,
      errors: [],
      protected: 0,
      withoutEmail: 1,
      people: 7,
      departments: expect.any(Number),
      applied: true,
    });

    const period = ['--start', '2031-09-01', '--until', '2032-03-26', '--every', '14d'];
    const create = [
      'campaign',
      'create',
      '--course',
      'it-security',
      ...period,
      '--no-baseline',
      '--json',
    ];
    const [created, token] = await Promise.all([
      run(...create),
      run('token', 'create', '--role', 'leader', '--department', '10', '--json'),
    ]);
    expect(created.code).toBe(0);
    expect(oneDocument(created)).toEqual({
      id: 1,
      course: 'it-security',
      enrolled: 7,
      firstMail: expect.stringMatching(/^2031-09-01T\d\d:\d\d:\d\d\+02:00/),
      lastMail: expect.stringMatching(/^2032-02-02T\d\d:\d\d:\d\d\+01:00/),
    });
    expect(token.code).toBe(0);
    expect(oneDocument(token)).toEqual({ token: expect.stringMatching(/^nk_[\w-]{20,}$/) });

    const status = await run('campaign', 'status', '1', '--json');
    expect(status.code).toBe(0);
    const figures = { delivered: 0, failed: 0, started: 0, completed: 0 };
    const hidden = { invited: null, delivered: null, failed: null, started: null, completed: null };
    const document = oneDocument(status) as { departments: object[] };
    expect(document).toMatchObject({ campaign: 1, total: { invited: 6, ...figures } });
    const names = ['code', 'name', 'parent', ...Object.keys(hidden), 'suppressed'].sort();
    expect(document.departments.length).toBeGreaterThan(3);
    for (const row of document.departments) expect(Object.keys(row).sort()).toEqual(names);
    expect(document.departments).toContainEqual(
      expect.objectContaining({ code: '2001', suppressed: true, ...hidden }),
    );
  });

  test('exit 2 for wrong usage, 1 for what is refused, with the reason on stderr only', async () => {
    const ended = await Promise.all([
      run('nothing', 'such'),
      run('token', 'create', '--role', 'king', '--json'),
      run('campaign', 'status', '99', '--json'),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 1]);
    for (const { stdout, stderr } of ended) {
      expect(stdout).toBe('');
      expect(stderr).not.toBe('');
      expect(stderr).not.toContain('    at ');
    }
  });

  test('a wrong setting stops the start, with its name and the remedy', async () => {
    const env = { PORT: 'eighty', SMTP_URL: 'relay.example.se', NANOKURS_DIR: dir };
    const ended = await startNode('main.ts', [], { cwd: dir, env }).ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('PORT: ');
    expect(ended.stderr).toContain('SMTP_URL: write it as smtp://');
    expect(ended.stderr).not.toContain('    at ');
  });
});

test('SIGTERM while a thousand mails wait: ends by itself, gives leases back, loses nothing', async () => {
  const now = new Date('2026-09-01T08:00:00Z');
  const mails = 1_000;
  const dir = await temporaryFolder();
  const { connectionString, db } = await freshDatabase();
  const sink = await startSmtpSink();
  closers.push(sink.close);
  await startVirtualClock(db, now, 1);
  const worker = startNode('main.ts', [], {
    cwd: dir,
    env: {
      ROLES: 'worker',
      DATABASE_URL: connectionString,
      NANOKURS_DIR: dir,
      SMTP_URL: `smtp://127.0.0.1:${sink.port}?maxConnections=1`,
      SMTP_IS_SINK: '1',
    },
  });
  const pools = () => db.selectFrom('worker_pools').select('pool_id').execute();
  await until(async () => worker.hasEnded() || (await pools()).length === 2, 40_000);
  await queueFirstLesson(db, now, await makeCampaign(db, now, mails));
  await db.transaction().execute((trx) => wakeSenders(trx, mails));
  await until(async () => (await sink.count()) >= 20);

  const ended = await worker.end('SIGTERM');
  expect(ended).toMatchObject({ code: 0, signal: null });
  const rows = await db
    .selectFrom('deliveries')
    .select(['message_id', 'state', 'claimed_by', 'attempts'])
    .execute();
  expect(rows).toHaveLength(mails);
  const of = (state: string) => rows.filter((row) => row.state === state);
  expect(of('due').length, 'stopped in the middle').toBeGreaterThan(0);
  expect(of('sent').length + of('due').length, 'nothing claimed, sending or unknown').toBe(mails);
  expect(rows.every((row) => row.claimed_by === null)).toBe(true);
  expect(of('due').every((row) => row.attempts === 0)).toBe(true);
  const received = (await sink.mails()).map((mail) => mail.messageId);
  expect(received.sort(), 'rule 3: every 250 is recorded').toEqual(
    of('sent')
      .map((row) => row.message_id)
      .sort(),
  );
  expect(await pools(), 'its pools have left').toEqual([]);
});
