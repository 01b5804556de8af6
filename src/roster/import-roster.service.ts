import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { fingerprintAddresses, hasPeople, loadAddressed } from './address.repository.ts';
import { diffAddresses } from './address-diff.ts';
import { applyAddresses, applyDiff, countsOf } from './apply-diff.service.ts';
import { type DiffOptions, diffRoster, type RosterDiff, type Scope } from './diff.ts';
import { setProtectedAside } from './protected-rows.ts';
import {
  type ChosenProfiles,
  chooseProfiles,
  type ReadRoster,
  readRosterBy,
} from './read-roster.service.ts';
import {
  findEmployeeIds,
  findEmploymentNumbers,
  fingerprintRoster,
  loadRosterState,
  lockRoster,
} from './roster.repository.ts';
import { rosterDay } from './roster-day.ts';
import {
  discardStaged,
  hasImportedUntold,
  type ImportKind,
  type ImportSummary,
  insertImport,
  insertStagedRows,
  loadStagedRows,
  lockImport,
  type StagedRow,
} from './roster-import.repository.ts';
import { findProfile, markProfileUsed } from './roster-profile.repository.ts';
import { type ReadingChoice, type RosterProfile, usualSource } from './roster-profile.ts';
import type { ReadRow } from './roster-row.ts';
import type { RosterState } from './roster-state.ts';
import { inBothLanguages } from './row-problem.ts';

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

/** What a person has confirmed. */
export type Confirmations = { confirmLeavers?: number; confirmNoProtection?: boolean };

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
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const { read, state } = await readAndLoad(trx, chosen, input);
    const { source, rows, tellsProtected, fileName, profile } = read;
    input.onPhase?.('compare');
    if (read.addressOnly) await checkDirectory(trx, source);
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
 * Carries out a staged import as it was shown, in one transaction that also lets the campaigns
 * know. Rows in error keep the old state.
 * @throws AppError NOT_FOUND, CONFLICT (the roster has changed since, or it is no longer staged),
 *   REFUSED (a confirmation is missing; `extra.leavers` is the number to confirm).
 */
export async function applyRoster(
  deps: Deps,
  now: Date,
  input: { import: number } & Confirmations,
): Promise<RosterDiff> {
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const waiting = await lockImport(trx, input.import);
    if (waiting === undefined) throw new AppError('NOT_FOUND');
    if (waiting.status !== 'staged')
      throw conflict(
        'Inläsningen är redan genomförd eller ersatt. Läs in filen igen.',
        'The import is already applied or replaced. Import the file again.',
      );
    const { kind, source, summary } = waiting;
    if ((await fingerprint(trx, kind, source)) !== waiting.base)
      throw conflict(
        'Personallistan har ändrats sedan jämförelsen. Läs in filen igen.',
        'The roster has changed since the comparison. Import the file again.',
      );
    const rows = await fromStaging(trx, await loadStagedRows(trx, input.import));
    const scope = summary.scope ?? undefined;
    const compared = await compare(trx, now, kind, source, rows, scope);
    const diff = { ...compared.diff, protected: summary.protected };
    const profile = summary.profile ? ((await findProfile(trx, summary.profile)) ?? null) : null;
    const known = await knowsProtection(trx, source, summary, profile);
    const refusal = missingConfirmation(diff, known, input);
    if (refusal !== undefined) throw refusal;
    await compared.carryOut({ import: input.import, source, summary });
    await noteProfile(trx, now, profile, summary.tellsProtected);
    return diff;
  });
}

/**
 * The file, and what is stored meanwhile: the database works while the file is read. The lock is
 * held by then, so that nothing of either changes before the commit.
 */
async function readAndLoad(
  trx: Trx,
  chosen: ChosenProfiles,
  input: Input,
): Promise<{ read: ReadRoster; state: RosterState }> {
  const reading = readRosterBy(chosen, input.file, input);
  const loading = loadRosterState(trx, chosen.source);
  // Neither may go on in a transaction that the other has ended.
  await Promise.allSettled([reading, loading]);
  return { read: await reading, state: await loading };
}

type Target = { import: number; source: string; summary: ImportSummary };

/** The diff of a staff list or of a directory of addresses, and what carries it out. */
async function compare(
  trx: Trx,
  now: Date,
  kind: ImportKind,
  source: string,
  rows: readonly ReadRow[],
  scope: Scope | undefined,
  loaded?: RosterState,
): Promise<{ diff: RosterDiff; carryOut: (target: Target) => Promise<void> }> {
  if (kind === 'addresses') {
    const diff = diffAddresses(source, await loadAddressed(trx, source), rows);
    return { diff, carryOut: (target) => applyAddresses(trx, now, { ...target, diff }) };
  }
  const state = loaded ?? (await loadRosterState(trx, source));
  checkScope(scope, state, rows);
  const diff = diffRoster(state, rows, optionsFor(scope, now));
  return { diff, carryOut: (target) => applyDiff(trx, now, { ...target, diff }) };
}

