import { parseArgs } from 'node:util';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { RosterDiff, Scope } from './diff.ts';
import { applyRoster, stageRoster } from './import-roster.service.ts';
import { rosterReport, wrap } from './roster-report.ts';
import { inBothLanguages } from './row-problem.ts';

export const rosterImportUsage =
  'roster import FILE [--yes] [--source NAME] [--scope all|department:CODE,…] [--confirm-leavers N] [--confirm-no-protection]';

type Outcome = { json: object; text: string; exitCode: 0 | 1 };

/**
 * `roster import FILE`: shows what the file would change; `--yes` carries it out. Exit 1 where
 * a confirmation is missing, and then nothing has changed.
 * @throws AppError BAD_REQUEST for wrong usage, and what staging and applying throw.
 */
export async function rosterImportCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<Outcome> {
  const options = parseOptions(argv);
  const staged = await stageRoster(deps, deps.now, options);
  const report = rosterReport(staged.import, staged.fileName, staged.diff);
  const outcome = (diff: RosterDiff, applied: boolean, text: string): Outcome => ({
    json: asJson(staged.import, diff, applied),
    text: `${report}\n\n${text}\n`,
    exitCode: options.yes && !applied ? 1 : 0,
  });
  if (!options.yes) return outcome(staged.diff, false, nextStep(staged));
  try {
    const diff = await applyRoster(deps, deps.now, { import: staged.import, ...options });
    return outcome(
      diff,
      true,
      'Klart. Personallistan är uppdaterad.\nDone. The roster is up to date.',
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'REFUSED') throw error;
    const nothing = inBothLanguages('Inget är ändrat.', 'Nothing has changed.');
    return outcome(staged.diff, false, `${nothing}\n${wrap(error.detail ?? '')}`);
  }
}

function nextStep(staged: { diff: RosterDiff; mustConfirmNoProtection: boolean }): string {
  const { brake, leavers } = staged.diff;
  const flags = [
    '--yes',
    ...(brake.length > 0 ? [`--confirm-leavers ${leavers.length}`] : []),
    ...(staged.mustConfirmNoProtection ? ['--confirm-no-protection'] : []),
  ].join(' ');
  const warnings = staged.mustConfirmNoProtection
    ? [
        'Filen saknar kolumnen Skyddad identitet: alla i den sparas och får mejl. / The file has no column for protected identity: everyone in it is stored and mailed.',
      ]
    : [];
  return [
    ...warnings,
    `Inget är ändrat. Stämmer allt, kör samma kommando med ${flags}.`,
    `Nothing has changed. If all is right, run the same command with ${flags}.`,
  ]
    .map((line) => wrap(line))
    .join('\n');
}

function asJson(id: number, diff: RosterDiff, applied: boolean): object {
  return {
    import: id,
    joiners: diff.joiners.length,
    leavers: diff.leavers.length,
    movers: diff.movers.length,
    changed: diff.changed.length,
    held: diff.held.length,
    errors: diff.errors,
    protected: diff.protected,
    withoutEmail: diff.withoutEmail,
    people: diff.people,
    departments: diff.units,
    applied,
  };
}

function parseOptions(argv: string[]) {
  const { values, positionals } = parse(argv);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw wrongUsage('FILE');
  const { source, scope } = values;
  if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(source)) throw wrongUsage('--source');
  const leavers = values['confirm-leavers'];
  if (leavers !== undefined && !/^\d{1,9}$/.test(leavers)) throw wrongUsage('--confirm-leavers');
  return {
    file,
    source,
    yes: values.yes,
    ...(scope === undefined ? {} : { scope: parseScope(scope) }),
    ...(leavers === undefined ? {} : { confirmLeavers: Number(leavers) }),
    confirmNoProtection: values['confirm-no-protection'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        yes: { type: 'boolean', default: false },
        source: { type: 'string', default: 'hr' },
        scope: { type: 'string' },
        'confirm-leavers': { type: 'string' },
        'confirm-no-protection': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw wrongUsage(error instanceof Error ? error.message : '');
  }
}

function parseScope(text: string): Scope {
  if (text === 'all') return 'all';
  const codes = /^department:(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((code) => code.trim());
  if (codes === undefined || codes.includes('')) throw wrongUsage('--scope');
  return codes;
}

function wrongUsage(what: string): AppError {
  return new AppError(
    'BAD_REQUEST',
    `${inBothLanguages(`Fel användning: ${what}`, `Wrong usage: ${what}`)}\n${rosterImportUsage}`,
  );
}
