import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Correction, targetName } from './header-correction.ts';
import { headingKey } from './header-synonyms.ts';
import { openRosterFile, rosterLimits } from './roster-file.reader.ts';
import { type ColumnReading, mapHeader, readHeader } from './roster-header.ts';
import { saveProfile } from './roster-profile.repository.ts';
import {
  emptyProfile,
  headerOptions,
  type ProfileContent,
  profileContent,
  type RosterProfile,
} from './roster-profile.ts';
import { inBothLanguages } from './row-problem.ts';
import { sharedAddresses } from './shared-address.ts';

export type ProfileInput = {
  name: string;
  source: string;
  /** A file whose columns the profile is to name, all of them. */
  file?: string;
  /** Of that file: the row of its headings, where it cannot be found. */
  headingRow?: number | undefined;
  confirmNoProtection?: boolean;
} & Partial<Omit<ProfileContent, 'complete'>>;

/**
 * Saves a profile, in the place of one of that name. With a file it keeps what each of the
 * file's columns means, so that the next file must have them too and new ones change nothing.
 * @throws AppError FILE_INVALID (the file does not fit), BAD_REQUEST (a pattern for any address).
 */
export async function saveRosterProfile(
  deps: { db: Database },
  now: Date,
  input: ProfileInput,
): Promise<RosterProfile> {
  const { name, source, file, confirmNoProtection = false, headingRow, ...said } = input;
  if (sharedAddresses(said.shared ?? []) === undefined)
    throw new AppError(
      'BAD_REQUEST',
      inBothLanguages(
        'Ett mönster i --shared gäller alla adresser. Ange en adress eller dess början, som avdelning*.',
        'A pattern in --shared holds for every address. Give an address or its beginning, such as ward*.',
      ),
    );
  const stated = profileContent.parse({ ...emptyProfile, ...said });
  const content =
    file === undefined
      ? stated
      : { ...stated, complete: true, corrections: await columnsOf(file, stated, headingRow) };
  const profile = { name, source, content, protectionConfirmed: confirmNoProtection };
  await deps.db.transaction().execute((trx) => saveProfile(trx, profile, now));
  return profile;
}

/** What every column of the file is taken for, in words that find it again in the next one. */
async function columnsOf(
  file: string,
  stated: ProfileContent,
  headingRow: number | undefined,
): Promise<Correction[]> {
  const options = headerOptions(stated);
  let columns: ColumnReading[] = [];
  const { sheet, corrections } = stated;
  const place = { sheet: sheet ?? undefined, headingRow, corrections };
  const opened = await openRosterFile(file, rosterLimits, place, (cells) => {
    columns = readHeader(cells, options).columns;
    return mapHeader(cells, options);
  });
  // Rows hold the file open until they are read or given up.
  for await (const _batch of opened.batches) break;
  return columns.flatMap((column): Correction[] => {
    const { label, meaning, why, index } = column;
    if (meaning === null && why !== 'ignored') return [];
    const key = headingKey(label);
    const same = columns.filter((other) => headingKey(other.label) === key);
    const target = meaning === null ? 'ignore' : targetName(meaning);
    return [
      key === ''
        ? { heading: '', nth: index + 1, target }
        : { heading: label, nth: same.indexOf(column) + 1, target },
    ];
  });
}
