import type { CommandResult } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { checkSource, parseCorrections, parseStrictly, wrongUsage } from './reading-options.ts';
import { deleteProfile, findProfile, loadProfiles } from './roster-profile.repository.ts';
import { isName, type RosterProfile } from './roster-profile.ts';
import { wrap } from './roster-report.ts';
import { inBothLanguages } from './row-problem.ts';
import { saveRosterProfile } from './save-roster-profile.service.ts';

const saving = `roster profile save NAME [FILE] [--source NAME] [--sheet NAME]
  [--map "COLUMN=FIELD"]… [--without-form FORM]… [--shared ADDRESS]…
  [--protected-column COLUMN] [--protected-yes VALUE]… [--protected-no VALUE]…
  [--address-only] [--confirm-no-protection]`;
const usage = `roster profile list | show NAME | delete NAME | ${saving}`;

type Deps = { db: Database; now: Date };

/**
 * `roster profile save|list|show|delete`: how the files of a source are to be read.
 * @throws AppError BAD_REQUEST for wrong usage, NOT_FOUND, FILE_INVALID.
 */
export async function rosterProfileCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const [action, ...rest] = argv;
  if (action === 'save') return save(deps, rest);
  const { positionals } = parseStrictly(rest, {}, usage);
  const [name = ''] = positionals;
  if (action === 'list' && positionals.length === 0) return list(deps);
  if (positionals.length !== 1 || !isName(name)) throw wrongUsage(action ?? '', usage);
  if (action === 'show') {
    const profile = (await findProfile(deps.db, name)) ?? notFound(name);
    return { json: asJson(profile), text: asText(profile), exitCode: 0 };
  }
  if (action !== 'delete') throw wrongUsage(action ?? '', usage);
  if (!(await deleteProfile(deps.db, name))) notFound(name);
  return {
    json: { deleted: name },
    text: inBothLanguages(`Profilen ${name} är borttagen.`, `The profile ${name} is removed.`),
    exitCode: 0,
    audit: [{ action: 'profile.delete', subject: name }],
  };
}

async function list({ db }: Deps): Promise<CommandResult> {
  const profiles = await loadProfiles(db);
  const lines = profiles.map(
    ({ name, source, content }) =>
      `${name.padEnd(24)} ${source.padEnd(16)} ${content.corrections.length} kolumner / columns`,
  );
  return {
    json: { profiles: profiles.map(asJson) },
    text:
      lines.join('\n') || inBothLanguages('Inga profiler är sparade.', 'No profiles are saved.'),
    exitCode: 0,
  };
}

const many = { type: 'string' as const, multiple: true as const, default: [] as string[] };

async function save({ db, now }: Deps, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = parseStrictly(
    argv,
    {
      source: { type: 'string', default: 'hr' },
      sheet: { type: 'string' },
      map: many,
      'without-form': many,
      shared: many,
      'protected-column': { type: 'string' },
      'protected-yes': many,
      'protected-no': many,
      'address-only': { type: 'boolean', default: false },
      'confirm-no-protection': { type: 'boolean', default: false },
    },
    usage,
  );
  const [name = '', file, ...more] = positionals;
  if (!isName(name) || more.length > 0) throw wrongUsage('NAME', usage);
  checkSource(values.source, usage);
  const column = values['protected-column'];
  const corrections = [...values.map, ...(column === undefined ? [] : [`${column}=protected`])];
  const profile = await saveRosterProfile({ db }, now, {
    name,
    source: values.source,
    ...(file === undefined ? {} : { file }),
    sheet: values.sheet ?? null,
    corrections: parseCorrections(corrections, usage),
    withoutForms: values['without-form'],
    shared: values.shared,
    protectedYes: values['protected-yes'],
    protectedNo: values['protected-no'],
    addressOnly: values['address-only'],
    confirmNoProtection: values['confirm-no-protection'],
  });
  return {
    json: asJson(profile),
    text: `${inBothLanguages('Profilen är sparad.', 'The profile is saved.')}\n${asText(profile)}`,
    exitCode: 0,
    audit: [{ action: 'profile.save', subject: name }],
  };
}

function asJson({ name, source, content, protectionConfirmed }: RosterProfile) {
  const { corrections, complete, ...rest } = content;
  const columns = corrections.map(({ heading, nth, target }) => ({ heading, nth, field: target }));
  return { name, source, columns, complete, ...rest, protectionConfirmed };
}

function asText({ name, source, content, protectionConfirmed }: RosterProfile): string {
  const told = content.corrections.some(({ target }) => target === 'protected');
  const facts: [string, string][] = [
    ['Utelämnade anställningsformer / forms left out', content.withoutForms.join(', ')],
    ['Gemensamma adresser / shared addresses', content.shared.join(', ')],
    ['Skyddad identitet, ja / protected, yes', content.protectedYes.join(', ')],
    ['Skyddad identitet, nej / protected, no', content.protectedNo.join(', ')],
    ['Blad / sheet', content.sheet ?? ''],
    ['Bara adresser / addresses only', content.addressOnly ? 'ja / yes' : ''],
    [
      'Bekräftat utan kolumn för skyddad identitet / confirmed without that column',
      protectionConfirmed && !told ? 'ja / yes' : '',
    ],
  ];
  return [
    `Profil / profile ${name}, källa / source ${source}`,
    ...content.corrections.map(
      ({ heading, nth, target }) =>
        `  ${`${heading}${nth > 1 || heading === '' ? `#${nth}` : ''}`.padEnd(32)} ${target}`,
    ),
    ...facts.filter(([, value]) => value !== '').map(([what, value]) => `${what}: ${value}`),
  ]
    .map((text) => (text.length > 80 ? wrap(text, '   ') : text))
    .join('\n');
}

function notFound(name: string): never {
  throw new AppError(
    'NOT_FOUND',
    inBothLanguages(
      `Det finns ingen profil ${name}. Se dem med roster profile list.`,
      `There is no profile ${name}. See them with roster profile list.`,
    ),
  );
}
