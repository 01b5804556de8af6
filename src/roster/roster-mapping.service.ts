import type { Database } from '../platform/database.ts';
import { columnSamples } from './column-samples.ts';
import { targetName } from './header-correction.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import { chooseProfiles, contentOf } from './read-roster.service.ts';
import { openRosterFile, rosterLimits } from './roster-file.reader.ts';
import { type Column, type ColumnReading, mapHeader, readHeader } from './roster-header.ts';
import { headerOptions, type ReadingChoice } from './roster-profile.ts';

export type RosterMapping = {
  fileName: string;
  source: string;
  profile: string | null;
  /** Numbered from 1; `field` null: not read. */
  columns: {
    column: number;
    label: string;
    field: string | null;
    why: ColumnReading['why'];
    samples: string[];
  }[];
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
  const { source, profiles } = await chooseProfiles(deps.db, choice);
  let profile = profiles[0] ?? null;
  let header = readHeader([]);
  const sheet = choice.sheet ?? profile?.content.sheet ?? undefined;
  const opened = await openRosterFile(file, rosterLimits, sheet, (cells) => {
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
    columns: header.columns.map(({ label, meaning, why }, index) => ({
      column: index + 1,
      label: maskIdentityNumbers(label),
      field: meaning === null ? null : targetName(meaning),
      why,
      samples: samples[index] ?? [],
    })),
    missing,
    twice: header.twice ?? null,
    fits: missing.length === 0 && header.twice === undefined,
  };
}
