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
import type { SheetRow } from './sheet-row.ts';
import type { Sheet, Workbook } from './xlsx-workbook.reader.ts';
import { parseXml, type XmlHandlers } from './xml.reader.ts';
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
  const handlers = collectRows(workbook, limits, (row) => ready.push(row));
  for await (const _chunk of parseXml(zip.read(sheet.part, limits.partBytes), handlers, limits)) {
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
): XmlHandlers {
  let [inData, row, rows, cells, characters] = [false, 0, 0, [] as string[], 0];
  let [inCell, column, type, style] = [false, -1, '', ''];
  let [value, capturing, phonetic] = ['', false, 0];

  const openRow = (reference: string | undefined) => {
    rows += 1;
    row = reference === undefined ? row + 1 : Number(reference);
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
    const text = value === '' ? '' : cellText(workbook, type, style, value);
    if (text === '') return;
    if (column >= limits.columns) throw tooManyColumns(column, row, limits);
    characters += text.length;
    if (text.length > limits.cellCharacters || characters > limits.rowCharacters)
      throw tooLong(column, row, limits);
    while (cells.length < column) cells.push('');
    cells[column] = text;
  };

  return {
    open(name, attributes) {
      if (name === 'sheetData') inData = true;
      else if (!inData) return;
      else if (name === 'c') openCell(attributes);
      else if (name === 'v' || name === 't') capturing = inCell && phonetic === 0;
      else if (name === 'row') openRow(attributes.r);
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
      else if (name === 'row') {
        if (cells.length > 0) emit({ row, cells });
        cells = [];
      } else if (name === 'rPh') phonetic -= 1;
      else if (name === 'sheetData') inData = false;
    },
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
