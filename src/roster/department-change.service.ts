import type { Database, Trx } from '../platform/database.ts';
import {
  carryOutMerge,
  carryOutMove,
  carryOutRename,
  type Merged,
  type Moved,
  type Renamed,
  type When,
} from './department-carry-out.service.ts';
import type { DepartmentChange } from './department-change.ts';
import { planChange } from './department-plan.service.ts';
import { lockRoster } from './roster.repository.ts';
import { rosterDay } from './roster-day.ts';

type Deps = { db: Database };

/** From when it holds; `planned` is the number of a change that waits for its day, else null. */
export type Stated = { validFrom: Date; planned: number | null };

/**
 * Gives a department a new name from a time on; its code stays.
 * @param input.from absent: now. Earlier: views of the time since then have the new name too.
 *   To come: it is planned, and the answer says what it would do today.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed), BAD_REQUEST (the name).
 */
export async function renameDepartment(
  deps: Deps,
  now: Date,
  input: { code: string; name: string; from?: Date },
): Promise<Renamed & Stated> {
  const { code, name } = input;
  return state(deps, now, input.from, { kind: 'rename', code, name }, (trx, when) =>
    carryOutRename(trx, when, input),
  );
}

/**
 * Hangs a department, with everything below it, under another one or at the top (null). Its
 * people stay in it; what leaders see follows, and audiences that now include it are filled up.
 * @param input.from as for `renameDepartment`.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed, or a circle).
 */
export async function moveDepartment(
  deps: Deps,
  now: Date,
  input: { code: string; under: string | null; from?: Date },
): Promise<Moved & Stated> {
  const { code, under } = input;
  return state(deps, now, input.from, { kind: 'move', code, under }, (trx, when) =>
    carryOutMove(trx, when, input),
  );
}

/**
 * Several departments become one: their people and what stands below them move to it in the same
 * transaction, they are closed, and their codes stay as aliases of it. Enrolments and answers of
 * campaigns that have ended keep the department they were made in. Codes that an import has closed
 * may be named too, so that they become aliases.
 * @param input.from as for `renameDepartment`.
 * @returns `people`: current employees whose main department was one of them.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (already merged, a closed target, or itself).
 */
export async function mergeDepartments(
  deps: Deps,
  now: Date,
  input: { codes: readonly string[]; into: string; from?: Date },
): Promise<Merged & Stated> {
  const { codes, into } = input;
  return state(deps, now, input.from, { kind: 'merge', codes: [...codes], into }, (trx, when) =>
    carryOutMerge(trx, when, input),
  );
}

async function state<T>(
  deps: Deps,
  now: Date,
  from: Date | undefined,
  change: DepartmentChange,
  work: (trx: Trx, when: When) => Promise<T>,
): Promise<T & Stated> {
  const validFrom = from ?? now;
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    if (validFrom <= now) {
      const done = await work(trx, { validFrom, today: rosterDay(now) });
      return { ...done, validFrom, planned: null };
    }
    const { id, wouldBe } = await planChange(trx, now, { change, from: validFrom }, work);
    return { ...wouldBe, validFrom, planned: id };
  });
}
