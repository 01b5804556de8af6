import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serverEnvironment } from './embedded-binaries.ts';
import type { Place } from './embedded-place.ts';
import { AppError } from './errors.ts';
import { processArguments } from './process-identity.ts';

const run = promisify(execFile);
const pollMs = 15;
const startMs = 60_000;
const stopMs = 8_000;

export type Postmaster = { pid: number; port: number; ready: boolean };

/** The running server of `data`; a postmaster.pid left by a dead one counts for nothing. */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = (await readFileIfAny(join(data, 'postmaster.pid')))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  // The pid may have gone to another program since. Postgres itself would trust it.
  if (!(pid > 1) || !`${processArguments(pid)} `.includes(` -D ${data} `)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Makes the data folder: UTF-8, the same sort order on every machine, passwords only. It
 * appears under its name when complete, so a start that is killed leaves nothing half-made.
 * `fast` leaves out the flush to disk.
 */
export async function createData(
  { home, data, runAs }: Place,
  bin: string,
  { password, fast }: { password: string; fast: boolean },
): Promise<void> {
  const unfinished = `${data}.unfinished`;
  const passwordFile = join(home, 'initdb-password');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (runAs) await chown(unfinished, runAs.uid, runAs.gid);
  if (runAs) await chown(passwordFile, runAs.uid, runAs.gid);
  const encoding = ['--encoding=UTF8', '--locale=C'];
  const order = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=nanokurs', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const rest = ['--no-instructions', ...(fast ? ['--no-sync'] : [])];
  try {
    const all = ['-D', unfinished, ...encoding, ...order, ...access, ...rest];
    await run(join(bin, 'initdb'), all, { cwd: '/', env: serverEnvironment, ...runAs });
  } catch (error) {
    throw new AppError('UNAVAILABLE', `The embedded Postgres could not be set up: ${error}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, data);
}

/**
 * The running server of the place, started if needed, on the port it had before if that is
 * free, so that whoever was connected finds it again. Call under the lock. Throws
 * UNAVAILABLE with the end of the server's log where it does not start.
 */
export async function ensureRunning(
  place: Place,
  bin: string,
  { fast }: { fast: boolean },
): Promise<Postmaster> {
  const deadline = Date.now() + startMs;
  const portFile = join(place.state, 'port');
  let port = Number(await readFileIfAny(portFile)) || (await freePort());
  for (;;) {
    const found = await untilSettled(place.data, deadline);
    if (found) return found;
    const launched = await launch(place, bin, { port, fast, deadline });
    if (typeof launched !== 'string') {
      await writeFile(portFile, `${launched.port}\n`, { mode: 0o600 });
      return launched;
    }
    const portTaken = launched.includes('could not create any TCP/IP sockets');
    // Children of a killed server live on for a moment and hold its shared memory.
    const stillInUse = /shared memory block .* is still in use/.test(launched);
    if (!(portTaken || stillInUse) || Date.now() > deadline) {
      throw new AppError('UNAVAILABLE', `The embedded Postgres did not start:\n${launched}`);
    }
    if (portTaken) port = await freePort();
    await wait(pollMs * 5);
  }
}

/**
 * Stops the server of `data`, if any, and waits until it is gone: first by disconnecting
 * everybody in good order, then at once. Call under the lock.
 */
export async function stopServer(data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const server = await findPostmaster(data);
    if (!server) return;
    process.kill(server.pid, signal);
    const deadline = Date.now() + stopMs;
    while (Date.now() < deadline) {
      if (!(await findPostmaster(data))) return;
      await wait(pollMs);
    }
  }
  throw new AppError('UNAVAILABLE', `The embedded Postgres in ${data} does not stop.`);
}

/** Waits while a server is starting or stopping; the ready one, or undefined for none. */
async function untilSettled(data: string, deadline: number): Promise<Postmaster | undefined> {
  for (;;) {
    const found = await findPostmaster(data);
    if (!found || found.ready) return found;
    if (Date.now() > deadline) {
      const detail = `The embedded Postgres in ${data} (process ${found.pid}) is neither ready nor gone after ${startMs / 1000} s.`;
      throw new AppError('UNAVAILABLE', detail);
    }
    await wait(pollMs);
  }
}

/** The server once ready, or the end of its log if it gave up. */
async function launch(
  { state, data, runAs }: Place,
  bin: string,
  { port, fast, deadline }: { port: number; fast: boolean; deadline: number },
): Promise<Postmaster | string> {
  await rm(join(data, 'postmaster.pid'), { force: true });
  const logPath = join(state, 'server.log');
  if (existsSync(logPath)) await rename(logPath, `${logPath}.1`);
  const log = await open(logPath, 'ax', 0o600);
  // In a session of its own, so that neither Ctrl-C nor a signal to our group reaches it.
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...settings(port, fast)], {
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...runAs,
  });
  child.unref();
  let ended: string | undefined;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  try {
    while (Date.now() < deadline) {
      const found = await findPostmaster(data);
      if (found?.ready) return found;
      if (ended !== undefined) break;
      await wait(pollMs);
    }
    return `${(await readFile(logPath, 'utf8')).slice(-1500)}${ended ?? 'no answer'}`;
  } finally {
    await log.close();
  }
}

/**
 * No Unix socket: the data folder's path may be longer than a socket's may. Terse errors
 * without their statements: the long form writes whole rows, so addresses, to the log.
 */
function settings(port: number, fast: boolean): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(fast ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The text of a file, undefined where there is none. */
export async function readFileIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
