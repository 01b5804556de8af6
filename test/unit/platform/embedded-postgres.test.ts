import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { locateBinaries, usableBinaries } from '../../../src/platform/embedded-binaries.ts';
import { outsideHome, stateFolder } from '../../../src/platform/embedded-place.ts';
import {
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  removeEmbeddedPostgres,
} from '../../../src/platform/embedded-postgres.ts';
import { findPostmaster } from '../../../src/platform/embedded-server.ts';
import { quickFolder } from '../../support/quick-folder.ts';

const isRoot = process.geteuid?.() === 0;
const moduleUrl = new URL('../../../src/platform/embedded-postgres.ts', import.meta.url).href;

let dir: string;
let data: string;
let joined: EmbeddedPostgres[];
let children: ChildProcess[];

// One folder for all: setting up anew for every test would take most of the time.
beforeAll(async () => {
  dir = await mkdtemp(path.join(quickFolder(), 'nanokurs-embedded-'));
  await chmod(dir, 0o711);
  data = path.join(await stateFolder(dir), 'data');
});

beforeEach(() => {
  joined = [];
  children = [];
});

afterEach(async () => {
  for (const own of joined) await own.release();
  for (const child of children) await kill(child);
  const leftRunning = await findPostmaster(data);
  if (leftRunning) await (await joinEmbeddedPostgres({ dir, fast: true })).release();
});

afterAll(async () => {
  await removeEmbeddedPostgres(dir);
  await rm(dir, { recursive: true, force: true });
});

