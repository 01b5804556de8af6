import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LongLineError, plainLines } from '../../../src/roster/plain-lines.ts';

/** Text without quotes, with every kind of line break, and cut into pieces anywhere. */
const pieces = fc.array(
  fc
    .array(fc.constantFrom('a', 'å', ';', ';', '\n', '\r\n', '\r', ' ', '1'), { maxLength: 12 })
    .map((parts) => parts.join('')),
  { maxLength: 6 },
);

function read(parts: readonly string[]) {
  const lines = plainLines(';', 1_000);
  return [...parts.flatMap((part) => lines.add(part)), ...lines.end()];
}

test('gives what the parser gives, wherever the text is cut', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      // A carriage return and a line feed that meet at a cut are one line break.
      const whole = parse(parts.join(''), {
        delimiter: ';',
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
        info: true,
      }) as unknown as { record: string[]; info: { records: number; empty_lines: number } }[];
      expect(read(parts)).toEqual(
        whole.map(({ record, info }) => ({ row: info.records + info.empty_lines, cells: record })),
      );
    }),
  );
});

test('rule 14: a line without end is refused before it fills the memory', () => {
  const lines = plainLines(';', 10);
  expect(lines.add('a;b\n123456')).toEqual([{ row: 1, cells: ['a', 'b'] }]);
  expect(() => lines.add('789012')).toThrow(new LongLineError(2));
});
