import { createHash } from 'node:crypto';
import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { diffRoster, type RosterDiff, type Scope } from './diff.ts';
import { setProtectedAside } from './protected-rows.ts';
import {
  erasePeople,
  findEmployeeIds,
  findEmploymentNumbers,
  loadRosterState,
  lockRoster,
  markLeft,
  saveDepartments,
  savePeople,
} from './roster.repository.ts';
import { openRosterFile } from './roster-file.reader.ts';
import {
  discardStaged,
  finishImport,
  hasImportedUntold,
  type ImportSummary,
  insertImport,
  loadStagedRows,
  lockImport,
  type StagedRow,
} from './roster-import.repository.ts';
import { type ReadRow, readRow } from './roster-row.ts';
import type { RosterState } from './roster-state.ts';
import { inBothLanguages } from './row-problem.ts';

type Deps = { db: Database };

export type StagedRoster = {
  import: number;
  fileName: string;
  diff: RosterDiff;
  /** True where the file cannot tell who is protected and nobody has confirmed that yet (rule 9). */
  mustConfirmNoProtection: boolean;
};

/**
 * Reads a file and compares it with what is stored. Nothing of the roster changes; the rows
 * wait, without identity numbers and protected people, until applied or replaced.
 * @throws AppError FILE_INVALID (unreadable), DEPARTMENT_UNKNOWN (scope), REFUSED (rows outside the scope).
 */
export async function stageRoster(
  deps: Deps,
  _now: Date,
  input: { file: string; source: string; scope?: Scope },
): Promise<StagedRoster> {
  const file = await openRosterFile(input.file);
  const rows: ReadRow[] = [];
  for await (const raw of file.rows) rows.push(readRow(file.columns, file.width, raw));
  if (rows.length === 0)
    throw new AppError(
      'FILE_INVALID',
      inBothLanguages(
        'Filen har rubriker men inga rader. Exportera den igen.',
        'The file has headings but no rows. Export it again.',
      ),
    );
  const tellsProtected = file.columns.some(({ field }) => field === 'protected');
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const state = await loadRosterState(trx, input.source);
    checkScope(input.scope, state, rows);
    const diff = diffRoster(state, rows, input.scope === undefined ? {} : { scope: input.scope });
    const summary: ImportSummary = {
      scope: input.scope ?? null,
      protected: diff.protected,
      tellsProtected,
      counts: countsOf(diff),
    };
    await discardStaged(trx, input.source);
    const staged = { source: input.source, fileName: file.name, base: fingerprint(state), summary };
    const id = await insertImport(trx, staged, await withoutSecrets(trx, input.source, rows));
    const mustConfirmNoProtection =
      !tellsProtected && !(await hasImportedUntold(trx, input.source));
    return { import: id, fileName: file.name, diff, mustConfirmNoProtection };
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
  input: { import: number; confirmLeavers?: number; confirmNoProtection?: boolean },
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
    const { source, summary } = waiting;
    const state = await loadRosterState(trx, source);
    if (fingerprint(state) !== waiting.base)
      throw conflict(
        'Personallistan har ändrats sedan jämförelsen. Läs in filen igen.',
        'The roster has changed since the comparison. Import the file again.',
      );
    const rows = await fromStaging(trx, await loadStagedRows(trx, input.import));
    const compared = diffRoster(
      state,
      rows,
      summary.scope === null ? {} : { scope: summary.scope },
    );
    const diff = { ...compared, protected: summary.protected };
    const confirmed =
      summary.tellsProtected ||
      input.confirmNoProtection === true ||
      (await hasImportedUntold(trx, source));
    if (!confirmed) throw refuseWithoutProtection();
    if (diff.brake.length > 0 && input.confirmLeavers !== diff.leavers.length)
      throw refuseLeavers(diff.leavers.length);

    await erasePeople(trx, source, diff.apply.erase);
    await saveDepartments(trx, diff.apply.departments);
    await savePeople(trx, source, diff.apply.save, now);
    await markLeft(trx, source, diff.apply.leave, now);
    await finishImport(trx, input.import, { ...summary, counts: countsOf(diff) }, now);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return diff;
  });
}

/** Equal for equal states: what the diff was made against. */
function fingerprint(state: RosterState): string {
  const hash = createHash('sha256');
  for (const part of [state.departments, state.addressesElsewhere, ...state.people])
    hash.update(JSON.stringify(part)).update('\n');
  return hash.digest('hex');
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

function countsOf(diff: RosterDiff): Record<string, number> {
  const { joiners, leavers, movers, changed, held, errors } = diff;
  const lists = { joiners, leavers, movers, changed, held, errors };
  const lengths = Object.entries(lists).map(([name, list]) => [name, list.length]);
  return { ...Object.fromEntries(lengths), people: diff.people, departments: diff.units };
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
