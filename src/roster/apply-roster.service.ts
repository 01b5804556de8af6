import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { compare, fingerprint } from './compare-import.service.ts';
import type { RosterDiff } from './diff.ts';
import {
  type Confirmations,
  knowsProtection,
  missingConfirmation,
  noteProfile,
} from './import-confirmation.service.ts';
import { lockRoster } from './roster.repository.ts';
import { loadStagedRows, lockImport } from './roster-import.repository.ts';
import { findProfile } from './roster-profile.repository.ts';
import { inBothLanguages } from './row-problem.ts';
import { fromStaging } from './staged-rows.service.ts';

/**
 * Carries out a staged import as it was shown, in one transaction that also lets the campaigns
 * know. Rows in error keep the old state.
 * @throws AppError NOT_FOUND, CONFLICT (the roster has changed since, or it is no longer staged),
 *   REFUSED (a confirmation is missing; `extra.leavers` is the number to confirm).
 */
export async function applyRoster(
  deps: { db: Database },
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

function conflict(sv: string, en: string): AppError {
  return new AppError('CONFLICT', inBothLanguages(sv, en));
}
