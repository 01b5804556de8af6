import { AppError } from '../platform/errors.ts';
import { inBothLanguages } from './row-problem.ts';

/** A file that is refused: what is wrong and what to do, never quoting its rows (DESIGN rule 9). */
export function invalidFile(sv: string, en: string): AppError {
  return new AppError('FILE_INVALID', inBothLanguages(sv, en));
}

export function damagedWorkbook(): AppError {
  return invalidFile(
    'Arbetsboken är skadad eller ofullständig. Öppna den i Excel, spara den på nytt och försök igen.',
    'The workbook is damaged or incomplete. Open it in Excel, save it again and retry.',
  );
}

/** A file with headings and nothing below them. */
export function withoutRows(): AppError {
  return invalidFile(
    'Filen har rubriker men inga rader. Exportera den igen.',
    'The file has headings but no rows. Export it again.',
  );
}

/** A file that begins with its first person; `row` is theirs. */
export function withoutHeadings(row: number): AppError {
  return invalidFile(
    `Rad ${row} är en person, inte rubriker. Exportera filen med rubriker, eller skriv dem i en rad ovanför.`,
    `Row ${row} is a person, not headings. Export the file with headings, or write them in a row above.`,
  );
}
