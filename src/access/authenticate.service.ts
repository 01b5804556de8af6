import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { findApiToken, noteApiTokenUse } from './api-token.repository.ts';
import { hashApiToken, readBearerToken } from './api-token.ts';
import type { AuditActor } from './audit.ts';
import { departmentSubtree } from './department-subtree.repository.ts';
import type { TokenRole } from './role.ts';
import type { VisibleDepartments } from './visible-departments.ts';

/** Who asks, by which token, and which departments every report to them is limited to (DESIGN rule 10). */
export type Principal = { tokenId: number; role: TokenRole; visible: VisibleDepartments };

/**
 * Reads an `Authorization` header. Why it fails is not told apart, so that nobody learns
 * whether a token once existed.
 * @throws AppError UNAUTHORISED where the token is missing, unknown or revoked.
 */
export async function authenticate(db: Database, header: string | undefined): Promise<Principal> {
  const token = readBearerToken(header);
  const found = token === undefined ? undefined : await findApiToken(db, hashApiToken(token));
  if (found === undefined)
    throw new AppError(
      'UNAUTHORISED',
      'Send a valid API token as "Authorization: Bearer nk_…". `token create` makes one.',
    );
  await noteApiTokenUse(db, found.id);
  return {
    tokenId: found.id,
    role: found.role,
    visible: found.departmentId === null ? 'all' : await departmentSubtree(db, found.departmentId),
  };
}

/** What a scope of routes keeps the principal of a request under. */
export const principalKey = 'principal';

/** How the audit trail names them. */
export function actorOf({ tokenId, role }: Principal): AuditActor {
  return { kind: 'token', id: tokenId, role };
}

/** @throws AppError FORBIDDEN where the role is none of those allowed. */
export function requireRole(principal: Principal, allowed: readonly TokenRole[]): void {
  if (!allowed.includes(principal.role))
    throw new AppError(
      'FORBIDDEN',
      `The role ${principal.role} may not read this; ${allowed.join(' or ')} may.`,
    );
}
