import type { CommandResult } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import {
  parseReading,
  parseStrictly,
  readingOptions,
  readingUsage,
  wrongUsage,
} from './reading-options.ts';
import { type RosterMapping, showMapping } from './roster-mapping.service.ts';
import { wrap } from './roster-report.ts';

const usage = `roster mapping FILE ${readingUsage}`;

/**
 * `roster mapping FILE`: shows what each column is taken for, with masked samples; changes nothing.
 * @throws AppError BAD_REQUEST for wrong usage, and what reading throws.
 */
export async function rosterMappingCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = parseStrictly(argv, readingOptions, usage);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw wrongUsage('FILE', usage);
  const mapping = await showMapping(deps, file, parseReading(values, usage));
  return { json: mapping, text: asText(mapping), exitCode: 0 };
}

const notRead: Record<RosterMapping['columns'][number]['why'], string> = {
  read: '',
  unknown: '– läses inte / not read',
  identity: '– personnummer, läses aldrig / never read',
  weaker: '– en annan kolumn säger det / said by another',
  ignored: '– ska inte läsas / not to be read',
};

function asText(mapping: RosterMapping): string {
  const { fileName, profile, columns, missing, twice, fits } = mapping;
  const by = profile === null ? '' : `, profil / profile ${profile}`;
  return [
    wrap(`${fileName}${by}`),
    '',
    ...columns.map(line),
    '',
    ...(missing.length > 0 ? [`Saknas / Missing: ${missing.join(', ')}`] : []),
    ...(twice === null ? [] : [`Samma sak två gånger / Same thing twice: ${twice.join(', ')}`]),
    fits
      ? 'Filen kan läsas in. Ändra med --map "Kolumn=fält", spara med roster profile save.'
      : 'Peka ut kolumnerna med --map "Kolumn=fält" (--map "Kolumn=ignore": läs inte).',
    fits
      ? 'The file can be imported. Change with --map, save with roster profile save.'
      : 'Point the columns out with --map "Column=field" (ignore: do not read).',
  ]
    .map((text) => (text.length > 80 ? wrap(text, '   ') : text))
    .join('\n');
}

function line({ column, label, field, why, samples }: RosterMapping['columns'][number]): string {
  const place = `${String(column).padStart(3)} ${padded(label, 24)} `;
  if (field === null) return `${place}${notRead[why]}`.slice(0, 80);
  return `${place}${padded(field, 20)} ${samples.join(' | ')}`.slice(0, 80).trimEnd();
}

function padded(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
