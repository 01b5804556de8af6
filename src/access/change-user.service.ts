import type { Language } from '../course/course.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { requireDepartment } from './require-department.service.ts';
import type { Role } from './role.ts';
import { endSessionsOf, rotateSessionsOf } from './session.repository.ts';
import {
  countOtherAdmins,
  findUser,
  findUserByAddress,
  hasOtherAddress,
  insertGrant,
  lockAdmins,
  removeUser,
  resumeGrants,
  revokeGrants,
  type ShownUser,
  saveUser,
} from './user.repository.ts';

type Deps = { db: Database };

/** A role for a department's subtree, by its code, or for the whole organisation. */
export type RoleInput = { role: Role; department?: string | undefined };

/** What was done to whom, for the audit trail: an id, a role and a code, never an address. */
export type Changed = { user: ShownUser; audit: AuditEntry[] };

export type UserInput = {
  address: string;
  language?: Language | undefined;
  grants: readonly RoleInput[];
  simulated?: boolean;
};

const addressShape = /^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,190}$/;

/**
 * Adds somebody, or more to somebody known. Adding twice changes nothing.
 * @throws AppError BAD_REQUEST (no address), DEPARTMENT_UNKNOWN, REFUSED (a merged department)
 */
export async function addUser(deps: Deps, input: UserInput): Promise<Changed> {
  return deps.db.transaction().execute((trx) => addUserIn(trx, input));
}

/** The same inside the caller's transaction. */
export async function addUserIn(trx: Trx, input: UserInput): Promise<Changed> {
  if (!addressShape.test(input.address))
    throw new AppError(
      'BAD_REQUEST',
      'Skriv en mejladress som anna.ek@kommunen.se. / Write a mail address such as anna.ek@kommunen.se.',
    );
  const { id, added } = await saveUser(trx, input);
  const audit: AuditEntry[] = added ? [{ action: 'user.add', subject: String(id) }] : [];
  for (const grant of input.grants) audit.push(...(await grantIn(trx, id, grant)));
  return { user: await shown(trx, id), audit };
}

/** @throws AppError NOT_FOUND, DEPARTMENT_UNKNOWN, REFUSED (a merged department) */
export async function grantRole(deps: Deps, userId: number, grant: RoleInput): Promise<Changed> {
  return deps.db.transaction().execute(async (trx) => {
    await shown(trx, userId);
    const audit = await grantIn(trx, userId, grant);
    return { user: await shown(trx, userId), audit };
  });
}

async function grantIn(trx: Trx, userId: number, grant: RoleInput): Promise<AuditEntry[]> {
  const { role, department } = grant;
  const departmentId = department === undefined ? null : await requireDepartment(trx, department);
  if (!(await insertGrant(trx, { userId, role, departmentId }))) return [];
  await rotateSessionsOf(trx, userId);
  return [{ action: 'user.grant', subject: grantSubject(userId, role, department) }];
}

function grantSubject(userId: number, role: Role, department: string | null | undefined): string {
  return `${userId} ${role} ${department ?? '*'}`;
}

/**
 * Takes back those roles that fit; without any condition all of them.
 * @throws AppError NOT_FOUND, DEPARTMENT_UNKNOWN, REFUSED (nobody would be administrator)
 */
export async function revokeRoles(
  deps: Deps,
  userId: number,
  which: {
    role?: Role | undefined;
    department?: string | undefined;
    grant?: number | undefined;
  } = {},
): Promise<Changed & { revoked: number }> {
  return deps.db.transaction().execute(async (trx) => {
    const before = await shown(trx, userId);
    const chosen = before.grants.filter(
      ({ id, role, department }) =>
        (which.grant === undefined || which.grant === id) &&
        (which.role === undefined || which.role === role) &&
        (which.department === undefined || which.department === department?.code),
    );
    for (const { id } of chosen) await revokeGrants(trx, { userId, id });
    await keepAnAdmin(trx, userId, before);
    const user = await shown(trx, userId);
    await changeSessions(trx, user);
    const audit = chosen.map(({ role, department }) => ({
      action: 'user.revoke' as const,
      subject: grantSubject(userId, role, department?.code),
    }));
    return { user: await shown(trx, userId), audit, revoked: chosen.length };
  });
}

