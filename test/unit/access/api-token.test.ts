import { expect, test } from 'vitest';
import { formatApiToken, hashApiToken, readBearerToken } from '../../../src/access/api-token.ts';

const token = formatApiToken(new Uint8Array(32).fill(255));

test('a token is nk_ and 43 characters of base64url', () => {
  expect(token).toBe(`nk_${'_'.repeat(42)}8`);
});

test('a token of too few bytes is not made', () => {
  expect(() => formatApiToken(new Uint8Array(16))).toThrow(RangeError);
});

test('the hash is SHA-256 of the token as written', () => {
  expect(hashApiToken('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('the scheme is read in any case', () => {
  expect(readBearerToken(`Bearer ${token}`)).toBe(token);
  expect(readBearerToken(`bearer ${token}`)).toBe(token);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  token,
  `Basic ${token}`,
  `Bearer ${token} x`,
  `Bearer ${token}x`,
  `Bearer ${token.slice(3)}`,
  `Bearer ${'x'.repeat(100_000)}`,
])('rule 14: %j holds no token', (header) => {
  expect(readBearerToken(header)).toBeUndefined();
});
