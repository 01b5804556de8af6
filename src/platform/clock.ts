import { sql } from 'kysely';
import type { Database } from './database.ts';
import { AppError } from './errors.ts';

/**
 * The service's own time (DESIGN rule 5): due times, windows, caps and token expiry use it.
 * It enters at the edge and is passed down as `now`. Leases and backoff never use it: those
 * are Postgres's `now()`.
 */
export type Clock = {
  now(): Promise<Date>;
  /** True while time is virtual and moves only in the steps of whoever drives it. */
  isVirtual(): Promise<boolean>;
};

/** Real time, wherever a real person could be mailed (rule 16). */
export const realClock: Clock = { now: async () => new Date(), isVirtual: async () => false };

/** A hand-moved clock for tests and benches. */
export function fixedClock(start: Date): Clock & { set(now: Date): void } {
  let current = start;
  return {
    now: async () => current,
    isVirtual: async () => true,
    set(now) {
      current = now;
    },
  };
}

/** Real time, or virtual time where the trial has started one; every process and command reads the same row. */
export function databaseClock(db: Database): Clock {
  return {
    async now() {
      return (await readVirtualClock(db))?.now ?? new Date();
    },
    async isVirtual() {
      return (await readVirtualClock(db)) !== undefined;
    },
  };
}

export async function readVirtualClock(
  db: Database,
): Promise<{ now: Date; speed: number } | undefined> {
  return db
    .selectFrom('virtual_clock')
    .select(['now', 'speed'])
    .where('id', '=', 1)
    .executeTakeFirst();
}

/**
 * Starts virtual time, or lets it go on where it stood.
 * @param speed virtual seconds in a real second; an upper bound.
 * @throws AppError REFUSED when `from` lies before the virtual time already reached.
 */
export async function startVirtualClock(db: Database, from: Date, speed: number): Promise<void> {
  const before = await readVirtualClock(db);
  if (before !== undefined && from < before.now)
    throw new AppError(
      'REFUSED',
      `Virtual time has already reached ${before.now.toISOString()} and never goes back. Start from there, or use another NANOKURS_DIR.`,
    );
  await db
    .insertInto('virtual_clock')
    .values({ id: 1, now: from, speed })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ now: from, speed }))
    .execute();
}

/** Moves virtual time forward; a move backwards is ignored, so two movers cannot undo each other. */
export async function advanceVirtualClock(db: Database, to: Date): Promise<void> {
  await db
    .updateTable('virtual_clock')
    .set({ now: sql<Date>`greatest(now, ${to}::timestamptz)` })
    .where('id', '=', 1)
    .execute();
}
