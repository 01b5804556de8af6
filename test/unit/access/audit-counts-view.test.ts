import { expect, test } from 'vitest';
import { countsText } from '../../../src/access/audit-counts-view.ts';

test('counts of the log read as words, and unknown names as they are', () => {
  const details = { joiners: 1409, held: 0, hold: 7, later: 2 };
  expect(countsText('sv', details).replace(/\s/g, ' ')).toBe(
    '1 409 nya, 0 att ta ställning till, uppehåll 7, later 2',
  );
  expect(countsText('en', details)).toContain('0 held for review, hold 7, later 2');
  expect(countsText('sv', {})).toBe('');
});
