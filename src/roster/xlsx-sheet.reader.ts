import {
  columnOfReference,
  longestEscape,
  readIsoCell,
  readNumberCell,
  referenceOf,
  unescapeText,
} from './cell-value.ts';
import { damagedWorkbook, invalidFile } from './invalid-file.ts';
import type { RosterLimits } from './roster-limits.ts';
import { emptyScan, type ScannedRow, scanRow } from './sheet-bytes.ts';
import type { SheetRow } from './sheet-row.ts';
import type { Sheet, Workbook } from './xlsx-workbook.reader.ts';
import { parseXml, type XmlHandlers, type XmlShortcut } from './xml.reader.ts';
import type { Zip } from './zip.reader.ts';

/**
 * The rows of a sheet that hold anything, in batches as they are unpacked. Cells that hold
 * nothing cost nothing, however many a sheet has been formatted with.
 * @throws AppError FILE_INVALID
 */
export async function* readSheet(
  zip: Zip,
  workbook: Workbook,
  sheet: Sheet,
  limits: RosterLimits,
): AsyncGenerator<SheetRow[]> {
  let ready: SheetRow[] = [];
  const { handlers, shortcut } = collectRows(workbook, limits, (row) => ready.push(row));
  const chunks = zip.read(sheet.part, limits.partBytes);
  for await (const _chunk of parseXml(chunks, handlers, limits, shortcut)) {
    if (ready.length === 0) continue;
    yield ready;
    ready = [];
  }
  if (ready.length > 0) yield ready;
}

function collectRows(
  workbook: Workbook,
  limits: RosterLimits,
  emit: (row: SheetRow) => void,
): { handlers: XmlHandlers; shortcut: XmlShortcut } {
  let [inData, row, rows, cells, characters] = [false, 0, 0, [] as string[], 0];
  let [inCell, column, type, style] = [false, -1, '', ''];
  let [value, capturing, phonetic] = ['', false, 0];

  const openRow = (given: number) => {
    rows += 1;
    row = given;
    if (!Number.isInteger(row) || row < 1 || row > limits.gridRows || rows > limits.gridRows)
      throw tooManyRows(limits);
    [cells, characters, column] = [[], 0, -1];
  };
  const openCell = (attributes: Record<string, string>) => {
    const at = attributes.r === undefined ? column + 1 : columnOfReference(attributes.r);
    if (at === undefined) throw damagedWorkbook();
    [inCell, column, value, phonetic] = [true, at, '', 0];
    type = attributes.t ?? 'n';
    style = attributes.s ?? '0';
  };
  const closeCell = () => {
    inCell = false;
    if (value !== '') addCell(cellText(workbook, type, style, value));
  };
  const addCell = (text: string) => {
    if (text === '') return;
    if (column >= limits.columns) throw tooManyColumns(column, row, limits);
    characters += text.length;
    if (text.length > limits.cellCharacters || characters > limits.rowCharacters)
      throw tooLong(column, row, limits);
    while (cells.length < column) cells.push('');
    cells[column] = text;
  };

  const closeRow = () => {
    if (cells.length > 0) emit({ row, cells });
    cells = [];
  };
  const textOf = scannedText(workbook);
  const scanned = emptyScan();
  const take = (bytes: Buffer, start: number): number => {
    let at = start;
    for (; scanRow(bytes, at, scanned); at = scanned.end) {
      openRow(scanned.row);
      for (let index = 0; index < scanned.count; index += 1) {
        column = scanned.columns[index] ?? 0;
        addCell(textOf(bytes, scanned, index));
      }
      closeRow();
    }
    return at;
  };

  const handlers: XmlHandlers = {
    open(name, attributes) {
      if (name === 'sheetData') inData = true;
      else if (!inData) return;
      else if (name === 'c') openCell(attributes);
      else if (name === 'v' || name === 't') capturing = inCell && phonetic === 0;
      else if (name === 'row') openRow(attributes.r === undefined ? row + 1 : Number(attributes.r));
      else if (name === 'rPh') phonetic += 1;
    },
    text(piece) {
      if (!capturing) return;
      value = value === '' ? piece : value + piece;
      if (value.length > limits.cellCharacters * longestEscape) throw tooLong(column, row, limits);
    },
    close(name) {
      if (!inData) return;
      if (name === 'c') closeCell();
      else if (name === 'v' || name === 't') capturing = false;
      else if (name === 'row') closeRow();
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'sheetData') inData = false;
    },
  };
  return { handlers, shortcut: { parent: 'sheetData', child: 'row', take } };
}

