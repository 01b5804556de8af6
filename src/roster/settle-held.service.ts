import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import {
  deleteHeld,
  findAddressOwner,
  type HeldPerson,
  listHeld,
  lockHeld,
  renumber,
  takeAddressFrom,
} from './held.repository.ts';
import { findEmployeeIds, lockRoster } from './roster.repository.ts';
import { rosterDay } from './roster-day.ts';
import { savePeople } from './roster-save.repository.ts';
import { inBothLanguages } from './row-problem.ts';
import { standingOn } from './standing.ts';

/** `same`: the owner of the address under a new number; `different`: someone else, who gets it. */
export type HeldDecision = 'same' | 'different';

export type ShownHeld = HeldPerson & { owner: { source: string; number: string } | null };

/** Who waits for a decision, and who has the address now (null: nobody any more). */
export async function showHeld(deps: { db: Database }): Promise<ShownHeld[]> {
  const all = await listHeld(deps.db);
  return Promise.all(
    all.map(async (one) => {
      const self = { source: one.source, number: one.person.number };
      const found = await findAddressOwner(deps.db, one.person.email ?? '', self);
      return { ...one, owner: found ? { source: found.source, number: found.number } : null };
    }),
  );
}

/**
 * Settles a held person. The same person keeps everything under the new number; a different one
 * is stored beside the owner, who loses the address.
 * @throws AppError NOT_FOUND; REFUSED where both numbers are stored, which makes them two people.
 */
export async function settleHeld(
  deps: { db: Database },
  now: Date,
  input: { id: number; decision: HeldDecision },
): Promise<{ number: string; formerly: string | null }> {
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const held = await lockHeld(trx, input.id);
    if (held === undefined) throw new AppError('NOT_FOUND');
    const { source, person } = held;
    const self = { source, number: person.number };
    const owner = await findAddressOwner(trx, person.email ?? '', self);
    const same = input.decision === 'same' && owner !== undefined;
    if (same) {
      await refuseIfStored(trx, source, person.number, owner.number);
      await renumber(trx, owner.id, self);
    } else if (owner !== undefined) await takeAddressFrom(trx, owner.id);
    const standing = standingOn(person.employments, rosterDay(now), true);
    await savePeople(
      trx,
      source,
      [{ ...person, left: standing.left, begins: standing.begins }],
      now,
    );
    await deleteHeld(trx, input.id);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { number: person.number, formerly: same ? owner.number : null };
  });
}

async function refuseIfStored(
  trx: Trx,
  source: string,
  number: string,
  owner: string,
): Promise<void> {
  if ((await findEmployeeIds(trx, source, [number])).length === 0) return;
  throw new AppError(
    'REFUSED',
    inBothLanguages(
      `Både ${number} och ${owner} finns redan, så de är två personer. Kör roster held reject, så får ${number} adressen.`,
      `Both ${number} and ${owner} are stored, so they are two people. Run roster held reject, and ${number} gets the address.`,
    ),
  );
}
