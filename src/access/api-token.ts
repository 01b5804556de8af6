import { createHash } from 'node:crypto';

/** How many random bytes a token is made of. */
export const API_TOKEN_BYTES = 32;

const shape = /^nk_[A-Za-z0-9_-]{43}$/;

/** `nk_` and 32 bytes in base64url; the prefix lets people and secret scanners recognise it. */
export function formatApiToken(bytes: Uint8Array): string {
  if (bytes.length !== API_TOKEN_BYTES)
    throw new RangeError(`An API token needs ${API_TOKEN_BYTES} bytes, not ${bytes.length}.`);
  return `nk_${Buffer.from(bytes).toString('base64url')}`;
}

/**
 * SHA-256 of the token as written. A fast hash is enough: 256 random bits cannot be guessed,
 * and finding the row by this hash leaves nothing of the token to be timed.
 */
export function hashApiToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** The token in an `Authorization: Bearer nk_…` header; undefined where there is none of that shape. */
export function readBearerToken(header: string | undefined): string | undefined {
  const [scheme, token, ...rest] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || rest.length > 0) return undefined;
  return token !== undefined && shape.test(token) ? token : undefined;
}
