import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  date: z.string().optional(),
  messageId: z.string(),
  to: z.array(z.string()),
  from: z.string(),
  subject: z.string(),
  size: z.number(),
});

/**
 * One received mail. `at` is the real time it came in and `date` what its Date header says,
 * which follows virtual time, both ISO 8601; `to` and `from` are the envelope's addresses;
 * `messageId` as in the header, with its angle brackets; `size` in bytes.
 */
export type MailboxEntry = z.infer<typeof entrySchema>;

const indexPath = (dir: string): string => join(dir, 'mailbox', 'index.jsonl');
const chunkBytes = 256 * 1024;
const newline = 0x0a;

export type IndexWriter = {
  /** Resolves when the operating system has the line. Lines waiting meanwhile share a write. */
  append: (entry: MailboxEntry) => Promise<void>;
  close: () => Promise<void>;
};

/** Opens the index of the mailbox under `dir` (NANOKURS_DIR) for appending; its folder must exist. */
export async function openIndexWriter(dir: string): Promise<IndexWriter> {
  const handle = await open(indexPath(dir), 'a+', 0o600);
  let waiting: { line: string; done: PromiseWithResolvers<void> }[] = [];
  let writing: Promise<void> | undefined;
  // A killed process or a full disk may leave half a line, which the next must not continue.
  let torn = await endsInMidLine(handle);

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await handle.appendFile((torn ? '\n' : '') + batch.map(({ line }) => line).join(''));
        torn = false;
        for (const { done } of batch) done.resolve();
      } catch (error) {
        torn = true;
        for (const { done } of batch) done.reject(error);
      }
    }
    writing = undefined;
  };

  return {
    append: (entry) => {
      const done = Promise.withResolvers<void>();
      waiting.push({ line: `${JSON.stringify(entry)}\n`, done });
      writing ??= drain();
      return done.promise;
    },
    close: async () => {
      await writing;
      await handle.close();
    },
  };
}

/**
 * The mails that came in after byte `after` of the index (0), oldest first, and the offset to
 * ask from next time. A line that is still being written waits for the next call; one that
 * cannot be read is passed over. An index shorter than `after` is a new one, read from its start.
 */
export async function readMailboxIndex(
  dir: string,
  { after = 0 }: { after?: number } = {},
): Promise<{ entries: MailboxEntry[]; next: number }> {
  const handle = await openToRead(dir);
  if (handle === undefined) return { entries: [], next: 0 };
  try {
    const { size } = await handle.stat();
    let next = after > size ? 0 : after;
    let rest = Buffer.alloc(0);
    const entries: MailboxEntry[] = [];
    for (let position = next; position < size; ) {
      const chunk = await readChunk(handle, position, Math.min(chunkBytes, size - position));
      if (chunk.length === 0) break;
      position += chunk.length;
      const bytes = Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(newline) + 1;
      entries.push(...bytes.toString('utf8', 0, end).split('\n').flatMap(parseLine));
      next += end;
      rest = bytes.subarray(end);
    }
    return { entries, next };
  } finally {
    await handle.close();
  }
}

/** How many mails `findMessages` gives on a page. */
export const messagesPerPage = 50;

/**
 * One page (from 1) of received mails, newest first. `search` is looked for in recipients,
 * subject and Message-ID without regard to case; '' finds all. `older` tells whether more follow.
 * Reads the index from its end, so that a late page or a rare word is what costs time.
 */
export async function findMessages(
  dir: string,
  { search, page }: { search: string; page: number },
): Promise<{ entries: MailboxEntry[]; older: boolean }> {
  const wanted = search.trim().toLowerCase();
  const asWritten = JSON.stringify(wanted).slice(1, -1);
  const first = (page - 1) * messagesPerPage;
  const entries: MailboxEntry[] = [];
  let found = 0;
  for await (const lines of linesFromEnd(dir)) {
    for (const line of lines) {
      if (!line.toLowerCase().includes(asWritten)) continue;
      const [entry] = parseLine(line);
      if (entry === undefined || !matches(entry, wanted)) continue;
      found += 1;
      if (found > first + messagesPerPage) return { entries, older: true };
      if (found > first) entries.push(entry);
    }
  }
  return { entries, older: false };
}

function matches({ to, subject, messageId }: MailboxEntry, wanted: string): boolean {
  return [...to, subject, messageId].some((text) => text.toLowerCase().includes(wanted));
}

/** Whole lines, newest first, a chunk at a time. */
async function* linesFromEnd(dir: string): AsyncGenerator<string[]> {
  const handle = await openToRead(dir);
  if (handle === undefined) return;
  try {
    let position = (await handle.stat()).size;
    let rest: Buffer | undefined;
    while (position > 0) {
      const length = Math.min(chunkBytes, position);
      position -= length;
      const chunk = await readChunk(handle, position, length);
      const bytes = rest === undefined ? uptoLastNewline(chunk) : Buffer.concat([chunk, rest]);
      const start = position === 0 ? 0 : bytes.indexOf(newline) + 1;
      rest = bytes.subarray(0, start);
      if (start === 0 && position > 0) rest = bytes;
      else yield bytes.toString('utf8', start).split('\n').reverse();
    }
  } finally {
    await handle.close();
  }
}

/** What follows the last newline is still being written. */
function uptoLastNewline(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
}

function parseLine(line: string): MailboxEntry[] {
  if (line === '') return [];
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

async function openToRead(dir: string): Promise<FileHandle | undefined> {
  try {
    return await open(indexPath(dir), 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readChunk(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function endsInMidLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  return size > 0 && (await readChunk(handle, size - 1, 1))[0] !== newline;
}
