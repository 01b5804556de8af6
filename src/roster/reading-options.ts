import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError } from '../platform/errors.ts';
import { type Correction, fieldNames, parseCorrection } from './header-correction.ts';
import { isName, isReservedSource, type ReadingChoice } from './roster-profile.ts';
import { inBothLanguages } from './row-problem.ts';

/** The options of every command that reads a staff list. */
export const readingOptions = {
  source: { type: 'string' },
  profile: { type: 'string' },
  'no-profile': { type: 'boolean', default: false },
  map: { type: 'string', multiple: true, default: [] },
  sheet: { type: 'string' },
  'heading-row': { type: 'string' },
} satisfies ParseArgsConfig['options'];

export const readingUsage =
  '[--source NAME] [--profile NAME|--no-profile] [--map "COLUMN=FIELD"]… [--sheet NAME] [--heading-row N]';

/** @throws AppError BAD_REQUEST naming the option, with the usage line. */
export function parseReading(
  values: {
    source?: string;
    profile?: string;
    'no-profile': boolean;
    map: string[];
    sheet?: string;
    'heading-row'?: string;
  },
  usage: string,
): ReadingChoice {
  const { source, profile, sheet, 'heading-row': headingRow } = values;
  if (source !== undefined) checkSource(source, usage);
  if (profile !== undefined && (!isName(profile) || values['no-profile']))
    throw wrongUsage('--profile', usage);
  if (headingRow !== undefined && !/^[1-9]\d{0,5}$/.test(headingRow))
    throw wrongUsage('--heading-row', usage);
  return {
    ...(source === undefined ? {} : { source }),
    ...(headingRow === undefined ? {} : { headingRow: Number(headingRow) }),
    ...(values['no-profile'] ? { profile: null } : profile === undefined ? {} : { profile }),
    ...(sheet === undefined ? {} : { sheet }),
    corrections: parseCorrections(values.map, usage),
  };
}

/** @throws AppError BAD_REQUEST where no staff list can have this source, the directory's among them. */
export function checkSource(source: string, usage: string): void {
  if (!isName(source)) throw wrongUsage('--source', usage);
  if (isReservedSource(source))
    throw new AppError(
      'BAD_REQUEST',
      `${inBothLanguages(
        `--source ${source} är katalogens eget namn. Välj ett annat, till exempel hr.`,
        `--source ${source} is the name of the directory itself. Choose another, such as hr.`,
      )}\n${usage}`,
    );
}

/** @throws AppError BAD_REQUEST naming the correction and the fields there are. */
export function parseCorrections(texts: readonly string[], usage: string): Correction[] {
  return texts.map((text) => {
    const correction = parseCorrection(text);
    if (correction === undefined)
      throw wrongUsage(
        `--map "${text}"`,
        `${usage}\n${inBothLanguages('Fält', 'Fields')}: ${fieldNames.join(', ')}, Enhet, Enhetskod …`,
      );
    return correction;
  });
}

/** Reads options strictly. @throws AppError BAD_REQUEST */
export function parseStrictly<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
  usage: string,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUsage(error instanceof Error ? error.message : '', usage);
  }
}

export function wrongUsage(what: string, usage: string): AppError {
  return new AppError(
    'BAD_REQUEST',
    `${inBothLanguages(`Fel användning: ${what}`, `Wrong usage: ${what}`)}\n${usage}`,
  );
}
