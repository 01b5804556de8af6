import { expect, test } from 'vitest';
import { findOtherZeros, sampleNumbers } from '../../../src/roster/leading-zeros.ts';
import type { ReadRow } from '../../../src/roster/roster-row.ts';

const bad = (number: string): ReadRow => ({ kind: 'bad', row: 2, number, problems: [] });
const found = (rows: ReadRow[], stored: string[]) => findOtherZeros(sampleNumbers(rows), stored);

test('numbers that Excel has taken the zeros from are found, and those that are as they were not', () => {
  expect(found([bad('1'), bad('2'), bad('7')], ['0001', '0002', '7'])).toEqual({
    numbers: 2,
    lookedAt: 3,
    example: { file: '1', stored: '0001' },
  });
  expect(found([bad('00001')], ['001'])).toMatchObject({ numbers: 1 });
  expect(found([bad('1'), bad('0')], ['1', '01', '0'])).toBeUndefined();
  const many = Array.from({ length: 20 }, (_, at) => bad(String(at + 1)));
  expect(found(many, ['01', '02', '03'])).toBeUndefined();
});

test('rule 9: no protected person’s number is the example', () => {
  const row: ReadRow = { kind: 'protected', number: '5' };
  expect(found([row], ['0005'])).toEqual({ numbers: 1, lookedAt: 1, example: undefined });
  expect(found([row, bad('6')], ['0005', '0006'])?.example?.file).toBe('6');
});
