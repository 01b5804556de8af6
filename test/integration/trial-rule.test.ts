import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVirtualClock } from '../../src/platform/clock.ts';
import { type Config, parseConfig } from '../../src/platform/config.ts';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { createLog } from '../../src/platform/log.ts';
import { refuseUnlessNobodyIsMailed } from '../../src/platform/trial-rule.ts';
import { type ServiceOptions, startService } from '../../src/service.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Ended, endAllProcesses, startNode } from '../support/processes.ts';

const realSettings = {
  MAIL_FROM: 'Nanokurs <nanokurs@exempelkommun.test>',
  MAIL_REPLY_TO: 'hjalp@exempelkommun.test',
  ORGANISATION: 'Exempelkommun',
  HELP_CONTACT: 'hjalp@exempelkommun.test',
  PRIVACY_CONTACT: 'dataskydd@exempelkommun.test',
  PUBLIC_URL: 'https://nanokurs.exempelkommun.test',
  SECRET_KEYS: 'a key for tests that is long enough for anyone',
};
/** Nothing listens there: whoever gets as far as the database fails in another way. */
const noDatabase = 'postgres://nobody:nothing@127.0.0.1:1/none';
const from = new Date('2026-08-31T00:00:00+02:00');

let dir: string;
let database: TestDatabase;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-rule16-'));
  database = await cloneDatabase();
});

afterAll(async () => {
  await endAllProcesses();
  await database?.drop();
  await rm(dir, { recursive: true, force: true });
});

function config(SMTP_URL: string | undefined, SMTP_IS_SINK = '0', DATABASE_URL = noDatabase) {
  const own = { DATABASE_URL, NANOKURS_DIR: dir, PORT: '0', SMTP_URL, SMTP_IS_SINK };
  return parseConfig({ ...realSettings, ...own });
}

async function start(given: Config, options: ServiceOptions): Promise<void> {
  const service = await startService(given, { log: createLog('silent'), ...options });
  await service.stop();
}

describe('rule 16: a trial never mails a real person', () => {
  const refused = [
    ['smtp://relay.exempelkommun.test:25', '0'],
    ['smtp://127.0.0.1:25', '0'],
    ['smtp://localhost:25', '0'],
    ['smtp://[::1]:25', '0'],
  ] as const;
  for (const [url, sink] of refused) {
    test(`${url} with SMTP_IS_SINK=${sink}: no virtual time and no simulated employees`, async () => {
      const given = config(url, sink);
      const remedy = { code: 'REFUSED', message: expect.stringContaining('SMTP_IS_SINK=1') };
      await expect(start(given, { virtual: { from, speed: 1 } })).rejects.toMatchObject(remedy);
      await expect(start(given, { simulated: true })).rejects.toMatchObject(remedy);
    });
  }

  test.each([
    [undefined, '0'],
    ['smtp://127.0.0.1:2525', '1'],
    ['smtps://127.8.9.10:2525', '1'],
    ['smtp://localhost:2525?maxConnections=3', '1'],
    ['smtp://[::1]:2525', '1'],
  ])('%s with SMTP_IS_SINK=%s may run a trial', (url, sink) => {
    expect(() => refuseUnlessNobodyIsMailed(config(url, sink))).not.toThrow();
  });

  test.each([
    'smtp://relay.exempelkommun.test:25',
    'smtp://127.0.0.1.exempelkommun.test:25',
    'smtp://localhost.exempelkommun.test:25',
    'smtp://127.0.0.1@relay.exempelkommun.test:25',
    'smtp://10.0.0.1:25',
    'smtp://0.0.0.0:25',
    'smtp://[::ffff:10.0.0.1]:25',
  ])('SMTP_IS_SINK=1 with %s stops the start', (url) => {
    expect(() => config(url, '1')).toThrowError(/SMTP_IS_SINK: only a loopback address/);
    expect(() => refuseUnlessNobodyIsMailed({ SMTP_URL: url, SMTP_IS_SINK: true })).toThrowError(
      /SMTP_IS_SINK=1/,
    );
  });

  test('a database that a trial left on virtual time gets no real relay', async () => {
    const db = createDatabase(createPool(database.connectionString, 1, () => undefined));
    await startVirtualClock(db, from, 1);
    await db.destroy();
    const given = config('smtp://relay.exempelkommun.test:25', '0', database.connectionString);
    await expect(start(given, {})).rejects.toMatchObject({ code: 'REFUSED' });
  });

  test('the real process refuses too, says why, and exits with 1', async () => {
    const run = (env: Record<string, string>): Promise<Ended> =>
      startNode('main.ts', ['--from', '2026-08-31', '--speed', '86400'], {
        cwd: dir,
        env: { ...realSettings, DATABASE_URL: noDatabase, ...env },
      }).ended;
    const [real, undeclared, declared] = await Promise.all([
      run({ SMTP_URL: 'smtp://relay.exempelkommun.test:25' }),
      run({ SMTP_URL: 'smtp://127.0.0.1:2525' }),
      run({ SMTP_URL: 'smtp://relay.exempelkommun.test:25', SMTP_IS_SINK: '1' }),
    ]);
    expect([real.code, undeclared.code, declared.code]).toEqual([1, 1, 1]);
    for (const { stderr } of [real, undeclared]) expect(stderr).toContain('set SMTP_IS_SINK=1');
    expect(declared.stderr).toContain('Remove SMTP_IS_SINK');
  });
});
