import { randomBytes } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { findSession, rotateSession, type Session } from './session.repository.ts';
import { formatSecret, hashSecret, isSecret, SECRET_BYTES } from './session-secret.ts';

/** A session that a request came with, and the secret in its cookie. */
export type Opened = { session: Session; secret: string };

/** The session that a cookie opens, unless it has ended. */
export async function openSession(
  deps: { db: Database },
  cookie: string | undefined,
): Promise<Opened | undefined> {
  if (!isSecret(cookie)) return undefined;
  const session = await findSession(deps.db, hashSecret(cookie));
  return session === undefined ? undefined : { session, secret: cookie };
}

/**
 * Gives a session whose roles have changed another id; the cookie then has to hold the new secret.
 * Where another request of the same browser has just done so, nothing changes.
 */
export async function renewSession(deps: { db: Database }, opened: Opened): Promise<Opened> {
  if (!opened.session.rotate) return opened;
  const secret = formatSecret(randomBytes(SECRET_BYTES));
  const done = await rotateSession(deps.db, hashSecret(opened.secret), hashSecret(secret));
  return done ? { ...opened, secret } : opened;
}
