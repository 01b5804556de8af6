import { expect, test } from 'vitest';
import { countWords, lix } from '../../../src/course/readability.ts';

test('words keep their hyphens, apostrophes, points and colons inside', () => {
  expect(countWords('IT-säkerhet är kommunens ansvar, sa VD:n kl. 07.30.')).toBe(8);
  expect(countWords(' – … ')).toBe(0);
});

test('LIX is words per sentence plus the percentage of words longer than six letters', () => {
  // 4 words, 1 sentence, no long word; then one of five is long.
  expect(lix('Hon går hem nu.')).toBe(4);
  expect(lix('Hon cyklade hem i dag.')).toBe(5 + 20);
  // Six letters is not long, seven is: 10 words, 2 sentences, 1 long.
  expect(lix('Vi ser en svanen i en damm. Den simmade bort!')).toBe(5 + 10);
});

test('an item of a list and a paragraph end a sentence, a point inside a word does not', () => {
  expect(lix('- ett två\n- tre fyra')).toBe(2);
  expect(lix('ett två\n\ntre fyra')).toBe(2);
  expect(lix('kl. 07.30 i dag')).toBe(2);
  expect(lix('”Ett två.” Tre fyra.')).toBe(2);
  expect(lix('')).toBe(0);
});
