import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readlink, symlink, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from './errors.ts';
import { isMarkAlive, ownMark } from './process-identity.ts';

/**
 * Runs `work` while this process alone holds the lock at `path`, between processes and
 * between calls in one process. Waits at most `waitMs` milliseconds (60,000) for a living
 * holder, then throws UNAVAILABLE; a holder that was killed is taken over from at once.
 *
 * The lock is a symbolic link whose target names its holder: making one is exclusive, and
 * it never exists without its content, so a holder killed at any moment can be recognised.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  { waitMs = 60_000 }: { waitMs?: number } = {},
): Promise<T> {
  const release = await acquire(path, Date.now() + waitMs);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(path: string, deadline: number): Promise<() => Promise<void>> {
  const mine = `${ownMark()}:${randomBytes(6).toString('hex')}`;
  for (;;) {
    if (await create(path, mine)) {
      // The folder may have been wiped and the lock taken anew by another meanwhile.
      return async () => removeIf(path, mine);
    }
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    const [mark = ''] = holder.split(':');
    if (!isMarkAlive(mark)) {
      await removeDead(path, holder, deadline);
      continue;
    }
    if (Date.now() > deadline) {
      const detail = `Process ${mark.split('.')[0]} has held ${path} for too long. Wait for it, or stop it, and try again.`;
      throw new AppError('UNAVAILABLE', detail);
    }
    await wait(15 + Math.random() * 20);
  }
}

/**
 * Two processes may find the same dead holder. Were each to remove the link, the slower one
 * could remove the lock that the faster has just taken. Removal is therefore itself locked,
 * under a name made from the dead holder's own text, and looks again once inside: a text is
 * unique and its writer is dead, so under that lock it can only vanish, never come back.
 * A process killed here leaves a lock of the same kind, which is taken over the same way.
 */
async function removeDead(path: string, holder: string, deadline: number): Promise<void> {
  const name = createHash('sha256').update(holder).digest('hex').slice(0, 12);
  const release = await acquire(`${path}.${name}`, deadline);
  try {
    await removeIf(path, holder);
  } finally {
    await release();
  }
}

async function create(path: string, holder: string): Promise<boolean> {
  try {
    await symlink(holder, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    if (!isCode(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return false;
  }
}

async function readHolder(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function removeIf(path: string, holder: string): Promise<void> {
  if ((await readHolder(path)) !== holder) return;
  try {
    await unlink(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
