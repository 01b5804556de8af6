import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { SMTPServerDataStream } from 'smtp-server';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { withFileLock } from './file-lock.ts';
import { type MailboxStore, openMailboxStore } from './mailbox-store.ts';

/**
 * The built-in mailbox as one process holds it. Of the processes that share a folder one
 * listens and the others join it. `ensure` gives an address that answers now: ask again after
 * a lost connection, and if the listening process has ended this one takes over.
 */
export type Mailbox = {
  readonly smtpUrl: string;
  ensure: () => Promise<string>;
  close: () => Promise<void>;
};

const addressSchema = z.object({ id: z.string(), pid: z.number(), port: z.number() });
type Address = z.infer<typeof addressSchema>;
type Listening = { address: Address; close: () => Promise<void> };

const host = '127.0.0.1';
const sizeLimit = 5 * 1024 * 1024;
const bannerWaitMs = 3_000;
/** Idle connections of other processes are cut after this when the listener closes. */
const closeWaitMs = 1_000;

const urlOf = ({ port }: Address): string => `smtp://${host}:${port}`;
const addressPath = (dir: string): string => join(dir, 'mailbox', 'server.json');

/**
 * Joins the mailbox under `dir` (NANOKURS_DIR), or starts it: an SMTP server on loopback that
 * accepts everything up to 5 MB and delivers to nobody. Its 250 means that the mail is stored.
 * @throws AppError UNAVAILABLE where the optional package smtp-server is not installed.
 */
export async function openMailbox(dir: string): Promise<Mailbox> {
  let own: Listening | undefined;
  let closed = false;
  let looking: Promise<string> | undefined;

  const look = async (): Promise<string> => {
    if (own !== undefined) return urlOf(own.address);
    const live = await currentSmtpUrl(dir);
    if (live !== undefined) return live;
    await mkdir(join(dir, 'mailbox'), { recursive: true, mode: 0o700 });
    return withFileLock(join(dir, 'mailbox', 'server.lock'), async () => {
      const started = await currentSmtpUrl(dir);
      if (started !== undefined) return started;
      own = await listen(dir);
      await writeAddress(dir, own.address);
      return urlOf(own.address);
    });
  };
  const ensure = async (): Promise<string> => {
    if (closed) throw new AppError('UNAVAILABLE', 'The mailbox is closed in this process.');
    looking ??= look().finally(() => {
      looking = undefined;
    });
    smtpUrl = await looking;
    return smtpUrl;
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await looking?.catch(() => undefined);
    if (own === undefined) return;
    const { id } = own.address;
    if ((await readAddress(dir))?.id === id) await rm(addressPath(dir), { force: true });
    await own.close();
  };

  let smtpUrl = '';
  await ensure();
  return {
    get smtpUrl() {
      return smtpUrl;
    },
    ensure,
    close,
  };
}

/** The address of the mailbox under `dir` if some process listens there now; starts nothing. */
export async function currentSmtpUrl(dir: string): Promise<string | undefined> {
  const address = await readAddress(dir);
  return address !== undefined && (await answers(address)) ? urlOf(address) : undefined;
}

async function listen(dir: string): Promise<Listening> {
  const { SMTPServer } = await loadServer();
  const store = await openMailboxStore(dir);
  const id = randomUUID();
  const server = new SMTPServer({
    name: 'localhost',
    banner: `Nanokurs ${id}`,
    size: sizeLimit,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    // Looking up the name of a client would be a question to the network.
    disableReverseLookup: true,
    logger: false,
    closeTimeout: closeWaitMs,
    onData: (stream, { envelope }, reply) => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      receive(stream, { store, from, to }).then(
        (message) => reply(null, message),
        (error: unknown) => reply(refusal(error)),
      );
    },
  });
  const bound = Promise.withResolvers<void>();
  server.on('error', (error) => bound.reject(error));
  const socket = server.listen(0, host, () => bound.resolve());
  await bound.promise;
  const listening = socket.address();
  const port = typeof listening === 'object' && listening !== null ? listening.port : 0;
  return {
    address: { id, pid: process.pid, port },
    close: async () => {
      await new Promise<void>((resolve) => server.close(resolve));
      await store.close();
    },
  };
}

async function receive(
  stream: SMTPServerDataStream,
  { store, from, to }: { store: MailboxStore; from: string; to: string[] },
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) throw Object.assign(new Error('too large'), { responseCode: 552 });
  return `stored as ${await store.save({ from, to, raw: Buffer.concat(chunks) })}`;
}

/** A mail that could not be stored may be sent again later: 452, RFC 5321 section 4.2.3. */
function refusal(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  return 'responseCode' in known ? known : Object.assign(known, { responseCode: 452 });
}

async function loadServer(): Promise<typeof import('smtp-server')> {
  try {
    return await import('smtp-server');
  } catch {
    throw new AppError(
      'UNAVAILABLE',
      'The built-in mailbox needs the optional package smtp-server. Install without --omit=optional, or set SMTP_URL to a relay.',
    );
  }
}

async function readAddress(dir: string): Promise<Address | undefined> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(addressPath(dir), 'utf8')));
  } catch {
    return undefined;
  }
}

async function writeAddress(dir: string, address: Address): Promise<void> {
  const unfinished = `${addressPath(dir)}.${address.id}`;
  await writeFile(unfinished, JSON.stringify(address), { mode: 0o600 });
  await rename(unfinished, addressPath(dir));
}

/** Ports are reused, so only the greeting that carries the written id counts as the mailbox. */
function answers({ id, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    let greeting = '';
    socket.setTimeout(bannerWaitMs, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('data', (bytes) => {
      greeting += bytes.toString('latin1');
      if (greeting.includes('\n') || greeting.length > 1_000) finish(greeting.includes(id));
    });
  });
}
