import { expect, test } from 'vitest';
import { columnReader, textColumn, textOrNull } from '../../../src/roster/text-column.ts';

function textsOf(column: string | null): (string | null)[] {
  const next = columnReader(column);
  const texts: (string | null)[] = [];
  for (let text = next(); text !== undefined; text = next()) texts.push(textOrNull(text));
  return texts;
}

test('a column of texts comes back as it was, with a null more', () => {
  const values = ['', 'Åsa', null, '7', 'a\nb'];
  expect(textsOf(textColumn(values))).toEqual([...values, null]);
  expect(() => textColumn(['a\u001fb'])).toThrow(RangeError);
  expect(textsOf(textColumn([]))).toEqual([null]);
});

test('so does one that is split piece by piece', () => {
  const values = Array.from({ length: 9_000 }, (_, at) => (at % 7 ? `värde ${at}` : ''));
  expect(textsOf(textColumn(values))).toEqual([...values, null]);
});

test('no values are not one empty value', () => {
  expect([textsOf(null), textsOf('')]).toEqual([[], ['']]);
});