function fingerprint(trx: Trx, kind: ImportKind, source: string): Promise<string> {
  return kind === 'addresses' ? fingerprintAddresses(trx) : fingerprintRoster(trx, source);
}

function optionsFor(scope: Scope | undefined, now: Date): DiffOptions {
  const today = rosterDay(now);
  return scope === undefined ? { today } : { scope, today };
}

/**
 * Whether the file tells who is protected, or somebody has confirmed that it need not: once a
 * profile (DESIGN rule 9). Without one it holds for the headings that it was said of, since
 * another export may well name whom this one leaves out.
 */
async function knowsProtection(
  trx: Trx,
  source: string,
  { tellsProtected, headings }: Pick<ImportSummary, 'tellsProtected' | 'headings'>,
  profile: RosterProfile | null,
): Promise<boolean> {
  if (tellsProtected) return true;
  if (profile !== null) return profile.protectionConfirmed;
  return headings !== undefined && (await hasImportedUntold(trx, source, headings));
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

async function noteProfile(
  trx: Trx,
  now: Date,
  profile: RosterProfile | null,
  tellsProtected: boolean,
): Promise<void> {
  if (profile === null) return;
  const confirmed = !tellsProtected && !profile.protectionConfirmed;
  await markProfileUsed(trx, profile.name, confirmed, now);
}

function missingConfirmation(
  diff: RosterDiff,
  knowsProtected: boolean,
  given: Confirmations,
): AppError | undefined {
  if (!knowsProtected && given.confirmNoProtection !== true) return refuseWithoutProtection();
  if (diff.brake.length > 0 && given.confirmLeavers !== diff.leavers.length)
    return refuseLeavers(diff.leavers.length);
  return undefined;
}

async function withoutSecrets(
  trx: Trx,
  source: string,
  rows: readonly ReadRow[],
): Promise<StagedRow[]> {
  const { open, secret, nameless } = setProtectedAside(rows);
  const ids = await findEmployeeIds(trx, source, [...secret]);
  return [
    ...ids.map((id): StagedRow => ({ kind: 'erase', id })),
    ...Array.from({ length: nameless }, (): StagedRow => ({ kind: 'nameless' })),
    ...open,
  ];
}

async function fromStaging(trx: Trx, staged: readonly StagedRow[]): Promise<ReadRow[]> {
  const ids = staged.flatMap((row) => (row.kind === 'erase' ? [row.id] : []));
  const secret = await findEmploymentNumbers(trx, ids);
  return [
    ...secret.map((number): ReadRow => ({ kind: 'protected', number })),
    ...staged.flatMap((row): ReadRow[] => {
      if (row.kind === 'erase') return [];
      return [row.kind === 'nameless' ? { kind: 'protected', number: null } : row];
    }),
  ];
}

/** A stated scope that the file exceeds would leave the rows outside half replaced. */
function checkScope(scope: Scope | undefined, state: RosterState, rows: readonly ReadRow[]): void {
  if (scope === undefined || scope === 'all') return;
  const paths = rows.flatMap((row) =>
    row.kind === 'good' ? [row.departments.map(({ code }) => code)] : [],
  );
  const known = new Set([...state.departments.map(({ code }) => code), ...paths.flat()]);
  const unknown = scope.find((code) => !known.has(code));
  if (unknown !== undefined)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      inBothLanguages(
        `Enheten ${unknown} finns varken i personallistan eller i filen.`,
        `The department ${unknown} is neither in the roster nor in the file.`,
      ),
    );
  const outside = paths.filter((path) => !path.some((code) => scope.includes(code))).length;
  if (outside > 0)
    throw new AppError(
      'REFUSED',
      inBothLanguages(
        `Filen har ${outside} rader utanför det angivna området. Utelämna --scope eller ta bort raderna.`,
        `The file has ${outside} rows outside the given scope. Leave out --scope or remove the rows.`,
      ),
    );
}

function conflict(sv: string, en: string): AppError {
  return new AppError('CONFLICT', inBothLanguages(sv, en));
}

function refuseLeavers(leavers: number): AppError {
  return new AppError(
    'REFUSED',
    inBothLanguages(
      `Stämmer det att ${leavers} personer slutar? Kör då igen med --confirm-leavers ${leavers}.`,
      `Is it right that ${leavers} people leave? Then run again with --confirm-leavers ${leavers}.`,
    ),
    { leavers },
  );
}

function refuseWithoutProtection(): AppError {
  return new AppError(
    'REFUSED',
    inBothLanguages(
      'Filen saknar kolumnen Skyddad identitet. Är alla med skyddad identitet borttagna? Kör då igen med --confirm-no-protection.',
      'The file has no column for protected identity. Are all protected people removed? Then run again with --confirm-no-protection.',
    ),
  );
}
