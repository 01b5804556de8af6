import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { readSetting, writeSetting } from '../platform/settings.ts';
import { DEFAULT_K, LEAST_K } from './hidden-rows.ts';

const key = 'statistics';
/** Larger groups than this would hide every department. */
export const MOST_K = 100;
const setting = z.object({ k: z.int().min(LEAST_K).max(MOST_K).default(DEFAULT_K) });

/** Groups of fewer people than this are hidden; the default where the setting cannot be read. */
export async function readK(db: Database): Promise<number> {
  const read = setting.safeParse((await readSetting(db, key)) ?? {});
  return read.success ? read.data.k : DEFAULT_K;
}

export async function writeK(db: Database, k: number): Promise<void> {
  await writeSetting(db, key, setting.parse({ k }));
}
