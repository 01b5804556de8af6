import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvFile } from '../../../src/web/csv.ts';

const read = (text: string): string[][] =>
  parse(text, { bom: true, delimiter: ';', record_delimiter: '\r\n' });

test('opens as a table in Swedish Excel: BOM, semicolons, CRLF', () => {
  expect(csvFile(['Avdelning', 'Klara'], [['Åsbo förskola', 12]])).toBe(
    '\uFEFFAvdelning;Klara\r\nÅsbo förskola;12\r\n',
  );
});

test('a hidden figure is an empty cell, and zero is zero', () => {
  expect(csvFile(['a', 'b', 'c'], [['Enhet', null, 0]])).toContain('Enhet;;0\r\n');
});

test.each(['=1+1', '+46', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', '\r=1'])(
  'no spreadsheet runs %j: it becomes text',
  (cell) => {
    const [, [value] = []] = read(csvFile(['a'], [[cell]]));
    expect(value).toBe(`'${cell}`);
  },
);

test('numbers below zero stay numbers', () => {
  expect(csvFile(['a'], [[-3]])).toContain('\r\n-3\r\n');
});

test('any table comes back as it was, but for the apostrophe', () => {
  const cell = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const [, ...back] = read(csvFile(['a', 'b'], rows));
      expect(back).toHaveLength(rows.length);
      for (const [i, cells] of rows.entries())
        for (const [j, text] of cells.entries()) expect([text, `'${text}`]).toContain(back[i]?.[j]);
    }),
  );
});