describe('joining', () => {
  test('processes share one server, and the last one out stops it', async () => {
    const [first, second] = await Promise.all([otherProcess(), otherProcess()]);
    const own = await join({ dir });
    expect(first.connectionString).toBe(own.connectionString);
    expect(second.connectionString).toBe(own.connectionString);

    await Promise.all([first.leave(), own.release()]);
    expect(await ask(own.connectionString, 'select current_database() as it')).toBe('nanokurs');
    await second.leave();
    expect(await findPostmaster(data)).toBeUndefined();
    expect(existsSync(path.join(data, 'postmaster.pid'))).toBe(false);
  });

  test('releasing twice counts once, also within one process', async () => {
    const one = await join({ dir });
    const two = await join({ dir });
    await Promise.all([one.release(), one.release()]);
    await one.release();
    expect(await ask(two.connectionString, 'select 1 as it')).toBe(1);
    await two.release();
    expect(await findPostmaster(data)).toBeUndefined();
  });

  test('a signal to the process group of whoever started it does not reach it', async () => {
    const starter = await otherProcess();
    const before = await findPostmaster(data);
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      signalGroup(starter.child, signal);
    }
    await ended(starter.child);
    expect(await ask(starter.connectionString, 'select 1 as it')).toBe(1);
    expect(await findPostmaster(data)).toEqual(before);
  });

  test('the password is random, needed, and readable by its owner alone', async () => {
    const { connectionString, release } = await join({ dir });
    const file = path.join(dir, 'postgres', 'password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{48}$/);
    const url = new URL(connectionString);
    expect(url.hostname).toBe('127.0.0.1');
    url.password = 'guess';
    await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(await ask(connectionString, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await ask(connectionString, 'show server_encoding')).toBe('UTF8');
    await release();
  });
});

describe('after a kill', () => {
  test('the next one joins the server that was left running, and stops it in the end', async () => {
    const killed = await otherProcess();
    const left = await findPostmaster(data);
    await kill(killed.child);
    const next = await join({ dir });
    expect(next.connectionString).toBe(killed.connectionString);
    expect(await findPostmaster(data)).toEqual(left);
    await next.release();
    expect(await findPostmaster(data)).toBeUndefined();
  });

  test('a server that was killed too is started again with its data, on its port', async () => {
    const killed = await otherProcess();
    await ask(killed.connectionString, 'create table kept as select 7 as it');
    process.kill((await findPostmaster(data))?.pid ?? Number.NaN, 'SIGKILL');
    await kill(killed.child);
    expect(existsSync(path.join(data, 'postmaster.pid'))).toBe(true);
    const next = await join({ dir });
    expect(next.connectionString).toBe(killed.connectionString);
    expect(await ask(next.connectionString, 'select it from kept')).toBe(7);
    await next.release();
  });

  test('a postmaster.pid whose number has gone to another program is stale', async () => {
    await (await join({ dir })).release();
    const started = Math.floor(Date.now() / 1000);
    const lines = [process.pid, data, started, 5432, '', '127.0.0.1', '1 1', 'ready   '];
    await writeFile(path.join(data, 'postmaster.pid'), `${lines.join('\n')}\n`);
    const next = await join({ dir });
    expect(await ask(next.connectionString, 'select 1 as it')).toBe(1);
    await next.release();
  });

  test('a registration whose number has gone to another program keeps nothing running', async () => {
    const own = await join({ dir });
    const users = path.join(dir, 'postgres', 'users');
    await writeFile(path.join(users, `${process.ppid}.1-00000000_00`), '');
    await own.release();
    expect(readdirSync(users)).toEqual([]);
    expect(await findPostmaster(data)).toBeUndefined();
  });
});

describe('removing', () => {
  test('is refused while somebody uses it, and leaves nothing afterwards', async () => {
    const user = await otherProcess();
    await expect(removeEmbeddedPostgres(dir)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await ask(user.connectionString, 'select 1 as it')).toBe(1);
    const left = await findPostmaster(data);
    expect(left).toBeDefined();
    await kill(user.child);
    await removeEmbeddedPostgres(dir);
    expect(readdirSync(dir)).toEqual([]);
    await expect(ask(user.connectionString, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('data or a password that somebody took away is never replaced by an empty database', async () => {
    await (await join({ dir })).release();
    for (const taken of [path.join(dir, 'postgres', 'password'), data]) {
      await rename(taken, `${taken}.taken`);
      await expect(join({ dir })).rejects.toMatchObject({ code: 'REFUSED' });
      await rename(`${taken}.taken`, taken);
    }
    const again = await join({ dir });
    expect(await ask(again.connectionString, 'select 1 as it')).toBe(1);
  });
});

describe('binaries', () => {
  test('a missing package is reported with the remedies', () => {
    expect(() => locateBinaries('plan9-mips')).toThrow(
      /@embedded-postgres\/plan9-mips.*DATABASE_URL.*--omit=optional/,
    );
  });

  test('an installation without its symbolic links is copied and completed', async () => {
    const installed = path.join(dir, 'package', 'native');
    const links = JSON.parse(
      await readFile(path.join(locateBinaries(), 'pg-symlinks.json'), 'utf8'),
    );
    expect(links.length).toBeGreaterThan(0);
    await cp(path.join(locateBinaries(), '..'), path.join(dir, 'package'), { recursive: true });
    for (const { target } of links) await rm(path.join(installed, '..', target), { force: true });
    const copy = await usableBinaries(dir, undefined, installed);
    expect(copy.startsWith(dir)).toBe(true);
    for (const { target } of links) {
      const link = path.join(copy, path.relative('native', target));
      expect(existsSync(link), link).toBe(true);
    }
  });
});

describe.runIf(isRoot)('as root, where the server user cannot enter', () => {
  test.each([
    ['a 0700 temp folder', () => mkdtemp(path.join(tmpdir(), 'nanokurs-closed-'))],
    ["root's home", () => mkdtemp(path.join(homedir(), '.nanokurs-test-'))],
  ])('%s, data live in /var/tmp, closed to others, and go with the folder', async (_, make) => {
    const closed = await make();
    const outside = outsideHome(await stateFolder(closed));
    try {
      const first = await join({ dir: closed });
      expect(await ask(first.connectionString, 'select 1 as it')).toBe(1);
      expect(statSync(outside).mode & 0o777).toBe(0o710);
      expect(statSync(outside).uid).toBe(0);
      expect(statSync(path.join(outside, 'data')).mode & 0o777).toBe(0o700);
      expect(statSync(path.join(outside, 'data')).uid).not.toBe(0);

      // Somebody wipes the folder by hand while the server runs.
      await rm(closed, { recursive: true });
      const second = await join({ dir: closed });
      expect(second.connectionString).not.toBe(first.connectionString);
      await second.release();
      await first.release();
      await rm(closed, { recursive: true });
    } finally {
      await removeEmbeddedPostgres(closed);
      await rm(closed, { recursive: true, force: true });
    }
    expect(existsSync(outside)).toBe(false);
    expect(existsSync(closed)).toBe(false);
  });
});

async function join(options: { dir: string }): Promise<EmbeddedPostgres> {
  const own = await joinEmbeddedPostgres({ ...options, fast: true });
  joined.push(own);
  return own;
}

type Other = { child: ChildProcess; connectionString: string; leave: () => Promise<void> };

/** A process of its own, in its own process group, that has joined and leaves when told. */
async function otherProcess(): Promise<Other> {
  const program = `
    import { joinEmbeddedPostgres } from ${JSON.stringify(moduleUrl)};
    const server = await joinEmbeddedPostgres({ dir: process.argv[1], fast: true });
    console.log(server.connectionString);
    process.stdin.once('data', () => server.release().then(() => process.exit()));`;
  const args = ['--input-type=module', '--eval', program, dir];
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('The process ended early.'))),
  ]);
  const leave = async () => {
    child.stdin.write('leave\n');
    await ended(child);
  };
  return { child, connectionString: String(line).trim(), leave };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended(child);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function signalGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
  if (leader.pid === undefined) throw new Error('The process never started.');
  process.kill(-leader.pid, signal);
}

/** The first column of the first row. */
async function ask(connectionString: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query({ text, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}
