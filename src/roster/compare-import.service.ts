import type { Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { fingerprintAddresses, loadAddressed } from './address.repository.ts';
import { diffAddresses } from './address-diff.ts';
import { applyAddresses, applyDiff } from './apply-diff.service.ts';
import { type DiffOptions, diffRoster, type RosterDiff, type Scope } from './diff.ts';
import { fingerprintRoster, loadRosterState } from './roster.repository.ts';
import { rosterDay } from './roster-day.ts';
import type { ImportKind, ImportSummary } from './roster-import.repository.ts';
import type { ReadRow } from './roster-row.ts';
import type { RosterState } from './roster-state.ts';
import { inBothLanguages } from './row-problem.ts';

type Target = { import: number; source: string; summary: ImportSummary };

/**
 * The diff of a staff list or of a directory of addresses, and what carries it out.
 * @param loaded what is stored, where it is at hand.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (scope).
 */
export async function compare(
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

/** Equal as long as nothing has changed that a comparison of the kind depends on. */
export function fingerprint(trx: Trx, kind: ImportKind, source: string): Promise<string> {
  return kind === 'addresses' ? fingerprintAddresses(trx) : fingerprintRoster(trx, source);
}

function optionsFor(scope: Scope | undefined, now: Date): DiffOptions {
  const today = rosterDay(now);
  return scope === undefined ? { today } : { scope, today };
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
