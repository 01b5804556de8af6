import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const prefix = 'nanokurs-upload-';
const day = 24 * 3_600_000;

/**
 * Lends a file with this content in a folder that nobody else can read, since workbooks are read
 * from their end. It is removed again, whatever the work comes to.
 */
export async function withTemporaryFile<T>(
  name: string,
  content: AsyncIterable<Buffer>,
  work: (path: string) => Promise<T>,
): Promise<T> {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  try {
    const path = join(folder, name);
    await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600 }));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process left that was killed goes after a day (DESIGN rule 15). */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined || found.uid !== process.getuid?.()) continue;
    if (found.mtimeMs < Date.now() - day) await rm(folder, { recursive: true, force: true });
  }
}
