import { randomBytes } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { insertApiToken } from './api-token.repository.ts';
import { API_TOKEN_BYTES, formatApiToken, hashApiToken } from './api-token.ts';
import { requireDepartment } from './require-department.service.ts';
import type { TokenRole } from './role.ts';

/**
 * Makes an API token for a role, limited to a department's subtree where one is named.
 * Only its hash is stored: the answer is the one time the token can be read.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (a department that has become part of another)
 */
export async function createToken(
  deps: { db: Database },
  now: Date,
  input: { role: TokenRole; department?: string | undefined },
): Promise<{ id: number; token: string }> {
  const token = formatApiToken(randomBytes(API_TOKEN_BYTES));
  const id = await insertApiToken(deps.db, {
    hash: hashApiToken(token),
    role: input.role,
    department_id:
      input.department === undefined ? null : await requireDepartment(deps.db, input.department),
    created_at: now,
  });
  return { id, token };
}
