import { randomUUID } from 'node:crypto';
import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { readRetention } from './retention.repository.ts';
import { lockRoster } from './roster.repository.ts';
import {
  deleteScimUser,
  eraseInactiveScimUsers,
  findTakenName,
  insertScimUser,
  lockScimUser,
  type ScimRow,
  takeUnsettled,
  updateScimUser,
} from './scim.repository.ts';
import { findEmployee } from './scim-employee.repository.ts';
import { deactivateEmployee, settleScimUser } from './scim-employee.service.ts';
import { patchScimUser, type ScimOperation } from './scim-patch.ts';
import { scimTaken } from './scim-problem.ts';
import { forgetProtectedBefore } from './scim-protected.repository.ts';
import { passOverProtected } from './scim-protected.service.ts';
import { readScimMode } from './scim-setting.repository.ts';
import type { ScimUser } from './scim-user.ts';

type Deps = { db: Database };

/**
 * Adds an account and, where it has an employment number, its employee.
 * @throws AppError CONFLICT (userName or externalId is taken)
 */
export async function createScimUser(deps: Deps, now: Date, user: ScimUser): Promise<ScimRow> {
  const id = randomUUID();
  return change(deps, async (trx) => {
    if (user.protected) return passOverProtected(trx, now, user);
    await refuseTaken(trx, user, id);
    await insertScimUser(trx, id, user, now);
    return settle(trx, now, id);
  });
}

/**
 * Replaces what is stored of an account by what `next` makes of it (PUT).
 * @throws AppError NOT_FOUND, CONFLICT
 */
export async function replaceScimUser(
  deps: Deps,
  now: Date,
  input: { id: string; user: ScimUser },
): Promise<ScimRow> {
  return rewrite(deps, now, input.id, () => input.user);
}

/** The same with operations (PATCH), all of them or none. @throws AppError BAD_REQUEST too */
export async function changeScimUser(
  deps: Deps,
  now: Date,
  input: { id: string; operations: readonly ScimOperation[] },
): Promise<ScimRow> {
  return rewrite(deps, now, input.id, (user) => patchScimUser(user, input.operations));
}

/** Removes an account; its employee leaves, under the brake. @throws AppError NOT_FOUND */
export async function removeScimUser(deps: Deps, now: Date, id: string): Promise<void> {
  await change(deps, async (trx) => {
    const row = await lockScimUser(trx, id);
    if (row === undefined) throw new AppError('NOT_FOUND');
    const { fills } = await readScimMode(trx);
    const employee =
      fills === null && row.employeeId !== null
        ? await findEmployee(trx, row.employeeId)
        : undefined;
    await deleteScimUser(trx, id);
    if (employee !== undefined) await deactivateEmployee(trx, now, employee);
  });
}

const batch = 200;
const retryMinutes = 5;

/**
 * Tries again what waited for something else: a department that HR has now imported, an address
 * that has become free. Each account at most every 5 minutes. @returns how many were settled.
 */
export async function retryScimUsers(deps: Deps, now: Date): Promise<number> {
  const before = new Date(now.getTime() - retryMinutes * 60_000);
  let settled = 0;
  for (let tried = batch; tried === batch; )
    tried = await deps.db.transaction().execute(async (trx) => {
      await lockRoster(trx);
      const rows = await takeUnsettled(trx, batch, now, before);
      const done = settled;
      for (const row of rows)
        if ((await settleScimUser(trx, now, row)).reason === null) settled += 1;
      if (settled > done) await addJob(trx, 'reconcile', {}, 'reconcile');
      return rows.length;
    });
  return settled;
}

/** Accounts that have been switched off for as long as leavers are kept (DESIGN rule 15). */
export async function forgetScimUsers(deps: Deps, now: Date): Promise<number> {
  const { leaverDays } = await readRetention(deps.db);
  const before = new Date(now.getTime() - leaverDays * 86_400_000);
  await forgetProtectedBefore(deps.db, before);
  return eraseInactiveScimUsers(deps.db, before);
}

/** One change of the roster at a time, in one transaction with the job that tells the campaigns. */
async function change<T>(deps: Deps, work: (trx: Trx) => Promise<T>): Promise<T> {
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const result = await work(trx);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return result;
  });
}

async function rewrite(
  deps: Deps,
  now: Date,
  id: string,
  next: (user: ScimUser) => ScimUser,
): Promise<ScimRow> {
  return change(deps, async (trx) => {
    const row = await lockScimUser(trx, id);
    if (row === undefined) throw new AppError('NOT_FOUND');
    const user = next(row.user);
    if (user.protected) return passOverProtected(trx, now, user, row);
    await refuseTaken(trx, user, id);
    await updateScimUser(trx, id, user, now);
    return settle(trx, now, id);
  });
}

async function settle(trx: Trx, now: Date, id: string): Promise<ScimRow> {
  const row = await lockScimUser(trx, id);
  if (row === undefined) throw new AppError('NOT_FOUND');
  await settleScimUser(trx, now, row);
  return row;
}

async function refuseTaken(trx: Trx, user: ScimUser, id: string): Promise<void> {
  const taken = await findTakenName(trx, user, id);
  if (taken !== undefined) throw scimTaken(`${taken}: another user has it.`);
}
