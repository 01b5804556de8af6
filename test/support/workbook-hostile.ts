import { createHash } from 'node:crypto';
import {
  inlineRows,
  packedRepeat,
  sheetXml,
  workbookOf,
  workbookParts,
  type ZipPart,
  zipOf,
} from './workbook.ts';

const heading = inlineRows([
  ['Anställningsnummer', 'Förnamn', 'Efternamn', 'E-post', 'Enhetskod'],
  ['000405', 'Åsa', 'Öberg', 'asa.oberg@exempelkommun.test', '1001'],
]);
const [opening = '', closing = ''] = sheetXml('|').split('|');
const withSheet = (xml: string | Omit<ZipPart, 'name'>) => workbookOf({ sheets: [{ xml }] });
const rows = (cells: string) => withSheet(sheetXml(heading + cells));

/** Text that packs badly, so that no ratio gives it away; the same at every call. */
function noise(length: number, from = 1): string {
  const outputLength = Math.ceil(length / 2);
  return createHash('shake256', { outputLength })
    .update(String(from))
    .digest('hex')
    .slice(0, length);
}

/** Workbooks made to exhaust who reads them, by what they do; each is built when called for. */
export const hostileWorkbooks: Record<string, () => Buffer> = {
  'shared strings that unpack to 1 GB': () =>
    workbookOf({
      sheets: [{ xml: sheetXml(`${heading}<row><c t="s"><v>0</v></c></row>`) }],
      sharedStrings: packedRepeat('<sst>', '<si><t>aaaaaaaaaaaaaaaaaaaa</t></si>', 3e7, '</sst>'),
    }),
  'one shared string of 1 GB, its size falsified': () =>
    workbookOf({
      sheets: [{ xml: sheetXml(heading) }],
      sharedStrings: {
        ...packedRepeat('<sst><si><t>', 'a'.repeat(1_000), 1e6, '</t></si></sst>'),
        claimedSize: 5_000,
      },
    }),
  'many different shared strings': () =>
    workbookOf({
      sheets: [{ xml: sheetXml(heading) }],
      sharedStrings: `<sst>${Array.from({ length: 9_000 }, (_, at) => `<si><t>${noise(8_000, at)}</t></si>`).join('')}</sst>`,
    }),
  'a sheet of 1 GB of spaces': () =>
    withSheet(packedRepeat(opening + heading, ' '.repeat(1_000), 1e6, closing)),
  'a sheet of 1 GB of spaces, its size falsified': () =>
    withSheet({
      ...packedRepeat(opening + heading, ' '.repeat(1_000), 1e6, closing),
      claimedSize: 2_000_000,
    }),
  'spaces below the limit of inflation': () =>
    withSheet(packedRepeat(opening + heading, ' '.repeat(1_000), 7_000, closing)),
  '40 million rows': () => withSheet(packedRepeat(opening + heading, '<row/>', 4e7, closing)),
  '40 million rows, their size falsified': () =>
    withSheet({ ...packedRepeat(opening + heading, '<row/>', 4e7, closing), claimedSize: 7e6 }),
  'more rows than a spreadsheet has': () =>
    withSheet(packedRepeat(opening + heading, '<row/>', 1.2e6, closing)),
  'more filled rows than are read': () =>
    rows(
      Array.from({ length: 200_001 }, (_, at) => `<row><c><v>${noise(12, at)}</v></c></row>`).join(
        '',
      ),
    ),
  'a part larger than it says': () =>
    zipOf(
      workbookParts({ sheets: [{ xml: sheetXml(heading) }] }).map((part) =>
        part.name.includes('sheet1') ? { ...part, claimedSize: 40 } : part,
      ),
    ),
  'a part smaller than it says': () =>
    zipOf(
      workbookParts({ sheets: [{ xml: sheetXml(heading) }] }).map((part) =>
        part.name.includes('sheet1') ? { ...part, claimedSize: 4_000_000 } : part,
      ),
    ),
  'one cell at XFD1048576': () => rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
  'a row and a cell beyond any spreadsheet': () =>
    rows('<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'),
  'a DTD with entities': () =>
    withSheet(
      `<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;&c;</t></is></c></row></sheetData></worksheet>`,
    ),
  'a DTD without end': () =>
    withSheet(packedRepeat('<!DOCTYPE a [', '<!ENTITY a "aaaaaaaaa">', 3e5, ']>')),
  'nested zips': () => {
    let zip = zipOf([{ name: 'inside.xlsx', data: rows('') }]);
    for (let depth = 0; depth < 20; depth += 1) zip = zipOf([{ name: 'inside.zip', data: zip }]);
    return zip;
  },
  'a zip where a sheet should be': () => withSheet({ data: rows(''), stored: true }),
  '10,000 columns': () =>
    withSheet(sheetXml(inlineRows([Array.from({ length: 10_000 }, (_, at) => `Kolumn ${at}`)]))),
  'elements 100,000 deep': () => rows('<a>'.repeat(100_000)),
  'an element of a million attributes': () =>
    rows(`<row ${Array.from({ length: 1e6 }, (_, at) => `a${at}="1"`).join(' ')}/>`),
  'a comment of 7 MB': () =>
    withSheet(packedRepeat(`${opening}<!--`, 'a'.repeat(1_000), 7_000, `-->${closing}`)),
  'a cell of 5 MB': () => rows(`<row><c t="str"><v>${noise(5e6)}</v></c></row>`),
  'one long text in every cell': () =>
    workbookOf({
      sheets: [
        {
          xml: sheetXml(heading + `<row>${'<c t="s"><v>0</v></c>'.repeat(9)}</row>`.repeat(20_000)),
        },
      ],
      sharedStrings: `<sst><si><t>${'a'.repeat(9_999)}</t></si></sst>`,
    }),
  'millions of formats': () =>
    workbookOf({
      sheets: [{ xml: sheetXml(heading) }],
      styles: `<styleSheet><cellXfs>${'<xf/>'.repeat(1.5e6)}</cellXfs></styleSheet>`,
    }),
  'a million sheets': () =>
    zipOf(
      workbookParts({ sheets: [{ xml: sheetXml(heading) }] }).map((part) =>
        part.name === 'xl/workbook.xml'
          ? {
              ...part,
              data: String(part.data).replace(
                '</sheets>',
                `${'<sheet r:id="r"/>'.repeat(4e5)}</sheets>`,
              ),
            }
          : part,
      ),
    ),
  '60,000 parts': () =>
    zipOf(
      Array.from({ length: 60_000 }, (_, at) => ({ name: `xl/${at}.xml`, data: '', stored: true })),
    ),
  'one part twice': () =>
    zipOf([
      ...workbookParts({ sheets: [{ xml: sheetXml(heading) }] }),
      { name: 'XL/worksheets/sheet1.xml', data: sheetXml('') },
    ]),
  'a part with a password': () =>
    zipOf(
      workbookParts({ sheets: [{ xml: sheetXml(heading) }] }).map((part) =>
        part.name.includes('sheet1') ? { ...part, flags: 1 } : part,
      ),
    ),
};
