import type { AppError } from '../platform/errors.ts';
import type { Correction } from './header-correction.ts';
import { headingAt, headingWithin, isHeadingRow, isPerson } from './heading-row.ts';
import { invalidFile } from './invalid-file.ts';
import { type Column, type Header, mapHeader } from './roster-header.ts';
import { rosterLimits } from './roster-limits.ts';
import type { RawRow } from './roster-row.ts';
import { openRosterSheet } from './roster-sheet.reader.ts';
import type { SheetRow } from './sheet-row.ts';
import { createTextPool } from './text-pool.ts';

export { rosterLimits };

/** Where in the file the staff list stands. */
export type Place = {
  /** Of a workbook; absent: its first visible sheet that is not empty. */
  sheet?: string | undefined;
  /** Of the headings, as a spreadsheet counts; absent: the first row that can only be headings. */
  headingRow?: number | undefined;
  /** What is said of columns, by which their headings are known. */
  corrections?: readonly Correction[];
};

export type RosterFile = {
  name: string;
  /** A workbook's sheets that can be read, and the one that was; none in a text file. */
  sheets: readonly string[];
  sheet: string | null;
  headingRow: number;
  /** True where that row is rather the first of the people. */
  withoutHeadings: boolean;
  columns: Column[];
  width: number;
  /** Read once, streaming, in batches of a few hundred rows. Throws FILE_INVALID where the file breaks off or grows too large. */
  batches: AsyncIterable<RawRow[]>;
  /** Needed only where the rows are not read to their end. */
  close: () => Promise<void>;
};

/**
 * Opens a staff list: CSV with semicolons, commas or tabs in UTF-8, UTF-16, Windows-1252 or
 * Mac Roman, or a workbook (.xlsx, .xlsm). What stands above its headings is passed over.
 * Only cells of recognised columns leave this file (DESIGN rules 9 and 14).
 * @param map finds out what the columns hold, given the heading.
 * @throws AppError FILE_INVALID saying what is wrong and what to do.
 */
export async function openRosterFile(
  path: string,
  limits = rosterLimits,
  place: Place = {},
  map: (cells: readonly string[]) => Header = mapHeader,
): Promise<RosterFile> {
  const { name, kind, batches, workbook } = await openRosterSheet(path, limits, place.sheet);
  const found = await findHeading(batches, place);
  if (found === undefined) {
    await batches.return(undefined);
    throw place.headingRow === undefined
      ? nothingInIt(workbook.sheet)
      : noSuchRow(place.headingRow);
  }
  const { heading, rest } = found;
  const { cells } = heading;
  const header = map(cells);
  if (header.kind === 'ok' && cells.length <= limits.columns)
    return {
      name,
      ...workbook,
      headingRow: heading.row,
      withoutHeadings: isPerson(cells),
      columns: header.columns,
      width: header.width,
      batches: rawBatches(rest, batches, header.columns, header.width, kind === 'workbook'),
      close: async () => {
        await batches.return(undefined);
      },
    };
  await batches.return(undefined);
  if (header.kind === 'ok')
    throw invalidFile(
      `Filen har fler än ${limits.columns} kolumner. Ta bort dem som inte behövs.`,
      `The file has more than ${limits.columns} columns. Remove those that are not needed.`,
    );
  if (header.kind === 'twice')
    throw invalidFile(
      `Kolumnerna ${header.labels.join(' och ')} betyder samma sak. Ta bort den ena.`,
      `The columns ${header.labels.join(' and ')} mean the same. Remove one of them.`,
    );
  const missing = header.missing.join(', ');
  throw invalidFile(
    `Kolumner saknas: ${missing}. Rad ${heading.row} lästes som rubriker.`,
    `Columns are missing: ${missing}. Row ${heading.row} was read as the headings.`,
  );
}

/** The headings and what came with them below; undefined where no row holds anything. */
async function findHeading(
  batches: AsyncGenerator<SheetRow[]>,
  { headingRow, corrections }: Place,
): Promise<{ heading: SheetRow; rest: SheetRow[] } | undefined> {
  const rows: SheetRow[] = [];
  const enough = () => {
    const [first] = rows;
    if (first === undefined) return false;
    if (headingRow !== undefined) return (rows.at(-1)?.row ?? 0) >= headingRow;
    return rows.length >= headingWithin || isHeadingRow(first.cells, corrections);
  };
  while (!enough()) {
    const next = await batches.next();
    if (next.done) break;
    rows.push(...next.value);
  }
  const at =
    headingRow === undefined
      ? headingAt(rows, corrections)
      : rows.findIndex(({ row }) => row === headingRow);
  const heading = rows[at];
  return heading && { heading, rest: rows.slice(at + 1) };
}

function nothingInIt(sheet: string | null): AppError {
  return sheet === null
    ? invalidFile('Filen är tom. Exportera den igen.', 'The file is empty. Export it again.')
    : invalidFile(
        `Bladet ${sheet} är tomt. Välj ett annat, eller exportera filen igen.`,
        `The sheet ${sheet} is empty. Choose another, or export the file again.`,
      );
}

function noSuchRow(row: number): AppError {
  return invalidFile(
    `Rad ${row} är tom eller finns inte. Ange raden där rubrikerna står.`,
    `Row ${row} is empty or does not exist. Give the row that holds the headings.`,
  );
}

/**
 * @param rest what came with the heading.
 * @param trailing true where a row's empty cells at its end are not in the file.
 */
async function* rawBatches(
  rest: readonly SheetRow[],
  batches: AsyncGenerator<SheetRow[]>,
  columns: readonly Column[],
  width: number,
  trailing: boolean,
): AsyncGenerator<RawRow[]> {
  const read = columns.map(({ index }) => ({ index, pool: createTextPool() }));
  const raw = ({ row, cells }: SheetRow): RawRow => ({
    row,
    cells: read.map(({ index, pool }) => {
      const cell = cells[index];
      if (cell === undefined) return trailing ? '' : undefined;
      return pool(cell);
    }),
    width: trailing ? Math.max(cells.length, width) : cells.length,
    surplus: cells.length > width && cells.slice(width).some((cell) => cell.trim() !== ''),
  });
  try {
    if (rest.length > 0) yield rest.map(raw);
    for await (const rows of batches) yield rows.map(raw);
  } finally {
    await batches.return(undefined);
  }
}
