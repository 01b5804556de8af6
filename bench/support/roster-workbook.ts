import { rosterHeader, rosterRows } from './roster-files.ts';
import { writeZip } from './zip-file.ts';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const compatibility = 'http://schemas.openxmlformats.org/markup-compatibility/2006';
const dyDescent = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';

const letters = rosterHeader.map((_label, at) => String.fromCharCode(65 + at));
const isDate = rosterHeader.map((label) => label.startsWith('Anställd '));
/** Style 1 of `styles`, in the built-in format 14: a day as the reader's country writes it. */
const dateStyle = 1;

/**
 * The rows of `writeCsv` in the workbook that Excel saves of them: every text once in the shared
 * strings, whatever its column, codes and numbers as text so that zeros in front stay, dates as
 * serial numbers in a date format, and no cell where there is nothing.
 */
export async function writeXlsx(path: string, people: number, version: 1 | 2): Promise<void> {
  const texts = collectTexts();
  await writeZip(path, [
    { name: '[Content_Types].xml', chunks: () => [contentTypes] },
    { name: '_rels/.rels', chunks: () => [relations(['officeDocument', 'xl/workbook.xml'])] },
    { name: 'xl/workbook.xml', chunks: () => [workbook] },
    {
      name: 'xl/_rels/workbook.xml.rels',
      chunks: () => [
        relations(
          ['worksheet', 'worksheets/sheet1.xml'],
          ['styles', 'styles.xml'],
          ['sharedStrings', 'sharedStrings.xml'],
        ),
      ],
    },
    { name: 'xl/worksheets/sheet1.xml', chunks: () => sheet(people, version, texts.indexOf) },
    { name: 'xl/styles.xml', chunks: () => [styles] },
    { name: 'xl/sharedStrings.xml', chunks: () => texts.part() },
  ]);
}

function collectTexts() {
  const numbers = new Map<string, number>();
  let count = 0;
  return {
    indexOf(text: string): number {
      count += 1;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size);
      return numbers.size - 1;
    },
    *part(): Generator<string> {
      yield `${declaration}<sst xmlns="${main}" count="${count}" uniqueCount="${numbers.size}">`;
      yield* batched(numbers.keys(), (text) => `<si><t>${escaped(text)}</t></si>`);
      yield '</sst>';
    },
  };
}

function* sheet(
  people: number,
  version: 1 | 2,
  indexOf: (text: string) => number,
): Generator<string> {
  let row = 0;
  const spans = `spans="1:${letters.length}" x14ac:dyDescent="0.25"`;
  const line = (cells: readonly string[]) => {
    row += 1;
    const inside = cells.map((cell, at) => {
      if (cell === '') return '';
      const place = `${letters[at]}${row}`;
      return isDate[at] && row > 1
        ? `<c r="${place}" s="${dateStyle}"><v>${serialOf(cell)}</v></c>`
        : `<c r="${place}" t="s"><v>${indexOf(cell)}</v></c>`;
    });
    return `<row r="${row}" ${spans}>${inside.join('')}</row>`;
  };
  // As many join as leave, so both versions have a row for each of `people`.
  const range = `A1:${letters.at(-1)}${people + 1}`;
  yield `${declaration}<worksheet xmlns="${main}" xmlns:r="${office}" xmlns:mc="${compatibility}" mc:Ignorable="x14ac" xmlns:x14ac="${dyDescent}"><dimension ref="${range}"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><sheetData>`;
  yield line(rosterHeader);
  yield* batched(rosterRows(people, version), line);
  yield '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>';
}

function* batched<Item>(items: Iterable<Item>, write: (item: Item) => string): Generator<string> {
  let text = '';
  for (const item of items) {
    text += write(item);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Days since 30 December 1899, as a workbook of the 1900 system counts them from March 1900. */
function serialOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function relations(...parts: [kind: string, target: string][]): string {
  const listed = parts.map(
    ([kind, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${office}/${kind}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${packages}/relationships">${listed.join('')}</Relationships>`;
}

const contentTypes = `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/></Types>`;

const workbook = `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr defaultThemeVersion="124226"/><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>`;

const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
