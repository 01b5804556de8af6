import type { Database } from '../platform/database.ts';
import { chooseProfiles, openWithOneOf } from './read-roster.service.ts';
import { rejectHeading, rejectLine } from './reject-file.ts';
import { writeRejectFile } from './reject-file.writer.ts';
import type { RosterFile } from './roster-file.reader.ts';
import type { ReadingChoice } from './roster-profile.ts';
import type { RowProblem } from './row-problem.ts';

const delimiter = ';';

/**
 * Writes the rows of a file that an import has refused, to be corrected and imported again. The
 * file is read a second time, so that an import need not carry all its rows as text.
 * @returns how many rows were written.
 * @throws AppError what reading throws; REFUSED where `to` cannot be written.
 */
export async function writeRejects(
  deps: { db: Database },
  input: { file: string; to: string; errors: readonly RowProblem[] } & ReadingChoice,
): Promise<number> {
  await writeRejectFile(input.to, await readRejects(deps, input));
  return new Set(input.errors.map(({ row }) => row)).size;
}

/**
 * The lines of such a file, the heading first, read as they are asked for.
 * @throws AppError what reading throws.
 */
export async function readRejects(
  deps: { db: Database },
  input: { file: string; errors: readonly RowProblem[] } & ReadingChoice,
): Promise<AsyncIterable<string>> {
  const { profiles } = await chooseProfiles(deps.db, input);
  const { opened } = await openWithOneOf(input.file, profiles, input);
  return rejected(
    opened,
    Map.groupBy(input.errors, ({ row }) => row),
  );
}

async function* rejected(
  { columns, batches }: RosterFile,
  problems: ReadonlyMap<number, RowProblem[]>,
): AsyncGenerator<string> {
  yield rejectHeading(columns, delimiter);
  for await (const batch of batches)
    for (const raw of batch) {
      const own = problems.get(raw.row);
      if (own !== undefined) yield rejectLine(columns, raw, own, delimiter);
    }
}
