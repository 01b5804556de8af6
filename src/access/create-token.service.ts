import { randomBytes } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Role } from './access.table.ts';
import { insertApiToken } from './api-token.repository.ts';
import { API_TOKEN_BYTES, formatApiToken, hashApiToken } from './api-token.ts';
import { findDepartmentId } from './department-subtree.repository.ts';

/**
 * Makes an API token for a role, limited to a department's subtree where one is named.
 * Only its hash is stored: the answer is the one time the token can be read.
 * @throws AppError DEPARTMENT_UNKNOWN
 */
export async function createToken(
  deps: { db: Database },
  now: Date,
  input: { role: Role; department?: string | undefined },
): Promise<{ token: string }> {
  const token = formatApiToken(randomBytes(API_TOKEN_BYTES));
  await insertApiToken(deps.db, {
    hash: hashApiToken(token),
    role: input.role,
    department_id:
      input.department === undefined ? null : await requireDepartment(deps.db, input.department),
    created_at: now,
  });
  return { token };
}

async function requireDepartment(db: Database, code: string): Promise<number> {
  const id = await findDepartmentId(db, code);
  if (id === undefined)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      `No department has the code "${code}". Codes come from the imported roster and are matched exactly.`,
    );
  return id;
}
