import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/platform/errors.ts';
import { openRosterFile } from '../../src/roster/roster-file.reader.ts';
import { rosterLimits } from '../../src/roster/roster-limits.ts';
import type { RawRow } from '../../src/roster/roster-row.ts';
import { openRosterSheet } from '../../src/roster/roster-sheet.reader.ts';
import { rosterFile } from '../support/roster-cases.ts';
import {
  inlineRows,
  sharedXml,
  sheetXml,
  stylesXml,
  type WorkbookGiven,
  workbookOf,
  workbookParts,
  zipOf,
} from '../support/workbook.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-reader-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Rows as they stand, with their numbers in front; the name tells nothing. */
async function read(content: Buffer | string, sheet?: string, limits = rosterLimits) {
  const path = join(folder, 'lista.dat');
  await writeFile(path, content);
  const rows: [number, ...string[]][] = [];
  for await (const batch of (await openRosterSheet(path, limits, sheet)).batches)
    for (const { row, cells } of batch) rows.push([row, ...cells]);
  return rows;
}
const readSheet = (rows: string, given: Partial<WorkbookGiven> = {}) =>
  read(workbookOf({ sheets: [{ xml: sheetXml(rows) }], ...given }));

async function refusal(content: Buffer | string, sheet?: string, limits = rosterLimits) {
  const error = await read(content, sheet, limits).catch((caught: unknown) => caught);
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.code).toBe('FILE_INVALID');
  return error.detail ?? '';
}

