import { expect, test } from 'vitest';
import { verifiedAddress } from '../../../src/access/oidc-address.ts';
import { cookieNames, localPath } from '../../../src/access/session-cookie.ts';
import { csrfTokenOf, isCsrfToken } from '../../../src/access/session-secret.ts';
import { networkKey } from '../../../src/access/sign-in-limits.ts';
import { signInMail } from '../../../src/access/sign-in-mail.ts';
import { readUserRows } from '../../../src/access/user-list.ts';

test.each([
  ['/users?x=1&y=å', undefined],
  ['/users?x=1&y=2', '/users?x=1&y=2'],
  ['/', '/'],
  ['//evil.test/', undefined],
  ['/\\evil.test/', undefined],
  ['/a/..//evil.test', undefined],
  ['/./\\/evil.test', undefined],
  ['https://evil.test/', undefined],
  ['javascript:alert(1)', undefined],
  ['/a\r\nlocation: x', undefined],
  ['/a b', undefined],
  ['', undefined],
  [undefined, undefined],
])('only paths of this service are gone to: %j -> %j', (text, expected) => {
  expect(localPath(text)).toBe(expected);
});

test('cookies have the prefix that browsers guard, wherever https allows it', () => {
  expect(Object.values(cookieNames(true)).every((name) => name.startsWith('__Host-'))).toBe(true);
  expect(Object.values(cookieNames(false)).some((name) => name.startsWith('__Host-'))).toBe(false);
});

test('a CSRF token is for one session, and nothing else passes for it', () => {
  const secret = 'a'.repeat(43);
  const token = csrfTokenOf(secret);
  expect(isCsrfToken(secret, token)).toBe(true);
  for (const other of [
    csrfTokenOf('b'.repeat(43)),
    '',
    token.slice(1),
    undefined,
    null,
    [token],
    {},
  ])
    expect(isCsrfToken(secret, other), JSON.stringify(other)).toBe(false);
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
  ['2001:DB8:1:2::1', '2001:0db8:0001:0002::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::1', '::2', true],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ['192.0.2.1', '192.0.2.2', false],
])('attempts from %s and from %s count together: %s', (one, other, together) => {
  expect(networkKey(one).equals(networkKey(other))).toBe(together);
});

const email = { claim: 'email', trusted: false };
test.each([
  [{ email: 'A@B.se', email_verified: true }, email, 'a@b.se'],
  [{ email: 'a@b.se', email_verified: 'true' }, email, 'a@b.se'],
  [{ email: 'a@b.se', xms_edov: '1' }, email, 'a@b.se'],
  [{ email: 'a@b.se' }, email, undefined],
  [{ email: 'a@b.se', email_verified: 'no' }, email, undefined],
  [{ email: ['a@b.se'], email_verified: true }, email, undefined],
  [{ email: 'a@b.se, c@d.se', email_verified: true }, email, undefined],
  // What email_verified says is not about another claim.
  [{ upn: 'a@b.se', email_verified: true }, { claim: 'upn', trusted: false }, undefined],
  [{ upn: 'a@b.se' }, { claim: 'upn', trusted: true }, 'a@b.se'],
  [{ email: 'a@b.se' }, { claim: 'upn', trusted: true }, undefined],
])('of %j with %j the address is %j', (claims, settings, expected) => {
  expect(verifiedAddress(claims, settings)).toBe(expected);
});

test('the mail says the link in both parts and both languages, and escapes what it is given', () => {
  const url = 'https://nanokurs.test/sign-in/x?next=%2Fa';
  const values = { url, organisation: 'A & <B>', help: '<help>', trial: false };
  const { subject, text, html } = signInMail('en', values);
  expect(subject).toBe('Sign in to Nanokurs, A & <B>');
  expect(text.split(url)).toHaveLength(3);
  expect(text.indexOf('Here is the link')).toBeLessThan(text.indexOf('Här är länken'));
  expect(html).not.toMatch(/<B>|<help>|TRIAL/);
  expect(signInMail('sv', { ...values, trial: true }).text).toContain('PROVLÄGE');
});

test('a list of users: headings, whole organisation, and what cannot be read, by line and field', () => {
  const { rows, problems } = readUserRows([
    ['Adress', 'Roll', 'Enhet'],
    ['anna@b.se', 'Leader', '20'],
    [''],
    ['bo@b.se', 'hr', ''],
    ['eva', 'chef', '20'],
  ]);
  expect(rows).toEqual([
    { line: 2, address: 'anna@b.se', role: 'leader', department: '20' },
    { line: 4, address: 'bo@b.se', role: 'hr', department: undefined },
  ]);
  expect(problems.map(({ line, field, value }) => [line, field, value])).toEqual([
    [5, 'address', 'eva'],
    [5, 'role', 'chef'],
  ]);
});