/** @throws AppError NOT_FOUND, REFUSED (nobody would be administrator) */
export async function takeUserAway(deps: Deps, userId: number): Promise<Changed> {
  return deps.db.transaction().execute(async (trx) => {
    const user = await shown(trx, userId);
    await revokeGrants(trx, { userId });
    await keepAnAdmin(trx, userId, user);
    await removeUser(trx, userId);
    return { user, audit: [{ action: 'user.remove', subject: String(userId) }] };
  });
}

/**
 * Decides on what was suspended when somebody moved: it counts again, or it ends.
 * @throws AppError NOT_FOUND, REFUSED (the address is no longer theirs)
 */
export async function reviewUser(
  deps: Deps,
  userId: number,
  decision: 'keep' | 'revoke',
): Promise<Changed & { grants: number }> {
  return deps.db.transaction().execute(async (trx) => {
    const before = await shown(trx, userId);
    const waiting = before.grants.filter(({ suspendedAt }) => suspendedAt !== null);
    if (decision === 'keep') await keepGrants(trx, userId);
    else for (const { id } of waiting) await revokeGrants(trx, { userId, id });
    if (waiting.length > 0) await changeSessions(trx, await shown(trx, userId));
    const details = decision === 'keep' ? { kept: waiting.length } : { revoked: waiting.length };
    return {
      user: await shown(trx, userId),
      audit:
        waiting.length > 0 ? [{ action: 'user.review', subject: String(userId), details }] : [],
      grants: waiting.length,
    };
  });
}

/** Whoever has no role left is out at once; others go on under a new id. */
async function changeSessions(trx: Trx, { id, grants }: ShownUser): Promise<void> {
  if (grants.length === 0) await endSessionsOf(trx, id);
  else await rotateSessionsOf(trx, id);
}

async function keepGrants(trx: Trx, userId: number): Promise<void> {
  // Whoever is given the old address would be let in as them.
  if (await hasOtherAddress(trx, userId))
    throw new AppError(
      'REFUSED',
      'Personen har en annan adress i personallistan, och den har redan en annan användare. Ta bort den här användaren och ge den andra behörigheterna. / The person has another address in the staff list, which another user has already. Remove this user and give the roles to the other one.',
    );
  await resumeGrants(trx, userId);
}

/** Ends all sessions of somebody at once. @throws AppError NOT_FOUND */
export async function signOutUser(deps: Deps, userId: number): Promise<Changed> {
  return deps.db.transaction().execute(async (trx) => {
    const user = await shown(trx, userId);
    const details = { sessions: await endSessionsOf(trx, userId) };
    return { user, audit: [{ action: 'user.sign-out', subject: String(userId), details }] };
  });
}

/** @throws AppError NOT_FOUND */
export async function requireUser(db: Database, address: string): Promise<ShownUser> {
  const user = await findUserByAddress(db, address);
  if (user === undefined)
    throw new AppError(
      'NOT_FOUND',
      'Ingen användare har den adressen. Se dem med user list. / No user has that address. See them with user list.',
    );
  return user;
}

async function shown(db: Database, id: number): Promise<ShownUser> {
  const user = await findUser(db, id);
  if (user === undefined) throw new AppError('NOT_FOUND');
  return user;
}

/** An administrator may not lock everybody out: another one has to be there first. */
async function keepAnAdmin(trx: Trx, userId: number, before: ShownUser): Promise<void> {
  const wasAdmin = before.grants.some(
    ({ role, department, suspendedAt }) =>
      role === 'admin' && department === null && suspendedAt === null,
  );
  if (!wasAdmin) return;
  // Two who take each other away at once must not both see the other one.
  await lockAdmins(trx);
  const after = await findUser(trx, userId);
  const is = after?.grants.some(({ role, department }) => role === 'admin' && department === null);
  if (is || (await countOtherAdmins(trx, userId)) > 0) return;
  throw new AppError(
    'REFUSED',
    'Det här är den sista administratören för hela organisationen. Lägg till en annan först. / This is the last administrator of the whole organisation. Add another one first.',
  );
}
