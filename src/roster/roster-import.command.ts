import { countSuspendedUsers } from '../access/user.repository.ts';
import type { CommandResult } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import type { AppError } from '../platform/errors.ts';
import { countsOf } from './apply-diff.service.ts';
import type { RosterDiff, Scope } from './diff.ts';
import { createImportProgress } from './import-progress.ts';
import { type ImportedRoster, importRoster, type StagedRoster } from './import-roster.service.ts';
import { countLines } from './line-count.reader.ts';
import {
  parseReading,
  parseStrictly,
  readingOptions,
  readingUsage,
  wrongUsage,
} from './reading-options.ts';
import type { ReadingChoice } from './roster-profile.ts';
import { rosterReport, wrap } from './roster-report.ts';
import { inBothLanguages } from './row-problem.ts';
import { writeRejects } from './write-rejects.service.ts';

export const rosterImportUsage = `roster import FILE [--yes] [--scope all|department:CODE,…] ${readingUsage} [--address-only] [--rejects FILE] [--confirm-leavers N] [--confirm-no-protection]`;

/** `terminal` is where progress is shown; absent: nowhere. */
type Deps = { db: Database; now: Date; terminal?: { write(text: string): unknown } };
type Outcome = CommandResult & { json: object; exitCode: 0 | 1 };

/**
 * `roster import FILE`: shows what the file would change; `--yes` carries it out. Exit 1 where
 * a confirmation is missing, and then nothing has changed.
 * @throws AppError BAD_REQUEST for wrong usage, and what staging and applying throw.
 */
export async function rosterImportCommand(deps: Deps, argv: string[]): Promise<Outcome> {
  const options = parseOptions(argv);
  const { yes, confirmLeavers, confirmNoProtection, rejects, ...choice } = options;
  const staged = await withProgress(deps, {
    ...choice,
    ...(yes ? { apply: { ...confirmLeavers, confirmNoProtection } } : {}),
  });
  const { diff, applied, refusal } = staged;
  const report = [
    rosterReport(staged.import, staged.fileName, diff),
    ...[...readBy(staged), ...askShared(staged)].map((line) => wrap(line)),
    ...(rejects === undefined ? [] : [await reject(deps, choice, rejects, diff)]),
  ].join('\n');
  const nothing = inBothLanguages('Inget är ändrat.', 'Nothing has changed.');
  const end = applied
    ? [
        'Klart. Personallistan är uppdaterad.\nDone. The roster is up to date.',
        ...suspended(await countSuspendedUsers(deps.db)),
      ].join('\n')
    : refusal === undefined
      ? nextStep(staged)
      : `${nothing}\n${wrap(refusal.detail ?? '')}`;
  return {
    json: asJson(staged.import, diff, applied),
    text: `${report}\n\n${end}\n`,
    exitCode: yes && !applied ? 1 : 0,
    ...(applied
      ? {
          audit: [
            { action: 'roster.import', subject: `${staged.import}`, details: countsOf(diff) },
          ],
        }
      : {}),
  };
}

async function withProgress(
  { db, now, terminal }: Deps,
  input: Parameters<typeof importRoster>[2],
): Promise<ImportedRoster> {
  if (terminal === undefined) return importRoster({ db }, now, input);
  const progress = createImportProgress(terminal, await countLines(input.file));
  try {
    return await importRoster({ db }, now, {
      ...input,
      onProgress: progress.read,
      onPhase: progress.phase,
    });
  } finally {
    progress.end();
  }
}

async function reject(
  deps: { db: Database },
  choice: { file: string } & ReadingChoice,
  to: string,
  { errors }: RosterDiff,
): Promise<string> {
  const rows = await writeRejects(deps, { ...choice, to, errors });
  return `\n${wrap(`${rows} rader med fel skrevs till / rows in error written to ${to}`)}`;
}

/** Who moves or changes address may do nothing until somebody has looked, an only administrator too. */
function suspended(users: number): string[] {
  if (users === 0) return [];
  const sv = users === 1 ? 'En användare som har' : `${users} användare som har`;
  const en = users === 1 ? 'A user who has' : `${users} users who have`;
  return [
    wrap(
      `${sv} flyttat eller bytt adress har behörigheter som vilar. Granska med user review. / ${en} moved or changed address may do nothing until reviewed: user review.`,
    ),
  ];
}

/** What the profile has done to the file. */
function readBy({ profile, leftOut, sharedAddresses }: StagedRoster): string[] {
  if (profile === null) return [];
  return [
    '',
    `Läst med profilen ${profile} / Read by the profile ${profile}`,
    ...(leftOut > 0
      ? [`  Rader med utelämnad anställningsform / rows of forms left out: ${leftOut}`]
      : []),
    ...(sharedAddresses > 0
      ? [`  Rader med gemensam adress / rows with a shared address: ${sharedAddresses}`]
      : []),
  ];
}

/** An address that several rows are refused for is rather a ward's than a mistake. */
function askShared({ diff }: StagedRoster): string[] {
  const addresses = diff.errors.flatMap(({ value }) => (/^\S+@\S+$/.test(value) ? [value] : []));
  const often = [...new Set(addresses)].filter(
    (address) => addresses.filter((other) => other === address).length > 1,
  );
  if (often.length === 0) return [];
  const shown = often.slice(0, 5).map((address) => `--shared ${address}`);
  return [
    '',
    inBothLanguages(
      'Står en gemensam adress på flera personer? Säg det i en profil',
      'Do several people have one shared address? Say so in a profile',
    ),
    `  roster profile save NAME ${shown.join(' ')}`,
  ];
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

const options = {
  ...readingOptions,
  yes: { type: 'boolean', default: false },
  scope: { type: 'string' },
  'address-only': { type: 'boolean', default: false },
  rejects: { type: 'string' },
  'confirm-leavers': { type: 'string' },
  'confirm-no-protection': { type: 'boolean', default: false },
} as const;

function parseOptions(argv: string[]) {
  const { values, positionals } = parseStrictly(argv, options, rosterImportUsage);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw wrong('FILE');
  const { scope } = values;
  const leavers = values['confirm-leavers'];
  if (leavers !== undefined && !/^\d{1,9}$/.test(leavers)) throw wrong('--confirm-leavers');
  return {
    file,
    ...parseReading(values, rosterImportUsage),
    yes: values.yes,
    ...(scope === undefined ? {} : { scope: parseScope(scope) }),
    ...(values['address-only'] ? { addressOnly: true } : {}),
    confirmLeavers: leavers === undefined ? {} : { confirmLeavers: Number(leavers) },
    rejects: values.rejects,
    confirmNoProtection: values['confirm-no-protection'],
  };
}

function parseScope(text: string): Scope {
  if (text === 'all') return 'all';
  const codes = /^department:(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((code) => code.trim());
  if (codes === undefined || codes.includes('')) throw wrong('--scope');
  return codes;
}

function wrong(what: string): AppError {
  return wrongUsage(what, rosterImportUsage);
}
