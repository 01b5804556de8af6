import { expect, test } from 'vitest';
import { rejectLine } from '../../../src/roster/reject-file.ts';
import type { Column } from '../../../src/roster/roster-header.ts';

const columns: Column[] = [{ index: 0, label: 'Namn', field: 'lastName' }];

test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', "' =1+1"],
  ['＝1+1', "'＝1+1"],
  ['+46 70 123', '+46 70 123'],
  ['-cmd|x', "'-cmd|x"],
  ['Åsa-Li', 'Åsa-Li'],
])('what a spreadsheet would run is text, what is none stays: %j', (cell, shown) => {
  const raw = { row: 2, cells: [cell], width: 1, surplus: false };
  expect(rejectLine(columns, raw, [], ';')).toBe(`${shown};\r\n`);
});
