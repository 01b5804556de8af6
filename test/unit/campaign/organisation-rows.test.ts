import { expect, test } from 'vitest';
import { mostAtOnce, shownRows } from '../../../src/campaign/organisation-rows.ts';

const row = (code: string, name: string, level: number) => ({ code, name, level });
const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code).join(' ');

test('a search keeps what was found with what it lies under, and a large tree is shown from the top', () => {
  const tree = [
    row('10', 'Vård', 0),
    row('11', 'Hemtjänst', 1),
    row('111', 'Hemtjänst Öst', 2),
    row('12', 'Kansli', 1),
    row('20', 'Skola', 0),
  ];
  const find = (words: string) => codes(shownRows(tree, { words, all: false }));
  expect(find('')).toBe('10 11 111 12 20');
  expect(find('öst HEM')).toBe('10 11 111');
  expect(find('12')).toBe('10 12');
  expect(find('finns inte')).toBe('');
  const large = [...tree, ...Array.from({ length: mostAtOnce }, (_, at) => row(`x${at}`, 'E', 1))];
  expect(codes(shownRows(large, { words: '', all: false }))).toBe('10 20');
  expect(shownRows(large, { words: '', all: true })).toHaveLength(large.length);
});
