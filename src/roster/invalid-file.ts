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
