import type { Database } from '../platform/database.ts';
import { insightOfDay } from './insight.service.ts';
import { makeDay } from './make-day.service.ts';
import { campaignsWithoutDay } from './shown.repository.ts';

/** Answers come in for 60 days after the end; later, a look makes the day. */
const daysMadeAfterEnd = 62;
const dayMilliseconds = 86_400_000;

/**
 * Makes the day of every campaign that has none yet, and how its questions went, so that no reader
 * waits for either; part of the tick.
 */
export async function makeDays(deps: { db: Database }, now: Date): Promise<number> {
  const after = new Date(now.getTime() - daysMadeAfterEnd * dayMilliseconds);
  const campaigns = await campaignsWithoutDay(deps.db, now, after);
  for (const id of campaigns) await makeDay(deps, now, id);
  for (const id of campaigns) await insightOfDay(deps, now, id);
  return campaigns.length;
}
