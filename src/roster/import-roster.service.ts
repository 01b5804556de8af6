import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { hasPeople } from './address.repository.ts';
import { countsOf } from './apply-diff.service.ts';
import { compare, fingerprint } from './compare-import.service.ts';
import type { RosterDiff, Scope } from './diff.ts';
import {
  type Confirmations,
  knowsProtection,
  missingConfirmation,
  noteProfile,
} from './import-confirmation.service.ts';
import { invalidFile } from './invalid-file.ts';
import { findOtherZeros, sampleNumbers, withoutZeros } from './leading-zeros.ts';
import {
  type ChosenProfiles,
  chooseProfiles,
  type ReadRoster,
  readRosterBy,
} from './read-roster.service.ts';
import { listNumbersLike, loadRosterState, lockRoster } from './roster.repository.ts';
import { discardStaged, insertImport, insertStagedRows } from './roster-import.repository.ts';
import { type ReadingChoice, usualSource } from './roster-profile.ts';
import type { RosterState } from './roster-state.ts';
import { inBothLanguages } from './row-problem.ts';
import { withoutSecrets } from './staged-rows.service.ts';

type Deps = { db: Database };

export type StagedRoster = {
  import: number;
  fileName: string;
  diff: RosterDiff;
  source: string;
  /** The profile that the file was read by. */
  profile: string | null;
  /** Rows of employment forms that the profile leaves out, and rows with a shared address. */
  leftOut: number;
  sharedAddresses: number;
  /** True where the file cannot tell who is protected and nobody has confirmed that yet (rule 9). */
  mustConfirmNoProtection: boolean;
};

export type ImportedRoster = StagedRoster & {
  applied: boolean;
  /** Why it was not applied though that was asked for: a confirmation is missing. */
  refusal?: AppError;
};

type Input = {
  file: string;
  scope?: Scope;
  /** Told that the file has been read, and what comes now. */
  onPhase?: (phase: 'compare' | 'save') => void;
} & ReadingChoice;

/**
 * Reads a file and compares it with what is stored. Nothing of the roster changes; the rows
 * wait, without identity numbers and protected people, until applied or replaced.
 * @throws AppError what reading throws, DEPARTMENT_UNKNOWN (scope), REFUSED (rows outside the scope,
 *   or addresses alone for the source that the staff list itself has).
 */
export async function stageRoster(deps: Deps, now: Date, input: Input): Promise<StagedRoster> {
  const { applied: _applied, ...staged } = await importRoster(deps, now, input);
  return staged;
}

/**
 * Reads a file, compares and, where `apply` is given and holds every confirmation needed,
 * carries it out in the same transaction, without the rows being put by in between. Else it is
 * staged, and `refusal` says what is missing.
 * @throws AppError as `stageRoster` does.
 */
export async function importRoster(
  deps: Deps,
  now: Date,
  input: Input & { apply?: Confirmations },
): Promise<ImportedRoster> {
  const chosen = await chooseProfiles(deps.db, input);
  // What only waits to be looked at is in no hurry, and keeps nobody else waiting while it is read.
  const early =
    input.apply === undefined ? await readRosterBy(chosen, input.file, input) : undefined;
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const { read, state } = await readAndLoad(trx, chosen, input, early);
    const { source, rows, tellsProtected, fileName, profile } = read;
    input.onPhase?.('compare');
    if (read.addressOnly) await checkDirectory(trx, source);
    await checkZeros(trx, read);
    const kind = read.addressOnly ? 'addresses' : 'people';
    const { diff, carryOut } = await compare(trx, now, kind, source, rows, input.scope, state);
    const summary = {
      scope: input.scope ?? null,
      protected: diff.protected,
      tellsProtected,
      headings: read.headings,
      profile: profile?.name ?? null,
      counts: countsOf(diff),
    };
    const known = await knowsProtection(trx, source, summary, profile);
    const refusal = input.apply && missingConfirmation(diff, known, input.apply);
    const applied = input.apply !== undefined && refusal === undefined;
    await discardStaged(trx, source);
    const base = applied ? '' : await fingerprint(trx, kind, source);
    const id = await insertImport(trx, { kind, source, fileName, base, summary });
    input.onPhase?.('save');
    if (applied) {
      await carryOut({ import: id, source, summary });
      await noteProfile(trx, now, profile, tellsProtected);
    } else await insertStagedRows(trx, id, await withoutSecrets(trx, source, rows));
    return {
      import: id,
      fileName,
      source,
      profile: profile?.name ?? null,
      diff,
      leftOut: read.leftOut,
      sharedAddresses: read.sharedAddresses,
      mustConfirmNoProtection: !known,
      applied,
      ...(refusal === undefined ? {} : { refusal }),
    };
  });
}

/**
 * The file, and what is stored: where the file has not been read yet, the database works
 * meanwhile. The lock is held by then, so that nothing of what is stored changes before the commit.
 */
async function readAndLoad(
  trx: Trx,
  chosen: ChosenProfiles,
  input: Input,
  early: ReadRoster | undefined,
): Promise<{ read: ReadRoster; state: RosterState }> {
  const reading = early ?? readRosterBy(chosen, input.file, input);
  const loading = loadRosterState(trx, chosen.source);
  // Neither may go on in a transaction that the other has ended.
  await Promise.allSettled([reading, loading]);
  return { read: await reading, state: await loading };
}

/**
 * Numbers with other zeros before them than those stored are nobody's, and a file of them would
 * make everybody new. @throws AppError FILE_INVALID
 */
async function checkZeros(trx: Trx, { rows, source, addressOnly }: ReadRoster): Promise<void> {
  const sample = sampleNumbers(rows);
  const known = await listNumbersLike(
    trx,
    addressOnly ? null : source,
    sample.map(({ number }) => withoutZeros(number)),
  );
  const found = findOtherZeros(sample, known);
  if (found === undefined) return;
  const { numbers, lookedAt, example } = found;
  const [sv, en] =
    example === undefined
      ? ['', '']
      : [
          `, till exempel ${example.file} som är ${example.stored} i personallistan`,
          `, such as ${example.file}, which is ${example.stored} in the staff list`,
        ];
  throw invalidFile(
    `Anställningsnumren har inte samma inledande nollor som förut: ${numbers} av ${lookedAt}${sv}. Så blir det när filen öppnas i Excel. Exportera den igen utan att öppna den, eller formatera kolumnen som text.`,
    `The employment numbers do not have the leading zeros they had: ${numbers} of ${lookedAt}${en}. That happens when Excel opens the file. Export it again without opening it, or format the column as text.`,
  );
}

/**
 * A directory fills people of other sources, so under the staff list's own name it would find
 * nobody. @throws AppError REFUSED
 */
async function checkDirectory(trx: Trx, source: string): Promise<void> {
  if (source !== usualSource && !(await hasPeople(trx, source))) return;
  throw new AppError(
    'REFUSED',
    inBothLanguages(
      `En fil med bara adresser kompletterar personallistan och måste heta något annat än dess källa ${source}. Ange ett eget namn, till exempel --source ad.`,
      `A file of addresses alone fills in the staff list and must not have its source ${source}. Give it a name of its own, such as --source ad.`,
    ),
  );
}
