import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AppError } from '../platform/errors.ts';
import { readCsv } from './csv.reader.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import { invalidFile } from './invalid-file.ts';
import type { RosterLimits } from './roster-limits.ts';
import { isBlank, type SheetRow } from './sheet-row.ts';
import { readXlsx } from './xlsx.reader.ts';

export type RosterSheet = {
  /** The file's name, without identity numbers. */
  name: string;
  kind: 'text' | 'workbook';
  /**
   * In batches, none of them empty: rows that are not blank, the heading among them, every cell as the file has it: identity
   * numbers too. Read once, streaming; `return()` closes the file. A workbook's row ends with
   * its last cell that holds anything.
   */
  batches: AsyncGenerator<SheetRow[]>;
  /** Known once the first batch is there: the sheets of a workbook, and the one that is read. */
  workbook: { sheets: string[]; sheet: string | null };
};

/**
 * Opens a staff list, text or workbook as its bytes say, whatever its name says.
 * @param sheet of a workbook; else its first visible one that is not empty.
 * @throws AppError FILE_INVALID saying what is wrong and what to do; so does reading the rows.
 */
export async function openRosterSheet(
  path: string,
  limits: RosterLimits,
  sheet?: string,
): Promise<RosterSheet> {
  const name = maskIdentityNumbers(basename(path));
  const start = await readStart(path, name, limits.bytes);
  const kind = kindOf(start);
  const workbook: RosterSheet['workbook'] = { sheets: [], sheet: null };
  const onSheet = (of: string, all: string[]) =>
    Object.assign(workbook, { sheet: of, sheets: all });
  const rows = kind === 'workbook' ? readXlsx(path, limits, sheet, onSheet) : readCsv(path, limits);
  return { name, kind, batches: withinLimits(rows, limits), workbook };
}

async function* withinLimits(
  batches: AsyncGenerator<SheetRow[]>,
  limits: RosterLimits,
): AsyncGenerator<SheetRow[]> {
  const check = limitsCheck(limits);
  for await (const rows of batches) {
    const filled: SheetRow[] = [];
    let fault: AppError | undefined;
    for (const row of rows) {
      const blank = isBlank(row);
      fault = check(row, blank);
      if (fault !== undefined) break;
      if (!blank) filled.push(row);
    }
    // What stands before the fault is read: who looks at the first rows alone never meets it.
    if (filled.length > 0) yield filled;
    if (fault !== undefined) throw fault;
  }
}

function limitsCheck(
  limits: RosterLimits,
): (row: SheetRow, blank: boolean) => AppError | undefined {
  let [filled, characters] = [0, 0];
  return ({ row, cells }, blank) => {
    if (row > limits.gridRows) return tooManyRows(limits.gridRows);
    if (blank) return undefined;
    filled += 1;
    if (filled > limits.rows + 1) return tooManyRows(limits.rows);
    for (const cell of cells) {
      if (cell.length > limits.cellCharacters)
        return invalidFile(
          `En cell på rad ${row} har mer än ${limits.cellCharacters} tecken. Ett citattecken saknar kanske sitt par; annars korta texten.`,
          `A cell in row ${row} holds more than ${limits.cellCharacters} characters. A quote may lack its partner; else shorten the text.`,
        );
      characters += cell.length;
    }
    return characters > limits.characters ? tooMuchText(limits.characters) : undefined;
  };
}

async function readStart(path: string, name: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES' || error.code === 'EPERM')
      throw invalidFile(
        `Filen ${name} får inte läsas. Kontrollera dess behörigheter.`,
        `The file ${name} may not be read. Check its permissions.`,
      );
    throw notThere(name);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw notThere(name);
    const megabytes = Math.round(maxBytes / 1e6);
    if (found.size > maxBytes)
      throw invalidFile(
        `Filen är större än ${megabytes} MB. Dela den per förvaltning.`,
        `The file is larger than ${megabytes} MB. Split it by department.`,
      );
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    if (bytesRead === 0)
      throw invalidFile('Filen är tom. Exportera den igen.', 'The file is empty. Export it again.');
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function kindOf(start: Buffer): 'text' | 'workbook' {
  const text = start.toString('latin1');
  const begins = (...signatures: string[]) => signatures.some((one) => text.startsWith(one));
  if (begins('PK\x03\x04', 'PK\x05\x06')) return 'workbook';
  if (begins('\xd0\xcf\x11\xe0'))
    throw invalidFile(
      'Filen är en äldre Excel-fil (.xls) eller skyddad med lösenord. Ta bort lösenordet och spara som .xlsx eller CSV.',
      'The file is an older Excel file (.xls) or protected by a password. Remove the password and save as .xlsx or CSV.',
    );
  if (begins('%PDF', '{\\rtf'))
    throw invalidFile(
      'Filen är ett dokument (PDF eller RTF). Spara listan som .xlsx eller CSV.',
      'The file is a document (PDF or RTF). Save the list as .xlsx or CSV.',
    );
  if (/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<[?!a-z]/i.test(text.replaceAll('\0', '')))
    throw invalidFile(
      'Filen är en webbsida eller XML, även om den kan öppnas i Excel. Spara den som .xlsx eller CSV.',
      'The file is a web page or XML, though Excel may open it. Save it as .xlsx or CSV.',
    );
  if (begins('\x1f\x8b', '7z\xbc\xaf', 'Rar!'))
    throw invalidFile(
      'Filen är packad. Packa upp den och läs in listan som .xlsx eller CSV.',
      'The file is an archive. Unpack it and import the list as .xlsx or CSV.',
    );
  return 'text';
}

function notThere(name: string) {
  return invalidFile(
    `Filen ${name} finns inte. Kontrollera sökvägen.`,
    `There is no file ${name}. Check the path.`,
  );
}

function tooManyRows(most: number) {
  return invalidFile(
    `Filen har fler än ${most} rader. Dela den per förvaltning.`,
    `The file has more than ${most} rows. Split it by department.`,
  );
}

function tooMuchText(most: number) {
  return invalidFile(
    `Filen har mer än ${Math.round(most / 1e6)} miljoner tecken i sina celler. Ta bort kolumner med lång text.`,
    `The file has more than ${Math.round(most / 1e6)} million characters in its cells. Remove columns of long text.`,
  );
}
