import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';

/**
 * The keys that sign answer links, newest first. A trial makes one for itself, once, in a
 * file that only its owner may read; several processes that start at once agree on it.
 */
export async function secretKeys(
  config: Pick<Config, 'SECRET_KEYS' | 'NANOKURS_DIR'>,
): Promise<string[]> {
  if (config.SECRET_KEYS !== undefined) return config.SECRET_KEYS;
  await mkdir(config.NANOKURS_DIR, { recursive: true, mode: 0o700 });
  const path = join(config.NANOKURS_DIR, 'secret-key');
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(randomBytes(32).toString('base64url'));
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (let tries = 0; ; tries++) {
    const key = (await readFile(path, 'utf8')).trim();
    // Another process may have created the file and not yet written the key.
    if (key.length >= 32) return [key];
    if (tries > 50) throw new Error(`${path} holds no key. Delete it and start again.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
