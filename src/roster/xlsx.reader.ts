import { maskIdentityNumbers } from './identity-number.ts';
import { invalidFile } from './invalid-file.ts';
import type { RosterLimits } from './roster-limits.ts';
import type { SheetRow } from './sheet-row.ts';
import { readSheet } from './xlsx-sheet.reader.ts';
import { readWorkbook, type Sheet, type Workbook } from './xlsx-workbook.reader.ts';
import { openZip, type Zip } from './zip.reader.ts';

const mostNamed = 100;

/**
 * Rows of a workbook that hold anything, streaming, in batches, from the sheet of that name, else from the
 * first visible one that is not empty. Formulas count as what they last gave.
 * @param onSheet told which sheet is read and which there are, without identity numbers.
 * @throws AppError FILE_INVALID: no such sheet, damaged, hostile or another kind of file.
 */
export async function* readXlsx(
  path: string,
  limits: RosterLimits,
  wanted?: string,
  onSheet?: (sheet: string, all: string[]) => void,
): AsyncGenerator<SheetRow[]> {
  const zip = await openZip(path, limits);
  let workbook: Workbook | undefined;
  try {
    refuseOtherKinds(zip);
    workbook = await readWorkbook(zip, limits);
    const names = namesOf(workbook.sheets);
    for (const sheet of chooseSheets(workbook.sheets, wanted)) {
      onSheet?.(maskIdentityNumbers(sheet.name), names);
      let empty = true;
      for await (const rows of readSheet(zip, workbook, sheet, limits)) {
        empty = false;
        yield rows;
      }
      if (!empty) return;
    }
  } finally {
    workbook?.texts.free();
    zip.close();
  }
}

function chooseSheets(sheets: readonly Sheet[], wanted: string | undefined): Sheet[] {
  if (wanted === undefined) return sheets.filter(({ visible }) => visible);
  const same = (name: string) => name.trim().toLowerCase() === wanted.trim().toLowerCase();
  const chosen =
    sheets.find(({ name }) => same(name)) ??
    sheets.find(({ name }) => same(maskIdentityNumbers(name)));
  if (chosen !== undefined) return [chosen];
  const names = namesOf(sheets).slice(0, 20).join(', ');
  throw invalidFile(
    `Arbetsboken har inget sådant blad. Den har: ${names}.`,
    `The workbook has no such sheet. It has: ${names}.`,
  );
}

function namesOf(sheets: readonly Sheet[]): string[] {
  return sheets.slice(0, mostNamed).map(({ name }) => maskIdentityNumbers(name));
}

function refuseOtherKinds(zip: Zip): void {
  if (zip.has('xl/workbook.bin'))
    throw invalidFile(
      'Filen är en binär arbetsbok (.xlsb). Spara den som .xlsx eller CSV.',
      'The file is a binary workbook (.xlsb). Save it as .xlsx or CSV.',
    );
  if (zip.has('mimetype') && zip.has('content.xml'))
    throw invalidFile(
      'Filen är ett OpenDocument-dokument (.ods). Spara det som .xlsx eller CSV.',
      'The file is an OpenDocument file (.ods). Save it as .xlsx or CSV.',
    );
  if (!zip.has('[Content_Types].xml') || zip.has('word/document.xml'))
    throw invalidFile(
      'Filen är packad (zip) eller ett dokument, ingen arbetsbok. Packa upp den, eller spara listan som .xlsx eller CSV.',
      'The file is an archive (zip) or a document, not a workbook. Unpack it, or save the list as .xlsx or CSV.',
    );
}
