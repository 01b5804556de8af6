import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { usableBinaries } from './embedded-binaries.ts';
import {
  findPlace,
  outsideHome,
  type Place,
  prepareState,
  refuseForeign,
  stateFolder,
} from './embedded-place.ts';
import { createData, ensureRunning, findPostmaster, stopServer } from './embedded-server.ts';
import { AppError } from './errors.ts';
import { withFileLock } from './file-lock.ts';
import { isMarkAlive, ownMark } from './process-identity.ts';

export type EmbeddedPostgres = {
  /** A `postgres://` URL of the database `nanokurs`, by its owner, who may do anything. */
  connectionString: string;
  /** Leaves the server, which stops if nobody else uses it. Close connections first. Repeatable. */
  release: () => Promise<void>;
};

/**
 * Joins the Postgres server kept under `dir` (NANOKURS_DIR), setting it up and starting it
 * where needed. Any number of processes share it and the last to leave stops it; one that
 * is killed is noticed by the next to come or go. `fast` gives up safety in a power cut,
 * not in a kill, for speed (tests only; it counts for whoever starts the server).
 * @throws AppError UNAVAILABLE or REFUSED, naming the remedy.
 */
export async function joinEmbeddedPostgres({
  dir,
  log = () => undefined,
  fast = false,
}: {
  dir: string;
  log?: (message: string) => void;
  fast?: boolean;
}): Promise<EmbeddedPostgres> {
  const state = await prepareState(dir);
  return withFileLock(lockOf(state), async () => {
    const place = await findPlace(state);
    const registration = await register(state);
    const leave = async () => {
      await rm(registration, { force: true });
      if ((await liveUsers(state)) === 0) await stopServer(place.data);
    };
    try {
      const bin = join(await usableBinaries(place.home, place.runAs), 'bin');
      const password = await ensureData(place, bin, { fast, log });
      if (!(await findPostmaster(place.data))) log('Starting the embedded Postgres.');
      const { port } = await ensureRunning(place, bin, { fast });
      const connectionString = await ensureDatabase(`nanokurs:${password}@127.0.0.1:${port}`);
      let released: Promise<void> | undefined;
      const release = () => {
        released ??= existsSync(state) ? withFileLock(lockOf(state), leave) : Promise.resolve();
        return released;
      };
      return { connectionString, release };
    } catch (error) {
      await leave();
      throw error;
    }
  });
}

/**
 * Removes the server of `dir`, its data included, there and under /var/tmp; stops it first
 * if those who started it are dead. `dir` itself may be gone already.
 * @throws AppError REFUSED while a living process uses it.
 */
export async function removeEmbeddedPostgres(dir: string): Promise<void> {
  const state = await stateFolder(dir);
  const outside = process.geteuid?.() === 0 ? outsideHome(state) : undefined;
  const homes = [state, ...(outside === undefined ? [] : [outside])].filter((f) => existsSync(f));
  if (homes.length === 0) return;
  for (const home of homes) await refuseForeign(home);
  const dirIsGone = !existsSync(dirname(state));
  await withFileLock(lockOf(state), async () => {
    if ((await liveUsers(state)) > 0) {
      throw new AppError('REFUSED', `${state} is in use. Stop the processes that use it first.`);
    }
    for (const home of homes) {
      await stopServer(join(home, 'data'));
      for (const name of await readdir(home)) {
        // Our own lock goes last: until then nobody may make anything here.
        if (name !== 'lock') await rm(join(home, name), { recursive: true, force: true });
      }
    }
    if (outside !== undefined) await rm(outside, { recursive: true, force: true });
  });
  // Another process may just have come and begun anew.
  await rmdir(state).catch(() => undefined);
  if (dirIsGone) await rmdir(dirname(state)).catch(() => undefined);
}

function lockOf(state: string): string {
  return join(state, 'lock');
}

/** One file per use, named after the process and so never half-written. */
async function register(state: string): Promise<string> {
  const users = join(state, 'users');
  await mkdir(users, { recursive: true, mode: 0o700 });
  const registration = join(users, `${ownMark()}_${randomBytes(6).toString('hex')}`);
  await writeFile(registration, '', { mode: 0o600 });
  return registration;
}

/** How many uses are by living processes; clears away the others. Call under the lock. */
async function liveUsers(state: string): Promise<number> {
  const users = join(state, 'users');
  if (!existsSync(users)) return 0;
  let live = 0;
  for (const name of await readdir(users)) {
    if (isMarkAlive(name.split('_')[0] ?? '')) live += 1;
    else await rm(join(users, name), { force: true });
  }
  return live;
}

/**
 * The password of the data, both made on the first start. The password is final only after
 * the data is, so data and password are always both there or both still to be made, except:
 * a kill between the two (finished here), a folder wiped by hand whose data was elsewhere
 * (begun anew), or something moved or deleted by hand (refused, for nobody would want an
 * empty database in its place).
 */
async function ensureData(
  place: Place,
  bin: string,
  { fast, log }: { fast: boolean; log: (message: string) => void },
): Promise<string> {
  const final = join(place.state, 'password');
  const draft = `${final}.unfinished`;
  if (existsSync(place.data) && !existsSync(final) && existsSync(draft)) await rename(draft, final);
  if (existsSync(place.data) && !existsSync(final) && place.home !== place.state) {
    await stopServer(place.data);
    await rm(place.data, { recursive: true, force: true });
  }
  if (existsSync(place.data) !== existsSync(final)) {
    const [there, missing] = existsSync(final) ? [final, place.data] : [place.data, final];
    throw new AppError(
      'REFUSED',
      `${there} is there but ${missing} is not. Put it back, or remove ${place.state} to begin with an empty database.`,
    );
  }
  if (!existsSync(final)) {
    log('Setting up the embedded Postgres for the first time.');
    const password = randomBytes(24).toString('hex');
    await rm(draft, { force: true });
    await writeFile(draft, password, { mode: 0o600, flag: 'wx' });
    await createData(place, bin, { password, fast });
    await rename(draft, final);
  }
  return readFile(final, 'utf8');
}

/** The URL of the database `nanokurs` at `login`, once it exists and answers. */
async function ensureDatabase(login: string): Promise<string> {
  const client = new pg.Client({ connectionString: `postgres://${login}/postgres` });
  await client.connect();
  try {
    const found = await client.query(`select from pg_database where datname = 'nanokurs'`);
    if (found.rowCount === 0) await client.query('create database nanokurs');
  } finally {
    await client.end();
  }
  return `postgres://${login}/nanokurs`;
}
