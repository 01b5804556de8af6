import { randomBytes } from 'node:crypto';
import type { Database, Trx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { recordAudit } from './audit.repository.ts';
import { endSession, insertSession, removeEndedSessions } from './session.repository.ts';
import { formatSecret, hashSecret, isSecret, SECRET_BYTES } from './session-secret.ts';
import {
  bindSubject,
  consumeSignInLink,
  countAttempt,
  findSignInLink,
  findSigningIn,
  insertSignInLink,
  type LinkProof,
  noteSignIn,
  removeOldSignIns,
  type SigningIn,
} from './sign-in.repository.ts';
import { addressKey, addressLimit, networkKey, networkLimit } from './sign-in-limits.ts';

export type SignInDeps = {
  db: Database;
  log: Log;
  /** Sends the link; rejects where the relay did not take it. */
  mailLink(to: SigningIn, link: { secret: string; next: string | undefined }): Promise<void>;
};

/** Whether one more attempt may come from there. */
export async function mayTry(deps: { db: Database }, ip: string): Promise<boolean> {
  return countAttempt(deps.db, networkKey(ip), networkLimit);
}

/**
 * Mails a link to whoever has an account with this address; others get nothing. Run it after the
 * answer has gone: then neither what that says nor how long it takes depends on the address.
 * @param asked.next the path within the service to go to afterwards.
 * @param asked.browser the hash of what the form's cookie holds.
 */
export async function requestSignIn(
  deps: SignInDeps,
  address: string,
  { next, browser }: { next: string | undefined; browser: Buffer | null },
): Promise<void> {
  const user = await findSigningIn(deps.db, address);
  // Postgres and JavaScript differ over some letters: whoever gets the mail is counted by one spelling.
  const key = addressKey(user?.address ?? address);
  const within = await countAttempt(deps.db, key, addressLimit);
  if (user === undefined || !within) return;
  const secret = formatSecret(randomBytes(SECRET_BYTES));
  await insertSignInLink(deps.db, { hash: hashSecret(secret), userId: user.userId, browser });
  await deps.mailLink(user, { secret, next });
  await removeOldSignIns(deps.db);
  await removeEndedSessions(deps.db);
}

/** The secret of a new session, or why there is none. */
export type SignedInBy =
  | { session: string }
  | { refused: 'link' | 'proof' | 'account' | 'subject' };

/**
 * Uses a mailed link up and begins a session. Scanners that press buttons have neither the cookie
 * of the browser that asked nor the address, so they leave the link as it was (DESIGN rule 1).
 * Neither has whoever is talked into opening the link of somebody else's account.
 * @param before the secret of the session that the browser still has; it ends.
 */
export async function signInByLink(
  deps: { db: Database },
  now: Date,
  input: { secret: string; before: string | undefined; proof: LinkProof },
): Promise<SignedInBy> {
  if (!isSecret(input.secret)) return { refused: 'link' };
  const hash = hashSecret(input.secret);
  return deps.db.transaction().execute(async (trx) => {
    const user = await consumeSignInLink(trx, hash, input.proof);
    if (user === undefined) {
      const link = await findSignInLink(trx, hash, input.proof.browser);
      return { refused: link?.state === 'open' && !link.known ? 'proof' : 'link' } as const;
    }
    return { session: await beginSession(trx, now, user.userId, input.before) };
  });
}

/**
 * Begins a session for whom an identity provider vouches. The first sign-in binds the account to
 * that identity, so that an address given to somebody else later opens nothing.
 */
export async function signInByProvider(
  deps: { db: Database },
  now: Date,
  input: { address: string; subject: string; before: string | undefined },
): Promise<SignedInBy> {
  return deps.db.transaction().execute(async (trx) => {
    const user = await findSigningIn(trx, input.address);
    if (user === undefined) return { refused: 'account' as const };
    if (!(await bindSubject(trx, user.userId, input.subject)))
      return { refused: 'subject' as const };
    return { session: await beginSession(trx, now, user.userId, input.before) };
  });
}

async function beginSession(
  trx: Trx,
  now: Date,
  userId: number,
  before: string | undefined,
): Promise<string> {
  const secret = formatSecret(randomBytes(SECRET_BYTES));
  if (isSecret(before)) await endSession(trx, hashSecret(before));
  await insertSession(trx, hashSecret(secret), userId);
  await noteSignIn(trx, userId);
  const subject = String(userId);
  await recordAudit(trx, now, { kind: 'user', id: userId, role: null }, [
    { action: 'user.sign-in', subject },
  ]);
  return secret;
}
