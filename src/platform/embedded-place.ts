import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type RunAs, serverEnvironment } from './embedded-binaries.ts';
import { AppError } from './errors.ts';

const run = promisify(execFile);

/**
 * Where one embedded Postgres lives. `state` (password, registrations, lock, log) is always
 * ours; `home` holds the data and, where needed, a copy of the binaries, and is `state`
 * itself unless the user that the server runs as cannot enter it.
 */
export type Place = { state: string; home: string; data: string; runAs: RunAs | undefined };

/** The folder `postgres` under `dir`, made if needed. Throws REFUSED if another user made it. */
export async function prepareState(dir: string): Promise<string> {
  const state = await stateFolder(dir);
  await mkdir(dirname(state), { recursive: true });
  await mkdir(state, { recursive: true, mode: 0o700 });
  await refuseForeign(state);
  return state;
}

/** The path of the folder `postgres` under the real path of `dir`, which need not exist. */
export async function stateFolder(dir: string): Promise<string> {
  return join(await realPath(resolve(dir)), 'postgres');
}

/** Decides where data and binaries go, and as whom the server runs. Call under the lock. */
export async function findPlace(state: string): Promise<Place> {
  if (process.geteuid?.() !== 0) {
    return { state, home: state, data: join(state, 'data'), runAs: undefined };
  }
  const chosen = await systemUser();
  for (const home of [state, outsideHome(state)]) {
    const data = join(home, 'data');
    const runAs = (await ownerOf(data)) ?? chosen;
    if (home !== state) await makeOutsideHome(home);
    if (await canLiveIn(home, runAs)) return { state, home, data, runAs };
  }
  throw new AppError(
    'UNAVAILABLE',
    `The embedded Postgres cannot run as root, and the system user ${chosen.uid} can use neither ${state} nor /var/tmp. Set DATABASE_URL, or start as an ordinary user.`,
  );
}

/** The place under /var/tmp that belongs to `state` where root cannot let another user in. */
export function outsideHome(state: string): string {
  const hash = createHash('sha256').update(dirname(state)).digest('hex').slice(0, 16);
  return `/var/tmp/nanokurs-${hash}`;
}

/** Throws REFUSED where `folder` is a link or belongs to another user; absent is fine. */
export async function refuseForeign(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === process.geteuid?.()) return;
  throw new AppError(
    'REFUSED',
    `${folder} belongs to another user. Run as that user, choose another NANOKURS_DIR, or remove the folder.`,
  );
}

/** Anybody may make folders in /var/tmp, so one that we did not make is never used. */
async function makeOutsideHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await refuseForeign(home);
}

/**
 * Lets the group of `runAs` pass through `home`, still closed to everybody else, and tries
 * whether that user really gets there and can own files: folders above may be closed, and
 * some mounted file systems know no owners.
 */
async function canLiveIn(home: string, runAs: RunAs): Promise<boolean> {
  await chmod(home, 0o710);
  const trial = join(home, 'trial');
  await rm(trial, { recursive: true, force: true });
  await mkdir(trial, { mode: 0o700 });
  try {
    await chown(home, 0, runAs.gid);
    await chown(trial, runAs.uid, runAs.gid);
    const options = { cwd: '/', env: serverEnvironment, ...runAs };
    await run('/bin/sh', ['-c', 'cd -- "$0" && : > file', trial], options);
    return true;
  } catch {
    return false;
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}

/** Data once made stays with its owner, even if a user `postgres` appears later. */
async function ownerOf(data: string): Promise<RunAs | undefined> {
  if (!existsSync(data)) return undefined;
  const { uid, gid } = await lstat(data);
  return uid === 0 ? undefined : { uid, gid };
}

async function systemUser(): Promise<RunAs> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new AppError(
    'UNAVAILABLE',
    'The embedded Postgres cannot run as root, and there is no system user postgres or nobody. Set DATABASE_URL, or start as an ordinary user.',
  );
}

/** Like realpath, for a path whose last parts may be missing. */
async function realPath(path: string): Promise<string> {
  if (existsSync(path) || dirname(path) === path) return realpath(path);
  return join(await realPath(dirname(path)), basename(path));
}
