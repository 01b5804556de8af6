import type { Database } from '../platform/database.ts';
import { forgetReplacedHeld } from './held.repository.ts';
import { anonymiseLeavers, readRetention } from './retention.repository.ts';
import { lockRoster } from './roster.repository.ts';
import { forgetImages } from './roster-image.repository.ts';
import { discardOld } from './roster-import.repository.ts';

export type Retired = { leavers: number; images: number; staged: number };

const dayMilliseconds = 86_400_000;
const stagedHours = 24;

/**
 * The roster's share of DESIGN rule 15: names and addresses of leavers, what undo keeps, and
 * what waits to be confirmed (that alone by Postgres's own clock, since a file is a real thing).
 */
export async function retireRosterData(deps: { db: Database }, now: Date): Promise<Retired> {
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const { leaverDays, undoDays } = await readRetention(trx);
    const daysAgo = (days: number) => new Date(now.getTime() - days * dayMilliseconds);
    const leavers = await anonymiseLeavers(trx, daysAgo(leaverDays), now);
    const images = await forgetImages(trx, daysAgo(undoDays));
    await forgetReplacedHeld(trx, daysAgo(undoDays));
    return { leavers, images, staged: await discardOld(trx, stagedHours) };
  });
}
