import type { Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { RosterDiff } from './diff.ts';
import { hasImportedUntold, type ImportSummary } from './roster-import.repository.ts';
import { markProfileUsed } from './roster-profile.repository.ts';
import type { RosterProfile } from './roster-profile.ts';
import { inBothLanguages } from './row-problem.ts';

/** What a person has confirmed. */
export type Confirmations = { confirmLeavers?: number; confirmNoProtection?: boolean };

/**
 * Whether the file tells who is protected, or somebody has confirmed that it need not: once a
 * profile (DESIGN rule 9). Without one it holds for the headings that it was said of, since
 * another export may well name whom this one leaves out.
 */
export async function knowsProtection(
  trx: Trx,
  source: string,
  { tellsProtected, headings }: Pick<ImportSummary, 'tellsProtected' | 'headings'>,
  profile: RosterProfile | null,
): Promise<boolean> {
  if (tellsProtected) return true;
  if (profile !== null) return profile.protectionConfirmed;
  return headings !== undefined && (await hasImportedUntold(trx, source, headings));
}

/** Notes that a profile was used, and what was confirmed of it. */
export async function noteProfile(
  trx: Trx,
  now: Date,
  profile: RosterProfile | null,
  tellsProtected: boolean,
): Promise<void> {
  if (profile === null) return;
  const confirmed = !tellsProtected && !profile.protectionConfirmed;
  await markProfileUsed(trx, profile.name, confirmed, now);
}

/** The refusal where something is still to be confirmed. */
export function missingConfirmation(
  diff: RosterDiff,
  knowsProtected: boolean,
  given: Confirmations,
): AppError | undefined {
  if (!knowsProtected && given.confirmNoProtection !== true) return refuseWithoutProtection();
  if (diff.brake.length > 0 && given.confirmLeavers !== diff.leavers.length)
    return refuseLeavers(diff.leavers.length);
  return undefined;
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