const [sharedText, yesOrNo] = ['s'.charCodeAt(0), 'b'.charCodeAt(0)];
const mostDates = 10_000;

/** What a scanned cell says; the few dates of a list are worked out once. */
function scannedText(workbook: Workbook) {
  const dates = new Map<number, string>();
  return (bytes: Buffer, cells: ScannedRow, index: number): string => {
    const [from, to] = [cells.from[index] ?? 0, cells.to[index] ?? 0];
    if (from === to) return '';
    const [type, number] = [cells.types[index], cells.numbers[index] ?? -1];
    if (type === sharedText && number >= 0) {
      const text = workbook.texts.get(number);
      if (text === undefined) throw damagedWorkbook();
      return text;
    }
    const style = cells.styles[index] ?? 0;
    const value = bytes.toString('latin1', from, to);
    const letter = type === sharedText ? 's' : type === yesOrNo ? 'b' : 'n';
    if (letter !== 'n' || number < 0 || workbook.formats[style]?.kind !== 'date')
      return cellText(workbook, letter, String(style), value);
    const known = dates.get(number);
    if (known !== undefined) return known;
    const date = cellText(workbook, letter, String(style), value);
    if (dates.size < mostDates) dates.set(number, date);
    return date;
  };
}

/** What a cell says, as one would type it (ECMA-376 part 1, 18.18.11). */
function cellText(workbook: Workbook, type: string, style: string, value: string): string {
  switch (type) {
    case 's': {
      const text = /^\s*\d+\s*$/.test(value) ? workbook.texts.get(Number(value)) : undefined;
      if (text === undefined) throw damagedWorkbook();
      return text;
    }
    case 'n': {
      const format = workbook.formats[Number(style)] ?? { kind: 'plain' };
      return readNumberCell(value.trim(), format, workbook.since1904);
    }
    case 'b':
      return value.trim() === '1' || value.trim() === 'true' ? 'SANT' : 'FALSKT';
    case 'd':
      return readIsoCell(value.trim());
    default:
      return unescapeText(value);
  }
}

function tooManyRows(limits: RosterLimits) {
  return invalidFile(
    `Bladet har fler rader än de ${limits.gridRows} som ett kalkylblad rymmer. Kopiera raderna till en ny arbetsbok och spara den.`,
    `The sheet has more rows than the ${limits.gridRows} of a spreadsheet. Copy the rows to a new workbook and save it.`,
  );
}

function tooManyColumns(column: number, row: number, limits: RosterLimits) {
  const cell = referenceOf(column, row);
  return invalidFile(
    `Filen har fler än ${limits.columns} kolumner: det står något i cell ${cell}. Ta bort det och spara igen.`,
    `The file has more than ${limits.columns} columns: there is something in cell ${cell}. Remove it and save again.`,
  );
}

function tooLong(column: number, row: number, limits: RosterLimits) {
  const cell = referenceOf(column, row);
  return invalidFile(
    `Texten i cell ${cell} har mer än ${limits.cellCharacters} tecken, eller raden mer än ${limits.rowCharacters}. Korta den eller ta bort kolumnen.`,
    `The text in cell ${cell} has more than ${limits.cellCharacters} characters, or its row more than ${limits.rowCharacters}. Shorten it or remove the column.`,
  );
}
