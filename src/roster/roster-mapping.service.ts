import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { columnSamples, formOf } from './column-samples.ts';
import { targetName } from './header-correction.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import { type ChosenProfiles, chooseProfiles, contentOf, placeOf } from './read-roster.service.ts';
import { openRosterFile, type Place, rosterLimits } from './roster-file.reader.ts';
import { type Column, type ColumnReading, mapHeader, readHeader } from './roster-header.ts';
import { headerOptions, type ReadingChoice } from './roster-profile.ts';

export type RosterMapping = {
  fileName: string;
  source: string;
  profile: string | null;
  /** A workbook's sheets and the one that is read; none in a text file. */
  sheets: readonly string[];
  sheet: string | null;
  /** The sheet that the profile names, where the workbook does not have it. */
  lacksSheet: string | null;
  /** As a spreadsheet counts. */
  headingRow: number;
  /** True where that row is rather the first of the people: the file cannot be imported. */
  withoutHeadings: boolean;
  /** False where nothing stands below the headings. */
  hasRows: boolean;
  /** False where no column tells who is protected: samples are then shown by their form alone. */
  tellsProtected: boolean;
  /** Numbered from 1; `field` null: not read. */
  columns: {
    column: number;
    label: string;
    field: string | null;
    why: ColumnReading['why'];
    samples: string[];
  }[];
  /** Columns that the profile names and the file does not have. */
  absent: string[];
  /** What the file lacks, and two columns that mean the same: with either it cannot be imported. */
  missing: string[];
  twice: [string, string] | null;
  fits: boolean;
};

const rowsRead = 500;

/**
 * What each column of a file is taken for, the ones that are not read included. Only its first
 * rows are looked at, and nothing is stored.
 * @throws AppError NOT_FOUND (no such profile), CONFLICT (of another source), FILE_INVALID.
 */
export async function showMapping(
  deps: { db: Database },
  file: string,
  choice: ReadingChoice,
): Promise<RosterMapping> {
  const chosen = await chooseProfiles(deps.db, choice);
  const place = placeOf(chosen.profiles, choice);
  const lacksSheet = place.sheet ?? null;
  if (choice.sheet !== undefined || lacksSheet === null)
    return { ...(await mappingAt(file, choice, chosen, place)), lacksSheet: null };
  try {
    return { ...(await mappingAt(file, choice, chosen, place)), lacksSheet: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Sheets are named after months: a person is to see those there are, and choose.
    const mapping = await mappingAt(file, choice, chosen, { ...place, sheet: undefined });
    return { ...mapping, lacksSheet, fits: false };
  }
}

async function mappingAt(
  file: string,
  choice: ReadingChoice,
  { source, profiles }: ChosenProfiles,
  place: Place,
): Promise<Omit<RosterMapping, 'lacksSheet'>> {
  let profile = profiles[0] ?? null;
  let header = readHeader([]);
  const opened = await openRosterFile(file, rosterLimits, place, (cells) => {
    const fits = profiles.find(
      (one) => mapHeader(cells, headerOptions(contentOf(one, choice))).kind === 'ok',
    );
    profile = fits ?? profile;
    header = readHeader(cells, headerOptions(contentOf(profile, choice)));
    const columns = header.columns.map(
      ({ index, label, meaning }): Column => ({
        index,
        label,
        ...(meaning ?? { field: 'ignored' as const }),
      }),
    );
    return { kind: 'ok', columns, width: cells.length };
  });
  const rows: (string | undefined)[][] = [];
  for await (const batch of opened.batches) {
    rows.push(...batch.slice(0, rowsRead - rows.length).map(({ cells }) => cells));
    if (rows.length === rowsRead) break;
  }
  const { protectedYes: yes, protectedNo: no } = contentOf(profile, choice);
  const samples = columnSamples(header.columns, rows, { yes, no });
  const missing = header.absent.length > 0 ? header.absent : header.missing;
  return {
    fileName: opened.name,
    source,
    profile: profile?.name ?? null,
    sheets: opened.sheets,
    sheet: opened.sheet,
    headingRow: opened.headingRow,
    withoutHeadings: opened.withoutHeadings,
    hasRows: rows.length > 0,
    tellsProtected: header.columns.some(({ meaning }) => meaning?.field === 'protected'),
    columns: header.columns.map(({ label, meaning, why }, index) => ({
      column: index + 1,
      // The first person's row may be a protected one's.
      label: opened.withoutHeadings ? formOf(label) : maskIdentityNumbers(label),
      field: meaning === null ? null : targetName(meaning),
      why,
      samples: samples[index] ?? [],
    })),
    absent: header.absent,
    missing,
    twice: header.twice ?? null,
    fits: missing.length === 0 && header.twice === undefined && !opened.withoutHeadings,
  };
}
