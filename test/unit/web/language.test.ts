import { expect, test } from 'vitest';
import { negotiateLanguage } from '../../../src/web/language.ts';

test.each([
  [undefined, 'sv'],
  ['', 'sv'],
  ['*', 'sv'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['EN-us', 'en'],
  ['sv-SE,sv;q=0.9,en;q=0.8', 'sv'],
  ['en;q=0.5, sv;q=0.7', 'sv'],
  ['sv;q=0.2,en;q=0.9', 'en'],
  ['de-DE,de;q=0.9,en;q=0.4', 'en'],
  ['de,fr', 'sv'],
  ['en;q=0', 'sv'],
  ['en;q=x,sv', 'sv'],
])('a browser that prefers "%s" gets %s', (header, language) => {
  expect(negotiateLanguage(header, undefined)).toBe(language);
});

test('what the address asks for wins, and what it cannot ask for is passed over', () => {
  expect(negotiateLanguage('sv', 'en')).toBe('en');
  expect(negotiateLanguage('en', 'sv')).toBe('sv');
  expect(negotiateLanguage('en', 'de')).toBe('en');
});
