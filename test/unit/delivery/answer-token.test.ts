import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnswerToken,
  createKeyring,
  signAnswerToken,
  verifyAnswerToken,
} from '../../../src/delivery/answer-token.ts';

const secret = 'a secret of at least thirty-two characters';
const keyring = createKeyring([secret]);
const now = new Date('2026-08-31T08:00:00Z');
const example: AnswerToken = {
  purpose: 'answer',
  delivery: 123_456,
  question: 0,
  option: 2,
  expires: new Date('2026-12-01T00:00:00Z'),
};

const tokens: fc.Arbitrary<AnswerToken> = fc.record({
  purpose: fc.constantFrom('answer', 'preview'),
  delivery: fc.maxSafeNat(),
  question: fc.nat(255),
  option: fc.option(fc.nat(254), { nil: undefined }),
  expires: fc.nat(2 ** 32 - 1).map((minutes) => new Date(minutes * 60_000)),
});

describe('answer token', () => {
  test('comes back as it was signed, 44 characters that need no escaping', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const text = signAnswerToken(keyring, token);
        expect(text).toMatch(/^[A-Za-z0-9_-]{44}$/);
        const state = now < token.expires ? 'valid' : 'expired';
        expect(verifyAnswerToken(keyring, text, now)).toEqual({ state, token });
      }),
    );
  });

  test('rule 14: one changed character makes it invalid, wherever it stands', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const text = signAnswerToken(keyring, example);
    for (let at = 0; at < text.length; at += 1)
      for (const character of alphabet) {
        if (character === text[at]) continue;
        const forged = text.slice(0, at) + character + text.slice(at + 1);
        expect(verifyAnswerToken(keyring, forged, now)).toEqual({ state: 'invalid' });
      }
  });

  test('rule 14: any other text is invalid and never throws', () => {
    const text = signAnswerToken(keyring, example);
    const spellings = [`${text}=`, `${text} `, ` ${text}`, `${text}\n`, text.slice(1), `${text}A`];
    for (const other of ['', '.', ...spellings, text.repeat(1000)])
      expect(verifyAnswerToken(keyring, other, now)).toEqual({ state: 'invalid' });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (other) => {
        expect(verifyAnswerToken(keyring, other, now)).toEqual({ state: 'invalid' });
      }),
    );
    const bytes = fc.uint8Array({ minLength: 33, maxLength: 33 });
    fc.assert(
      fc.property(bytes, (random) => {
        const other = Buffer.from(random).toString('base64url');
        expect(verifyAnswerToken(keyring, other, now)).toEqual({ state: 'invalid' });
      }),
    );
  });

  test('expires at its minute, not before', () => {
    const text = signAnswerToken(keyring, example);
    const before = new Date(example.expires.getTime() - 1);
    expect(verifyAnswerToken(keyring, text, before).state).toBe('valid');
    expect(verifyAnswerToken(keyring, text, example.expires).state).toBe('expired');
  });

  test('a new key signs, the old one still verifies until it is dropped', () => {
    const newer = 'another secret of thirty-two characters';
    const rotated = createKeyring([newer, secret]);
    const old = signAnswerToken(keyring, example);
    const fresh = signAnswerToken(rotated, example);
    expect(fresh).not.toBe(old);
    expect(verifyAnswerToken(rotated, old, now).state).toBe('valid');
    expect(verifyAnswerToken(rotated, fresh, now).state).toBe('valid');
    expect(verifyAnswerToken(keyring, fresh, now).state).toBe('invalid');
    expect(verifyAnswerToken(createKeyring([newer]), old, now).state).toBe('invalid');
  });

  test('a preview cannot be turned into an answer', () => {
    const bytes = Buffer.from(
      signAnswerToken(keyring, { ...example, purpose: 'preview' }),
      'base64url',
    );
    const answer = Buffer.from(signAnswerToken(keyring, example), 'base64url');
    bytes.writeUInt8(answer.readUInt8(0), 0);
    expect(verifyAnswerToken(keyring, bytes.toString('base64url'), now).state).toBe('invalid');
    answer.subarray(0, 4).copy(bytes);
    expect(verifyAnswerToken(keyring, bytes.toString('base64url'), now).state).toBe('invalid');
  });

  test('numbers that do not fit are refused instead of cut', () => {
    const wrong: Partial<AnswerToken>[] = [
      { delivery: -1 },
      { delivery: 1.5 },
      { delivery: 2 ** 53 },
      { question: 256 },
      { question: 0.5 },
      { option: 255 },
      { option: 256 },
      { option: -1 },
      { expires: new Date(8.64e15) },
      { expires: new Date(Number.NaN) },
    ];
    for (const change of wrong)
      expect(() => signAnswerToken(keyring, { ...example, ...change })).toThrow(RangeError);
    expect(() => createKeyring([])).toThrow(RangeError);
  });
});
