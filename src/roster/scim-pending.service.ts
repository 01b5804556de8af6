import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { lockRoster } from './roster.repository.ts';
import { inBothLanguages } from './row-problem.ts';
import { countScimUsers, unsettleScimUsers } from './scim.repository.ts';
import {
  confirmDeactivations,
  type HeldDeactivation,
  listHeldDeactivations,
} from './scim-deactivation.repository.ts';
import { markEmployeesLeft } from './scim-employee.repository.ts';
import { countProtected } from './scim-protected.repository.ts';
import {
  countScimEmployees,
  readScimMode,
  type ScimMode,
  writeScimMode,
} from './scim-setting.repository.ts';

type Deps = { db: Database };

export type ScimPending = ScimMode & {
  held: HeldDeactivation[];
  users: Awaited<ReturnType<typeof countScimUsers>>;
  /** Protected accounts that were sent within a day; none of them is stored (DESIGN rule 9). */
  protected: number;
};

/** What waits for a person, and how the accounts stand. */
export async function scimPending(deps: Deps, now: Date): Promise<ScimPending> {
  return {
    ...(await readScimMode(deps.db)),
    held: await listHeldDeactivations(deps.db),
    users: await countScimUsers(deps.db),
    protected: (await countProtected(deps.db, new Date(now.getTime() - 86_400_000))).sent,
  };
}

/**
 * Carries out every held deactivation, if there are exactly as many as the person says.
 * @throws AppError REFUSED with `extra.leavers`, the right number.
 */
export async function confirmScimDeactivations(
  deps: Deps,
  now: Date,
  input: { leavers: number },
): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const held = await listHeldDeactivations(trx);
    if (held.length !== input.leavers || held.length === 0)
      throw new AppError(
        'REFUSED',
        inBothLanguages(
          `${held.length} personer väntar på att avslutas. Se vilka: roster scim pending`,
          `${held.length} people wait to be made leavers. See who: roster scim pending`,
        ),
        { leavers: held.length },
      );
    const ids = held.map(({ employeeId }) => employeeId);
    await markEmployeesLeft(trx, ids, now);
    await confirmDeactivations(trx, ids, now);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return held.length;
  });
}

/**
 * Decides what accounts are: employees of their own, or addresses for another source's. A
 * worker brings the accounts there are in step within minutes.
 * @throws AppError REFUSED while accounts are employees, who would be left to nobody.
 */
export async function setScimMode(deps: Deps, input: ScimMode): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const employees = await countScimEmployees(trx);
    if (input.fills !== null && employees > 0)
      throw new AppError(
        'REFUSED',
        inBothLanguages(
          `${employees} medarbetare kommer från katalogen. Ta bort dem ur synkroniseringen först.`,
          `${employees} employees come from the directory. Take them out of the provisioning first.`,
        ),
      );
    await writeScimMode(trx, input);
    await unsettleScimUsers(trx);
  });
}
