import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { findDepartmentId } from '../../src/access/department-subtree.repository.ts';
import type { Role } from '../../src/access/role.ts';
import { insertSession } from '../../src/access/session.repository.ts';
import { cookieNames } from '../../src/access/session-cookie.ts';
import { csrfTokenOf, formatSecret, hashSecret } from '../../src/access/session-secret.ts';
import { insertGrant, saveUser } from '../../src/access/user.repository.ts';
import type { Database } from '../../src/platform/database.ts';

export type SignedIn = {
  userId: number;
  /** Value of a Cookie header. */
  cookie: string;
  csrf: string;
  get(url: string): Promise<Answer>;
  /** Sends a form with its CSRF token. */
  post(url: string, form?: Record<string, string>): Promise<Answer>;
};
type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

/**
 * Somebody signed in, by a session put straight into the database. Grants are `role` for the
 * whole organisation or `role:CODE` for a department's subtree.
 */
export async function signIn(
  app: FastifyInstance,
  db: Database,
  address: string,
  grants: readonly (Role | `${Role}:${string}`)[],
  { https = false } = {},
): Promise<SignedIn> {
  const secret = formatSecret(randomBytes(32));
  const userId = await db.transaction().execute(async (trx) => {
    const { id } = await saveUser(trx, { address });
    for (const grant of grants) {
      const [role, code] = grant.split(':') as [Role, string?];
      const departmentId = code === undefined ? null : await findDepartmentId(trx, code);
      if (departmentId === undefined) throw new Error(`There is no department ${code}.`);
      await insertGrant(trx, { userId: id, role, departmentId });
    }
    await insertSession(trx, hashSecret(secret), id);
    return id;
  });
  const cookie = `${cookieNames(https).session}=${secret}`;
  const csrf = csrfTokenOf(secret);
  return {
    userId,
    cookie,
    csrf,
    get: (url) => app.inject({ url, headers: { cookie } }),
    post: (url, form = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ csrf, ...form }).toString(),
      }),
  };
}
