import { randomUUID } from 'node:crypto';
import type { Trx } from '../platform/database.ts';
import { eraseTraces, findAddresses } from './erase-traces.repository.ts';
import { erasePeople } from './roster-save.repository.ts';
import type { ScimRow } from './scim.repository.ts';
import {
  findEmployee,
  findEmployeeByNumber,
  type KnownEmployee,
} from './scim-employee.repository.ts';
import { scimProblem } from './scim-problem.ts';
import { countProtected, deleteAccountsOf, noteProtected } from './scim-protected.repository.ts';
import { readScimMode, scimSource } from './scim-setting.repository.ts';
import type { ScimUser } from './scim-user.ts';

const dayHours = 24;
const fewest = 10;
const share = 0.1;

/**
 * Somebody whom the directory says has a protected identity (DESIGN rule 9): counted, stored
 * nowhere, and erased with their mails and answers where they were. The directory is answered as
 * if the account had been kept; asked for it, nobody is there.
 * @throws AppError BAD_REQUEST where so many stored people become protected within 24 hours that
 *   another attribute must have been mapped: this cannot be undone. Nothing is changed then.
 */
export async function passOverProtected(
  trx: Trx,
  now: Date,
  user: ScimUser,
  row?: ScimRow,
): Promise<ScimRow> {
  const stored = await storedPeople(trx, user, row);
  if (stored.length > 0) await refuseMany(trx, now);
  const { fills } = await readScimMode(trx);
  const source = fills ?? scimSource;
  for (const { number } of stored) {
    const emails = await findAddresses(trx, { source, number });
    await eraseTraces(trx, { source, number, emails, stored: true });
    await erasePeople(trx, source, [number]);
  }
  await noteProtected(trx, now, stored.length > 0);
  return {
    id: row?.id ?? randomUUID(),
    user,
    employeeId: null,
    createdAt: row?.createdAt ?? now,
    changedAt: now,
  };
}

/** Whoever the account is, or has the number of; the account itself goes. */
async function storedPeople(
  trx: Trx,
  user: ScimUser,
  row: ScimRow | undefined,
): Promise<KnownEmployee[]> {
  const { fills } = await readScimMode(trx);
  const ids = await deleteAccountsOf(trx, row?.id ?? null, row?.user ?? user);
  const found = await Promise.all(ids.map((id) => findEmployee(trx, id)));
  const numbers = [user.employeeNumber, row?.user.employeeNumber ?? null];
  for (const number of numbers)
    if (number !== null) found.push(await findEmployeeByNumber(trx, fills ?? scimSource, number));
  const people = found.flatMap((one) => (one === undefined ? [] : [one]));
  return [...new Map(people.map((one) => [one.id, one])).values()];
}

async function refuseMany(trx: Trx, now: Date): Promise<void> {
  const since = new Date(now.getTime() - dayHours * 3_600_000);
  const { erased, accounts } = await countProtected(trx, since);
  if (erased < Math.max(fewest, Math.ceil(accounts * share))) return;
  throw scimProblem(
    'invalidValue',
    `protected: ${erased} people have become protected within ${dayHours} hours. Is the right attribute mapped? If it is, the rest follow tomorrow; take them out of scope until then.`,
  );
}
