import { describe, expect, it } from 'vitest';
import {
  columnOfReference,
  isSpreadsheetError,
  readIsoCell,
  readNumberCell,
  referenceOf,
  unescapeText,
} from '../../../src/roster/cell-value.ts';
import { padDigits, readNumberFormat } from '../../../src/roster/number-format.ts';
import { relationPartOf, resolvePart } from '../../../src/roster/package-part.ts';
import { dayOfSerial } from '../../../src/roster/serial-date.ts';
import { createTextPool } from '../../../src/roster/text-pool.ts';
import { createTextStore } from '../../../src/roster/text-store.ts';

describe('references', () => {
  it.each([
    ['A1', 0],
    ['Z9', 25],
    ['AA10', 26],
    ['XFD1048576', 16_383],
  ])('%s is column %i', (reference, column) => {
    expect(columnOfReference(reference)).toBe(column);
    expect(referenceOf(column, Number(/\d+/.exec(reference)))).toBe(reference);
  });

  it.each(['', '1', 'A', 'XFE1', 'ZZZZ1', 'a1', 'Å1', '-1'])('%j is none', (reference) =>
    expect(columnOfReference(reference)).toBeUndefined(),
  );
});

describe('dayOfSerial', () => {
  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [25_569, false, '1970-01-01'],
    [46_296, false, '2026-10-01'],
    [46_296.999_99, false, '2026-10-01'],
    [46_295.999_999_99, false, '2026-10-01'],
    [2_958_465, false, '9999-12-31'],
    [0, true, '1904-01-01'],
    [44_834, true, '2026-10-01'],
  ])('%d (1904: %s) is %s', (serial, since1904, day) =>
    expect(dayOfSerial(serial, since1904)).toBe(day),
  );

  it.each([
    [0, false],
    [60, false],
    [-1, false],
    [-1, true],
    [2_958_466, false],
    [2_958_465, true],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('%d (1904: %s) is no day', (serial, since1904) =>
    expect(dayOfSerial(serial, since1904)).toBeUndefined(),
  );
});

describe('readNumberFormat', () => {
  it.each([
    [14, undefined, 'date'],
    [22, undefined, 'date'],
    [58, undefined, 'date'],
    [20, undefined, 'plain'],
    [46, undefined, 'plain'],
    [0, undefined, 'plain'],
    [164, 'yyyy\\-mm\\-dd', 'date'],
    [164, '[$-41D]d mmmm yyyy;@', 'date'],
    [164, 'mmm', 'date'],
    [14, 'yyyy-mm-dd', 'date'],
    [164, 'hh:mm:ss', 'plain'],
    [164, '[h]:mm', 'plain'],
    [164, '0.00" dagar"', 'plain'],
    [164, '[Red]0.0', 'plain'],
    [164, '#,##0.00', 'plain'],
    [164, '0', 'plain'],
    [164, 'General', 'plain'],
    [164, '000000', 'padded'],
    [164, '000000\\-0000', 'padded'],
    [164, '00 00;[Red]-00', 'padded'],
    [164, '', 'plain'],
    [164, '"', 'plain'],
  ])('%i %j is %s', (id, code, kind) => expect(readNumberFormat(id, code).kind).toBe(kind));

  it('pads from the right, and loses no digit', () => {
    expect(padDigits('405', '000000')).toBe('000405');
    expect(padDigits('123456789', '000-0000')).toBe('12345-6789');
    expect(padDigits('7', '00 00')).toBe('00 07');
  });
});

describe('cell values', () => {
  const plain = { kind: 'plain' } as const;
  it.each([
    ['405', '405'],
    ['405.0', '405'],
    ['1.9801084E7', '19801084'],
    ['-3', '-3'],
    ['0.5', '0.5'],
    ['12.340', '12.340'],
    ['1E+30', '1E+30'],
    ['000405', '405'],
    ['hej', 'hej'],
  ])('the number %s reads %s', (text, read) =>
    expect(readNumberCell(text, plain, false)).toBe(read),
  );

  it('follows the format', () => {
    expect(readNumberCell('405', { kind: 'padded', pattern: '000000' }, false)).toBe('000405');
    expect(readNumberCell('46296', { kind: 'date' }, false)).toBe('2026-10-01');
    expect(readNumberCell('44834', { kind: 'date' }, true)).toBe('2026-10-01');
    expect(readNumberCell('0', { kind: 'date' }, false)).toBe('0');
  });

  it('rule 14: is not held up by what is made to be slow', () => {
    const digits = `${'1'.repeat(70_000)}x`;
    expect(readNumberCell(digits, plain, false)).toBe(digits);
    expect(readNumberFormat(164, '['.repeat(250_000)).kind).toBe('plain');
  });

  it('keeps the day of an ISO time, and control characters as they were', () => {
    expect(readIsoCell('2026-10-01T00:00:00')).toBe('2026-10-01');
    expect(readIsoCell('2026-10-01')).toBe('2026-10-01');
    expect(unescapeText('a_x000D_b_x005F_x000D_')).toBe('a\rb_x000D_');
  });

  it('knows what a failed formula shows, in either language', () => {
    for (const text of ['#N/A', '#REF!', '#SAKNAS!', '#division/0!', ' #NAMN? '])
      expect(isSpreadsheetError(text)).toBe(true);
    for (const text of ['', '#1', 'N/A', '# Kansli']) expect(isSpreadsheetError(text)).toBe(false);
  });
});

describe('parts of a package', () => {
  it.each([
    ['xl/workbook.xml', 'worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml'],
    ['xl/workbook.xml', '/xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml'],
    ['xl/workbook.xml', './a/../b.xml', 'xl/b.xml'],
    ['xl/workbook.xml', '../../../../etc/passwd', 'etc/passwd'],
    ['', 'xl/workbook.xml', 'xl/workbook.xml'],
  ])('from %j to %j is %j', (owner, target, part) => expect(resolvePart(owner, target)).toBe(part));

  it('keep their relations beside them', () => {
    expect(relationPartOf('')).toBe('_rels/.rels');
    expect(relationPartOf('xl/workbook.xml')).toBe('xl/_rels/workbook.xml.rels');
  });
});

describe('createTextStore', () => {
  it('gives back every text, also across its blocks', () => {
    const store = createTextStore(1_000_000, 10_000_000);
    const text = (index: number) => `Östgård ${index} ${'å'.repeat(index % 97)}`;
    for (let index = 0; index < 20_000; index += 1) expect(store.add(text(index))).toBe(true);
    for (let index = 0; index < 20_000; index += 1) expect(store.get(index)).toBe(text(index));
    for (const index of [20_000, -1, 0.5, Number.NaN]) expect(store.get(index)).toBeUndefined();
  });

  it('gives its memory back, and its texts with it', () => {
    const store = createTextStore(10, 100);
    store.add('a');
    store.free();
    expect(store.get(0)).toBeUndefined();
    expect([store.add('b'), store.get(0)]).toEqual([true, 'b']);
  });

  it('rule 14: is full at either limit', () => {
    const few = createTextStore(2, 1_000);
    expect(['a', '', 'c'].map((text) => few.add(text))).toEqual([true, true, false]);
    const small = createTextStore(10, 5);
    expect(['aaa', 'bbb'].map((text) => small.add(text))).toEqual([true, false]);
  });
});

describe('createTextPool', () => {
  it('gives equal texts, whatever their letters and however many', () => {
    const pool = createTextPool();
    for (let index = 0; index < 5_000; index += 1)
      for (const text of [`Vaktmästare ${index}`, '田中 är en lång text 😀', 'kort', ''])
        expect(pool(text)).toBe(text);
  });
});