describe('a workbook', () => {
  it('gives the same rows as the CSV of the same list', async () => {
    const open = async (name: string) => {
      const { columns, width, batches } = await openRosterFile(rosterFile(name));
      const all: RawRow[] = [];
      for await (const batch of batches) all.push(...batch);
      return { columns, width, all };
    };
    const csv = await open('personal-2026-09.csv');
    expect(csv.all).toHaveLength(1434);
    expect(await open('personal-2026-09.xlsx')).toEqual(csv);
  });

  it('has shared, inline and formula texts, runs put together and readings left out', async () => {
    const shared = `<sst><si><t>Åsa</t></si><si><r><t>Öst</t></r><r><rPr><b/></rPr><t xml:space="preserve">gård </t></r><rPh sb="0" eb="1"><t>ruby</t></rPh></si><si/></sst>`;
    const rows = await readSheet(
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line &amp; co</t></r><rPh><t>ruby</t></rPh></is></c><c r="E1" t="str"><f>A1&amp;B1</f><v>ÅsaÖ</v></c><c r="F1" t="inlineStr"><is><t><![CDATA[<b>]]></t></is></c></row>`,
      { sharedStrings: shared },
    );
    expect(rows).toEqual([[1, 'Åsa', 'Östgård ', '', 'inline & co', 'ÅsaÖ', '<b>']]);
  });

  it('counts rows and cells on where they carry no reference', async () => {
    const v = (text: string, r = '') => `<c${r && ` r="${r}"`}><v>${text}</v></c>`;
    const rows = await readSheet(
      `<row>${v('1')}${v('2')}</row><row/><row>${v('3', 'C3')}${v('4')}</row><row r="9">${v('5', 'B9')}<c r="D9" s="1"/></row><row>${v('6')}</row>`,
    );
    expect(rows).toEqual([
      [1, '1', '2'],
      [3, '', '', '3', '4'],
      [9, '', '5'],
      [10, '6'],
    ]);
  });

  it('may prefix its names', async () => {
    const xml = sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>Åsa</t></is></c></row>')
      .replaceAll(/<(\/?)(?=[a-z])/gi, '<$1x:')
      .replace('xmlns=', 'xmlns:x=');
    expect(xml).toContain('<x:row r="1">');
    expect(await read(workbookOf({ sheets: [{ xml }] }))).toEqual([[1, 'Åsa']]);
  });

  it('has booleans, errors, numbers and dates by their formats', async () => {
    const styles = stylesXml([0, '000000', 14, 'yyyy\\-mm\\-dd', '0.00']);
    const cells = `<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c s="0"><v>4.05E2</v></c><c s="1"><v>405</v></c><c s="2"><v>46296</v></c><c s="3" t="n"><v>46296.5</v></c><c s="4"><v>0.5</v></c><c t="d"><v>2026-10-01T00:00:00</v></c><c t="str" s="1"><v>0007</v></c><c s="99"><v>7</v></c></row>`;
    expect(await readSheet(cells, { styles })).toEqual([
      [
        1,
        'SANT',
        'FALSKT',
        '#DIV/0!',
        '405',
        '000405',
        '2026-10-01',
        '2026-10-01',
        '0.5',
        '2026-10-01',
        '0007',
        '7',
      ],
    ]);
    const since1904 = { styles, date1904: true };
    expect(await readSheet('<row><c s="2"><v>44834</v></c></row>', since1904)).toEqual([
      [1, '2026-10-01'],
    ]);
  });

  it('is found through its relations: from the root, strict, in any case', async () => {
    const sheets = [{ xml: sheetXml(inlineRows([['Åsa']])) }];
    const absolute = workbookOf({ sheets, target: (n) => `/xl/worksheets/Sheet${n}.XML` });
    expect(await read(absolute)).toEqual([[1, 'Åsa']]);
    expect(await read(workbookOf({ sheets, strict: true }))).toEqual([[1, 'Åsa']]);
    const elsewhere = workbookParts({ sheets }).map((part) => ({
      ...part,
      name: part.name.replace('xl/', 'bok/'),
      data: String(part.data).replace('Target="xl/', 'Target="/bok/'),
    }));
    expect(await read(zipOf(elsewhere))).toEqual([[1, 'Åsa']]);
  });

  it('is read in UTF-16 too, and stored without packing', async () => {
    const xml = sheetXml(inlineRows([['Åsa 田']])).replace('UTF-8', 'UTF-16');
    const data = Buffer.from(`\ufeff${xml}`, 'utf16le');
    expect(await read(workbookOf({ sheets: [{ xml: { data, stored: true } }] }))).toEqual([
      [1, 'Åsa 田'],
    ]);
  });

  it('gives its first visible sheet with anything in it, or the one asked for', async () => {
    const sheet = (name: string, rows: string[][], state?: string) => ({
      name,
      xml: sheetXml(inlineRows(rows)),
      ...(state ? { state } : {}),
    });
    const book = workbookOf({
      sheets: [
        sheet('Dold', [['dold']], 'hidden'),
        sheet('Tom', [['']]),
        sheet('Personal', [['a'], ['b']]),
        sheet('Sist', [['c']]),
      ],
    });
    expect(await read(book)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(await read(book, 'sist')).toEqual([[1, 'c']]);
    expect(await read(book, 'Dold')).toEqual([[1, 'dold']]);
    expect(await refusal(book, 'Lön')).toMatch(/Dold, Tom, Personal, Sist.*\/ .*such sheet/);
    expect(await read(workbookOf({ sheets: [sheet('Tom', [])] }))).toEqual([]);
  });

  it('may be formatted far beyond its rows and columns', async () => {
    const empty = '<c r="XFD1" s="1"/>';
    const rows = `${inlineRows([['a']])}<row r="1048576" s="1">${empty}</row>`;
    expect(await readSheet(rows)).toEqual([[1, 'a']]);
  });

  it('is refused where its bytes do not check', async () => {
    const parts = workbookParts({ sheets: [{ xml: sheetXml(inlineRows([['Åsa'], ['Bo']])) }] });
    const stored = zipOf(parts.map((part) => ({ ...part, stored: true })));
    expect(await read(stored)).toEqual([
      [1, 'Åsa'],
      [2, 'Bo'],
    ]);
    stored.write('Ba', stored.indexOf('>Bo<') + 1);
    expect(await refusal(stored)).toMatch(/skadad/);
    const wrong = `<row><c t="s"><v>7</v></c></row>`;
    const sheets = [{ xml: sheetXml(wrong) }];
    expect(await refusal(workbookOf({ sheets, sharedStrings: sharedXml(['a']) }))).toMatch(
      /skadad/,
    );
  });

  it('rule 14: keeps the limits on rows, columns, cells and text', async () => {
    const book = workbookOf({
      sheets: [{ xml: sheetXml(inlineRows([['abc', 'd'], ['e'], ['f']])) }],
    });
    const limited = (given: Partial<typeof rosterLimits>) =>
      refusal(book, undefined, { ...rosterLimits, ...given });
    expect(await limited({ rows: 1 })).toMatch(/fler än 1 rader/);
    expect(await limited({ gridRows: 2 })).toMatch(/fler rader än de 2/);
    expect(await limited({ columns: 1 })).toMatch(/cell B1/);
    expect(await limited({ cellCharacters: 2 })).toMatch(/cell A1 har mer än 2/);
    expect(await limited({ rowCharacters: 3 })).toMatch(/cell B1/);
    expect(await limited({ characters: 5 })).toMatch(/tecken i sina celler/);
    expect(await limited({ partBytes: 100 })).toMatch(/större än/);
    expect(await limited({ workbookBytes: 100 })).toMatch(/större än/);
    expect(await limited({ zipEntries: 3 })).toMatch(/för många delar/);
    expect(await limited({ describedItems: 0 })).toMatch(/skadad/);
    expect(await limited({ xmlDepth: 2 })).toMatch(/skadad/);
    expect(await limited({ inflation: 1, inflationFrom: 1 })).toMatch(/orimligt mycket/);
    expect(await read(book, undefined, { ...rosterLimits, rows: 2, columns: 2 })).toHaveLength(3);
  });
});

describe('another kind of file is refused with what to do', () => {
  const remedy = /(Spara|spara).*(\.xlsx eller CSV|ny arbetsbok).* \/ /;
  it.each([
    ['.xls or a password', Buffer.from('d0cf11e0a1b11ae1'.padEnd(200, '0'), 'hex'), remedy],
    ['.xlsb', zipOf([{ name: 'xl/workbook.bin', data: 'x' }]), remedy],
    [
      '.ods',
      zipOf([
        { name: 'mimetype', data: 'x' },
        { name: 'content.xml', data: 'x' },
      ]),
      remedy,
    ],
    [
      '.docx',
      zipOf([
        { name: '[Content_Types].xml', data: 'x' },
        { name: 'word/document.xml', data: 'x' },
      ]),
      remedy,
    ],
    ['a zip', zipOf([{ name: 'lista.csv', data: 'a;b' }]), /Packa upp.* \/ /],
    ['an empty zip', zipOf([]), /Packa upp.* \/ /],
    ['PDF', '%PDF-1.7\n', remedy],
    ['a web page', '<html><table><tr><td>Anst.nr</td></tr></table></html>', remedy],
    ['XML in UTF-16', Buffer.from('\ufeff<?xml version="1.0"?><Workbook/>', 'utf16le'), remedy],
    ['gzip', Buffer.from('1f8b0800', 'hex'), /Packa upp.* \/ /],
    ['binary', Buffer.from('a;b\n\0\u0001\u0002'), remedy],
  ])('%s', async (_what, content, expected) => {
    expect(await refusal(content)).toMatch(expected);
  });
});

describe('CSV', () => {
  const heading = 'Anst.nr;Namn\r\n';
  it('is known by its bytes, in any encoding', async () => {
    const rows = [
      [1, 'Anst.nr', 'Förnamn'],
      [2, '000405', 'Åsa'],
    ];
    const text = 'Anst.nr;Förnamn\r\n000405;Åsa\r\n';
    const mac = Buffer.from(
      [...text].map((one) => ({ ö: 0x9a, Å: 0x81 })[one] ?? one.charCodeAt(0)),
    );
    const utf16 = Buffer.from(text, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(text, 'latin1'),
      mac,
      utf16,
      Buffer.from(utf16).swap16(),
    ])
      expect(await read(bytes)).toEqual(rows);
  });

  it('with its first å on the last of many rows is read in one way throughout', async () => {
    const many = `${heading}${'1;Kim\r\n'.repeat(30_000)}2;Åsa\r\n`;
    const rows = await read(Buffer.from(many, 'latin1'));
    expect(rows).toHaveLength(30_002);
    expect(rows.at(-1)).toEqual([30_002, '2', 'Åsa']);
  });

  it('in two encodings gives no row, and the line where the second begins', async () => {
    const many = Buffer.from(`${heading}${'1;Åsa\r\n'.repeat(30_000)}`);
    const mixed = Buffer.concat([many, Buffer.from('2;Pär\r\n', 'latin1')]);
    expect(await refusal(mixed)).toMatch(/rad 30002 är inte UTF-8/);
    expect(await refusal(Buffer.from('\ufeffa;b\n1', 'utf16le').subarray(0, -1))).toMatch(
      /inte går att läsa/,
    );
  });

  it('may name its delimiter, break lines in quotes and end in blank lines', async () => {
    expect(await read('sep=,\r\na,b\r\n"1\n;2","x ""y"""\r\n\r\n3\r\n,\r\n\r\n')).toEqual([
      [1, 'a', 'b'],
      [2, '1\n;2', 'x "y"'],
      [4, '3'],
    ]);
  });

  it('rule 14: keeps the limits on blank rows and cells', async () => {
    const text = `a;b\n\n\n${'x'.repeat(50)};y\n`;
    expect(await refusal(text, undefined, { ...rosterLimits, gridRows: 3 })).toMatch(/fler än 3/);
    expect(await refusal(text, undefined, { ...rosterLimits, cellCharacters: 49 })).toMatch(
      /rad 4/,
    );
  });
});
