import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rosterLimits } from '../../../src/roster/roster-limits.ts';
import {
  emptyScan,
  scanRow,
  scanSharedText,
  sharedTextFrom,
} from '../../../src/roster/sheet-bytes.ts';
import { parseWholeXml, type XmlShortcut } from '../../../src/roster/xml.reader.ts';

const scanned = (text: string) => {
  const into = emptyScan();
  return scanRow(Buffer.from(text), 0, into) ? into : undefined;
};
const cellsOf = (text: string) => {
  const row = scanned(text);
  return [...(row?.numbers.subarray(0, row.count) ?? [])];
};

describe('a row in bytes', () => {
  it('is read where it is written as usual', () => {
    const row = scanned(
      '<row r="12" spans="1:3" x14ac:dyDescent="0.25"><c r="A12" t="s"><v>7</v></c><c r="AB12" s="3"/><c r="XFD12" s="1"><v>45000.5</v></c></row><row',
    );
    expect(row?.row).toBe(12);
    expect([...(row?.columns.subarray(0, 3) ?? [])]).toEqual([0, 27, 16_383]);
    expect([...(row?.styles.subarray(0, 3) ?? [])]).toEqual([0, 3, 1]);
    expect(row?.numbers[0]).toBe(7);
    expect(row?.numbers[2]).toBe(-1);
    expect(cellsOf('<row r="1"><c r="A1"><v>123456789</v></c></row>')).toEqual([123_456_789]);
  });

  it.each([
    '<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
    '<row r="1"><c r="A1" t="s"><v>&#55;</v></c></row>',
    '<row r="1"><c><v>1</v></c></row>',
    '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    '<row r="1" r="2"></row>',
    '<row r="1"/>',
    '<row r="1"><c r="A1"><v>1</v></c>',
    '<x:row r="1"></x:row>',
  ])('is left to the parser: %s', (text) => {
    expect(scanned(text)).toBeUndefined();
  });

  it('a shared text ends at its tag, and what needs a parser is left to it', () => {
    expect(scanSharedText(Buffer.from('<si><t>Åsa</t></si>'), 0)).toBe(sharedTextFrom + 4);
    for (const inside of ['a&amp;b', 'a_x000D_b', 'a]]>b', 'a\rb', '<b/>', '\uffff'])
      expect(scanSharedText(Buffer.from(`<si><t>${inside}</t></si>`), 0)).toBe(-1);
    expect(scanSharedText(Buffer.from('<si><t xml:space="preserve"> a</t></si>'), 0)).toBe(-1);
  });
});

describe('the way past the parser', () => {
  const child = fc.oneof(
    fc.nat(99).map((n) => `<row r="${n}"><c r="A1"><v>${n}</v></c></row>`),
    fc.nat(99).map((n) => `<row r="${n}" ><c r="A1"><v>${n}</v></c></row>`),
    fc.constantFrom(
      '<!-- </row><row r="5"></row> -->',
      '<row r="7"/>',
      '\n',
      '<row r="8"><c r="A1" t="str"><v>å&lt;</v></c></row>',
      '<row r="9"><c r="A1"><v><![CDATA[</row>]]></v></c></row>',
      '<other><row r="3"></row></other>',
    ),
  );

  it('gives the same rows in the same order, wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(child), fc.integer({ min: 1, max: 200 }), async (parts, size) => {
        const xml = `<worksheet><sheetData>${parts.join('')}</sheetData><row r="1"></row></worksheet>`;
        expect(await rowsOf(xml, size, true)).toEqual(await rowsOf(xml, size, false));
      }),
    );
  });
});

/** Numbers of the rows that stand right in the sheet's data, and how they end. */
async function rowsOf(xml: string, size: number, short: boolean): Promise<string[]> {
  const bytes = Buffer.from(xml);
  const path: string[] = [];
  const rows: string[] = [];
  const inData = () => path.length === 2 && path[1] === 'sheetData';
  const into = emptyScan();
  const shortcut: XmlShortcut = {
    parent: 'sheetData',
    child: 'row',
    take(given, start) {
      let at = start;
      for (; scanRow(given, at, into); at = into.end) rows.push(String(into.row));
      return at;
    },
  };
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  await parseWholeXml(
    chunks(),
    {
      open(name, { r = '' }) {
        if (name === 'row' && inData()) rows.push(r);
        path.push(name);
      },
      close: () => void path.pop(),
    },
    rosterLimits,
    short ? shortcut : undefined,
  );
  return rows;
}
