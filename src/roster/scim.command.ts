import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { inBothLanguages } from './row-problem.ts';
import {
  confirmScimDeactivations,
  type ScimPending,
  scimPending,
  setScimMode,
} from './scim-pending.service.ts';
import type { ScimReason } from './scim-person.ts';

export const scimUsage =
  'roster scim pending | roster scim confirm N | roster scim mode employees|addresses [--source hr]';

/**
 * `roster scim pending` shows what the directory's accounts wait for, `confirm N` carries out
 * the N deactivations that the brake holds, `mode` says what accounts are for.
 * @throws UsageError; AppError REFUSED
 */
export async function scimCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, { source: { type: 'string' } }, scimUsage);
  const [verb, what, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}"`, scimUsage);
  if (verb === 'pending' && what === undefined)
    return pendingResult(await scimPending(deps, deps.now));
  if (verb === 'confirm' && what !== undefined && /^\d{1,7}$/.test(what)) {
    const confirmed = await confirmScimDeactivations(deps, deps.now, { leavers: Number(what) });
    return {
      json: { confirmed },
      text: inBothLanguages(`${confirmed} har slutat.`, `${confirmed} are leavers now.`),
      exitCode: 0,
      audit: [{ action: 'scim.confirm', subject: 'all', details: { leavers: confirmed } }],
    };
  }
  if (verb === 'mode' && (what === 'employees' || what === 'addresses')) {
    const source = values.source ?? 'hr';
    if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(source) || source === 'scim')
      throw new UsageError('--source', scimUsage);
    const mode = { fills: what === 'addresses' ? source : null };
    await setScimMode(deps, mode);
    return {
      json: mode,
      text: modeText(mode.fills),
      exitCode: 0,
      audit: [{ action: 'scim.mode', subject: mode.fills ?? 'employees' }],
    };
  }
  throw new UsageError(positionals.join(' '), scimUsage);
}

const longestList = 20;

function pendingResult(pending: ScimPending): CommandResult {
  const { held, users, fills } = pending;
  const lines = held
    .slice(0, longestList)
    .map(({ number, name, department }) => `  ${number}  ${name}  ${department ?? '-'}`);
  const more = held.length - longestList;
  return {
    json: {
      fills,
      held: held.map(({ number, name, department, since }) => ({
        number,
        name,
        department,
        since: since.toISOString(),
      })),
      users,
      protected: pending.protected,
    },
    text: [
      modeText(fills),
      '',
      'Konton / accounts:',
      ...users.map(({ state, reason, count }) => {
        const text = reason === null ? states[state] : reasons[reason];
        return `${String(count).padStart(7)}  ${text}`;
      }),
      ...(pending.protected === 0
        ? []
        : [
            `${String(pending.protected).padStart(7)}  skyddade senaste dygnet, sparas inte / protected, not stored`,
          ]),
      '',
      ...(held.length === 0
        ? ['Inget väntar på bekräftelse. / Nothing waits for confirmation.']
        : [
            `Avslutas inte förrän någon bekräftar (${held.length}) / held until confirmed:`,
            ...lines,
            ...(more > 0 ? [`  … och ${more} till / and ${more} more`] : []),
            `Stämmer det: roster scim confirm ${held.length} / if that is right, run the same.`,
            'Annars: aktivera kontona igen i katalogen. / Else activate the accounts again.',
          ]),
    ].join('\n'),
    exitCode: 0,
  };
}

const states = {
  employee: 'medarbetare / employees',
  pending: 'väntar / waiting',
  inactive: 'avstängda / switched off',
};

const reasons: Record<ScimReason, string> = {
  'no-number': 'saknar anställningsnummer / no employment number',
  'number-taken': 'numret har ett annat konto / number has another account',
  'address-taken': 'adressen har någon annan / address is somebody else’s',
  'no-such-employee': 'numret finns inte i personallistan / number not in the roster',
  'department-unknown': 'okänd enhet, övrigt sparat / unknown department, rest stored',
};

function modeText(fills: string | null): string {
  return fills === null
    ? 'Konton är medarbetare. / Accounts are employees.'
    : `Konton ger adresser till källan ${fills}. / Accounts give addresses to ${fills}.`;
}
