import type { Database } from '../platform/database.ts';
import { addJob } from '../platform/jobs.ts';
import { carryOutPlans } from './department-plan.service.ts';
import { readRosterDay, writeRosterDay } from './retention.repository.ts';
import { lockRoster } from './roster.repository.ts';
import { findTurning, writeStandings } from './roster-day.repository.ts';
import { rosterDay } from './roster-day.ts';
import { standingOn } from './standing.ts';

/** `turned` once a day, for whichever process came first. */
export type TurnedDay = { day: string; turned: boolean; changed: number };

const key = 'roster-day';

/**
 * Acts on planned changes of departments and on employments that begin or end: once for each local day, or for all the days since the
 * last time. Whose first employment begins is enrolled from then on, whose last one has ended
 * is a leaver, and who has another main employment moves.
 */
export async function turnRosterDay(deps: { db: Database }, now: Date): Promise<TurnedDay> {
  const day = rosterDay(now);
  // Asked at every tick, so first without a transaction.
  if ((await readRosterDay(deps.db, key)) === day) return { day, turned: false, changed: 0 };
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const last = await readRosterDay(trx, key);
    if (last !== undefined && last >= day) return { day, turned: false, changed: 0 };
    // First, since a merge decides which codes employments have.
    await carryOutPlans(trx, now);
    const turning = await findTurning(trx, last ?? null, day);
    const standings = turning.flatMap(({ id, wasHere, employments, department, title, begins }) => {
      const { left, begins: next, main } = standingOn(employments, day, wasHere);
      const to = main ?? { department, title };
      const same =
        left !== wasHere && next === begins && to.department === department && to.title === title;
      return same ? [] : [{ id, left, begins: next, department: to.department, title: to.title }];
    });
    await writeStandings(trx, standings, now);
    await writeRosterDay(trx, key, day);
    if (standings.length > 0) await addJob(trx, 'reconcile', {}, 'reconcile');
    return { day, turned: true, changed: standings.length };
  });
}
