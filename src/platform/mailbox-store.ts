import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMailHeaders } from './mailbox-headers.ts';
import { openIndexWriter } from './mailbox-index.ts';

/** A mail as SMTP handed it over; the addresses are the envelope's. */
export type ReceivedMail = { from: string; to: string[]; raw: Buffer };

export type MailboxStore = {
  /** Resolves with the id when body and index line have reached the operating system. */
  save: (mail: ReceivedMail) => Promise<string>;
  close: () => Promise<void>;
};

/** A folder of bodies. They are dropped a whole shard at a time, which costs one call in 500. */
type Shard = { name: string; count: number; ready: Promise<unknown> };

const messagesPath = (dir: string): string => join(dir, 'mailbox', 'messages');
const idPattern = /^([0-9a-z]{9}[0-9a-f]{4})-([0-9a-z]{1,6})$/;

/**
 * Opens the mailbox under `dir` (NANOKURS_DIR) for writing, by one process at a time. At least
 * the latest `keep` bodies stay (50,000), at most `perShard` more; index lines stay for ever.
 */
export async function openMailboxStore(
  dir: string,
  { keep = 50_000, perShard = 500 }: { keep?: number; perShard?: number } = {},
): Promise<MailboxStore> {
  const root = messagesPath(dir);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const shards = await existingShards(root);
  const index = await openIndexWriter(dir);
  let evicting: Promise<void> = Promise.resolve();

  const openShard = (): Shard => {
    const name = shardName(shards.at(-1)?.name);
    const shard = { name, count: 0, ready: mkdir(join(root, name), { mode: 0o700 }) };
    shards.push(shard);
    evicting = evicting.then(evict);
    return shard;
  };

  const evict = async (): Promise<void> => {
    let kept = shards.reduce((sum, shard) => sum + shard.count, 0);
    for (const oldest of shards.slice(0, -1)) {
      kept -= oldest.count;
      if (kept < keep) return;
      try {
        await rm(join(root, oldest.name), { recursive: true, force: true });
      } catch {
        // A body too many does no harm; the next shard tries again.
        return;
      }
      shards.shift();
    }
  };

  let current: Shard | undefined;
  const save = async ({ from, to, raw }: ReceivedMail): Promise<string> => {
    if (current === undefined || current.count >= perShard) current = openShard();
    const shard = current;
    const file = (shard.count++).toString(36);
    await shard.ready;
    const [headers] = await Promise.all([
      readMailHeaders(raw),
      writeFile(join(root, shard.name, `${file}.eml`), raw, { flag: 'wx', mode: 0o600 }),
    ]);
    const id = `${shard.name}-${file}`;
    const at = new Date().toISOString();
    await index.append({ id, at, ...headers, to, from, size: raw.length });
    return id;
  };

  const saving = new Set<Promise<string>>();
  return {
    save: (mail) => {
      const saved = save(mail).finally(() => saving.delete(saved));
      saving.add(saved);
      return saved;
    },
    close: async () => {
      await Promise.allSettled(saving);
      await evicting;
      await index.close();
    },
  };
}

/** The stored mail, byte for byte; undefined where the id is none or the body has been dropped. */
export async function readMessage(dir: string, id: string): Promise<Buffer | undefined> {
  const [, shard, file] = idPattern.exec(id) ?? [];
  if (shard === undefined) return undefined;
  try {
    return await readFile(join(messagesPath(dir), shard, `${file}.eml`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function existingShards(root: string): Promise<Shard[]> {
  const names = (await readdir(root)).sort();
  const counts = await Promise.all(
    names.map(async (name) => (await readdir(join(root, name))).length),
  );
  return names.map((name, at) => ({ name, count: counts[at] ?? 0, ready: Promise.resolve() }));
}

/** Milliseconds in base 36, later than the previous shard's, so that names sort by age. */
function shardName(previous: string | undefined): string {
  const last = previous === undefined ? 0 : Number.parseInt(previous.slice(0, 9), 36);
  const time = Math.max(Date.now(), last + 1);
  return time.toString(36).padStart(9, '0') + randomBytes(2).toString('hex');
}
