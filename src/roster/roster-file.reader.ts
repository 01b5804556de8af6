import { invalidFile } from './invalid-file.ts';
import { type Column, type Header, mapHeader } from './roster-header.ts';
import { rosterLimits } from './roster-limits.ts';
import type { RawRow } from './roster-row.ts';
import { openRosterSheet } from './roster-sheet.reader.ts';
import type { SheetRow } from './sheet-row.ts';
import { createTextPool } from './text-pool.ts';

export { rosterLimits };

export type RosterFile = {
  name: string;
  columns: Column[];
  width: number;
  /** Read once, streaming, in batches of a few hundred rows. Throws FILE_INVALID where the file breaks off or grows too large. */
  batches: AsyncIterable<RawRow[]>;
  /** Needed only where the rows are not read to their end. */
  close: () => Promise<void>;
};

/**
 * Opens a staff list: CSV with semicolons, commas or tabs in UTF-8, UTF-16, Windows-1252 or
 * Mac Roman, or a workbook (.xlsx, .xlsm). Its first row with anything in it is the heading.
 * Only cells of recognised columns leave this file (DESIGN rules 9 and 14).
 * @param map finds out what the columns hold, given the heading.
 * @throws AppError FILE_INVALID saying what is wrong and what to do.
 */
export async function openRosterFile(
  path: string,
  limits = rosterLimits,
  sheet?: string,
  map: (cells: readonly string[]) => Header = mapHeader,
): Promise<RosterFile> {
  const { name, kind, batches } = await openRosterSheet(path, limits, sheet);
  const first = await batches.next();
  const [heading, ...rest] = first.done ? [] : first.value;
  const cells = heading?.cells ?? [];
  const header = map(cells);
  if (header.kind === 'ok' && cells.length <= limits.columns)
    return {
      name,
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
    `Kolumner saknas: ${missing}. Första raden ska vara rubriker.`,
    `Columns are missing: ${missing}. The first row must hold the headings.`,
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
