import { expect, test } from 'vitest';
import { likePattern, readPersonQuery } from '../../../src/roster/person-query.ts';

test.each([
  ['', 'none'],
  ['  \u0000 ', 'none'],
  ['a', 'short'],
  ['7', { words: ['7'] }],
  ['Berg, Kim', { words: ['Berg', 'Kim'] }],
  ['19121212-1212', 'identity'],
  ['Kim 191212121212', 'identity'],
  ['a b c d e f g', { words: ['a', 'b', 'c', 'd', 'e', 'f'] }],
])('%j is read as %j', (text, expected) => {
  expect(readPersonQuery(text)).toEqual(expected);
});

test('what LIKE would take for a pattern is text', () => {
  expect(likePattern('50%_\\')).toBe('50\\%\\_\\\\');
});
