import type { Trx } from '../platform/database.ts';
import { brakeReasons, headcountOf } from './leaver-brake.ts';
import type { ScimRow, ScimState } from './scim.repository.ts';
import { setScimState } from './scim.repository.ts';
import {
  insertDeactivation,
  loadBrakePicture,
  withdrawDeactivations,
} from './scim-deactivation.repository.ts';
import {
  fillAddress,
  findDepartmentCode,
  findEmployee,
  findEmployeeByNumber,
  findRivalAccount,
  isAddressTaken,
  type KnownEmployee,
  markEmployeesLeft,
  renumberEmployee,
  saveScimEmployee,
} from './scim-employee.repository.ts';
import { personOf, type ScimReason } from './scim-person.ts';
import { readScimMode, scimSource } from './scim-setting.repository.ts';
import type { ScimUser } from './scim-user.ts';

type Settled = { state: ScimState; reason: ScimReason | null; employeeId: number | null };

const brakeHours = 24;

/**
 * Brings the employee in step with an account, inside the caller's transaction, which holds the
 * lock of the roster. What stands in the way leaves the employee as it was and the account
 * pending, with the reason.
 */
export async function settleScimUser(trx: Trx, now: Date, row: ScimRow): Promise<Settled> {
  const { fills } = await readScimMode(trx);
  const settled =
    fills === null ? await settleEmployee(trx, now, row) : await settleAddress(trx, row, fills);
  await setScimState(trx, row.id, settled);
  return settled;
}

async function settleEmployee(trx: Trx, now: Date, row: ScimRow): Promise<Settled> {
  const { user } = row;
  const linked = row.employeeId === null ? undefined : await findEmployee(trx, row.employeeId);
  if (!user.active) {
    if (linked !== undefined) await deactivateEmployee(trx, now, linked);
    return { state: 'inactive', reason: null, employeeId: linked?.id ?? null };
  }
  const pending = (reason: ScimReason): Settled => ({
    state: 'pending',
    reason,
    employeeId: linked?.id ?? null,
  });
  if (linked !== undefined) await withdrawDeactivations(trx, linked.id, now);
  // Removing the number, as a mistake in the mapping does for everybody, makes nobody a leaver.
  const number = user.employeeNumber ?? linked?.number;
  if (number === undefined) return pending('no-number');

  const bearer = await findEmployeeByNumber(trx, scimSource, number);
  if (bearer !== undefined && bearer.id !== linked?.id) {
    if (linked !== undefined || !(await takeOver(trx, bearer, row.id)))
      return pending('number-taken');
    await withdrawDeactivations(trx, bearer.id, now);
  }
  const employee = linked ?? bearer;
  const person = personOf(user);
  if (person.email !== null && (await isAddressTaken(trx, person.email, employee?.id ?? 0)))
    return { ...pending('address-taken'), employeeId: employee?.id ?? null };
  if (employee !== undefined && employee.number !== number)
    await renumberEmployee(trx, employee.id, number);
  const { code, unknown } = await placeOf(trx, user, employee);
  const employeeId = await saveScimEmployee(trx, now, scimSource, {
    ...person,
    number,
    department: code,
  });
  const reason = user.employeeNumber === null ? 'no-number' : unknown ? 'department-unknown' : null;
  return { state: 'employee', reason, employeeId };
}

/** A number passes to a new account when the old one is switched off or gone. */
async function takeOver(trx: Trx, employee: KnownEmployee, id: string): Promise<boolean> {
  const rival = await findRivalAccount(trx, employee.id, id);
  if (rival === undefined) return true;
  if (rival.active) return false;
  await setScimState(trx, rival.id, { state: 'inactive', reason: null, employeeId: null });
  return true;
}

/** A department that nobody knows moves nobody: who has one keeps it, and it is reported. */
async function placeOf(
  trx: Trx,
  user: ScimUser,
  employee: KnownEmployee | undefined,
): Promise<{ code: string | null; unknown: boolean }> {
  if (user.department === null) return { code: null, unknown: false };
  const code = await findDepartmentCode(trx, user.department);
  return code === undefined
    ? { code: employee?.department ?? null, unknown: true }
    : { code, unknown: false };
}

/**
 * Makes a leaver, or holds it until a person confirms: what is deactivated within 24 hours
 * counts towards the brake of a file (DESIGN rule 8).
 */
export async function deactivateEmployee(
  trx: Trx,
  now: Date,
  employee: KnownEmployee,
): Promise<void> {
  if (employee.left) return;
  const since = new Date(now.getTime() - brakeHours * 3_600_000);
  const { before, leavers, tree } = await loadBrakePicture(trx, scimSource, since);
  const reasons = brakeReasons(headcountOf(before), [...leavers, employee], 0, tree);
  if (reasons.length === 0) await markEmployeesLeft(trx, [employee.id], now);
  await insertDeactivation(trx, employee.id, reasons.length === 0 ? 'applied' : 'held', now);
}

/** Beside a file of HR's an account gives address and language, and makes no joiners or leavers. */
async function settleAddress(trx: Trx, row: ScimRow, source: string): Promise<Settled> {
  const { user } = row;
  const settled = (state: ScimState, reason: ScimReason | null, employeeId: number | null) => ({
    state,
    reason,
    employeeId,
  });
  if (!user.active) return settled('inactive', null, row.employeeId);
  if (user.employeeNumber === null) return settled('pending', 'no-number', null);
  const employee = await findEmployeeByNumber(trx, source, user.employeeNumber);
  if (employee === undefined || employee.left) return settled('pending', 'no-such-employee', null);
  if (!(await takeOver(trx, employee, row.id))) return settled('pending', 'number-taken', null);
  const { email, language } = personOf(user);
  if (email !== null && (await isAddressTaken(trx, email, employee.id)))
    return settled('pending', 'address-taken', employee.id);
  if (email !== null)
    await fillAddress(trx, employee.id, scimSource, {
      email,
      language: user.preferredLanguage === null ? undefined : language,
    });
  return settled('employee', null, employee.id);
}
