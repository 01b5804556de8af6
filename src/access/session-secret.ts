import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How many random bytes a session, a sign-in link and the key of a form are made of. */
export const SECRET_BYTES = 32;

const shape = /^[A-Za-z0-9_-]{43}$/;

export function formatSecret(bytes: Uint8Array): string {
  if (bytes.length !== SECRET_BYTES)
    throw new RangeError(`A secret needs ${SECRET_BYTES} bytes, not ${bytes.length}.`);
  return Buffer.from(bytes).toString('base64url');
}

export function isSecret(text: string | undefined): text is string {
  return text !== undefined && shape.test(text);
}

/** What the database keeps of a secret: 256 random bits need no slow hash. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** The token that every form of a session carries. It follows from the cookie and cannot be turned back. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('nanokurs csrf').digest('base64url');
}

/** Takes the same time whatever was sent. */
export function isCsrfToken(secret: string, sent: unknown): boolean {
  const right = Buffer.from(csrfTokenOf(secret));
  const given = Buffer.from(typeof sent === 'string' ? sent : '');
  return given.length === right.length && timingSafeEqual(given, right);
}
