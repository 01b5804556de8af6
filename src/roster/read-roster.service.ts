import { createHash } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { createDepartmentReader } from './department-levels.ts';
import { headingKey } from './header-synonyms.ts';
import { maskIdentityNumbers } from './identity-number.ts';
import { invalidFile, withoutHeadings, withoutRows } from './invalid-file.ts';
import { findNotAKey } from './number-key.ts';
import { openRosterFile, type Place, type RosterFile, rosterLimits } from './roster-file.reader.ts';
import { mapHeader } from './roster-header.ts';
import { findProfile, loadProfiles } from './roster-profile.repository.ts';
import {
  emptyProfile,
  headerOptions,
  type ProfileContent,
  type ReadingChoice,
  type RosterProfile,
  usualSource,
  withCorrections,
} from './roster-profile.ts';
import { createRowReader, type ReadRow, type RowRules } from './roster-row.ts';
import { inBothLanguages } from './row-problem.ts';
import { sharedAddresses } from './shared-address.ts';

export type ReadRoster = {
  fileName: string;
  source: string;
  profile: RosterProfile | null;
  rows: ReadRow[];
  /** False where the file has no column that tells who is protected (DESIGN rule 9). */
  tellsProtected: boolean;
  /** Equal for files of the same headings, in any order and spelling that reads the same. */
  headings: string;
  addressOnly: boolean;
  /** Rows of employment forms that the profile leaves out; they count as not in the file. */
  leftOut: number;
  /** Rows whose address is declared shared. */
  sharedAddresses: number;
};

/**
 * Reads a whole file, with the profile named or remembered for its source.
 * @throws AppError NOT_FOUND (no such profile), CONFLICT (the profile is of another source),
 *   FILE_INVALID (unreadable, columns missing, no rows, or a number that is no key).
 */
export async function readRoster(
  deps: { db: Database },
  file: string,
  choice: ReadingChoice = {},
): Promise<ReadRoster> {
  const chosen = await chooseProfiles(deps.db, choice);
  return readRosterBy(chosen, file, choice);
}

/** The same once source and profiles are chosen; it needs no database. @throws AppError FILE_INVALID */
export async function readRosterBy(
  { source, profiles }: ChosenProfiles,
  file: string,
  choice: ReadingChoice,
): Promise<ReadRoster> {
  const { opened, profile, content, headings } = await openWithOneOf(file, profiles, choice);
  if (opened.withoutHeadings) {
    await opened.close();
    throw withoutHeadings(opened.headingRow);
  }
  const { rows, leftOut, all } = await readRows(opened, content, choice.onProgress);
  if (all === 0) throw withoutRows();
  checkProtected(opened, rows, content);
  checkKey(opened, rows);
  return {
    fileName: opened.name,
    source,
    profile,
    rows,
    tellsProtected: opened.columns.some(({ field }) => field === 'protected'),
    headings,
    addressOnly: content.addressOnly,
    leftOut,
    sharedAddresses: rows.filter((row) => row.kind === 'good' && row.sharedAddress).length,
  };
}

export type ChosenProfiles = { source: string; profiles: RosterProfile[] };

/**
 * The source of a file, and the profiles that may fit it, the likeliest first; none where
 * nothing is remembered. @throws AppError NOT_FOUND, CONFLICT
 */
export async function chooseProfiles(db: Database, choice: ReadingChoice): Promise<ChosenProfiles> {
  const { profile: name, source } = choice;
  if (name === null) return { source: source ?? usualSource, profiles: [] };
  if (name === undefined) {
    const own = source ?? usualSource;
    return { source: own, profiles: await loadProfiles(db, own) };
  }
  const profile = await findProfile(db, name);
  if (profile === undefined)
    throw new AppError(
      'NOT_FOUND',
      inBothLanguages(
        `Det finns ingen profil ${name}. Se dem med roster profile list.`,
        `There is no profile ${name}. See them with roster profile list.`,
      ),
    );
  if (source !== undefined && source !== profile.source)
    throw new AppError(
      'CONFLICT',
      inBothLanguages(
        `Profilen ${name} gäller källan ${profile.source}, inte ${source}. Utelämna --source.`,
        `The profile ${name} is for the source ${profile.source}, not ${source}. Leave out --source.`,
      ),
    );
  return { source: profile.source, profiles: [profile] };
}

/** What a profile, or none, and what is said for this once come to. */
export function contentOf(profile: RosterProfile | null, choice: ReadingChoice): ProfileContent {
  const content = withCorrections(profile?.content ?? emptyProfile, choice.corrections ?? []);
  return { ...content, addressOnly: choice.addressOnly ?? content.addressOnly };
}

/** Where the staff list stands; its headings are known by what is said of them. */
export function placeOf(profiles: readonly RosterProfile[], choice: ReadingChoice): Place {
  return {
    sheet: choice.sheet ?? profiles[0]?.content.sheet ?? undefined,
    headingRow: choice.headingRow,
    corrections: [
      ...(choice.corrections ?? []),
      ...profiles.flatMap(({ content }) => content.corrections),
    ],
  };
}

/** Opens a file by the first profile that fits its heading. @throws AppError FILE_INVALID */
export async function openWithOneOf(
  file: string,
  profiles: readonly RosterProfile[],
  choice: ReadingChoice,
): Promise<{
  opened: RosterFile;
  profile: RosterProfile | null;
  content: ProfileContent;
  headings: string;
}> {
  let headings = '';
  let profile = profiles[0] ?? null;
  let lacks: string[] = [];
  try {
    const opened = await openRosterFile(file, rosterLimits, placeOf(profiles, choice), (cells) => {
      headings = fingerprintHeadings(cells);
      const headerBy = (candidate: RosterProfile | null) =>
        mapHeader(cells, headerOptions(contentOf(candidate, choice)));
      profile = profiles.find((candidate) => headerBy(candidate).kind === 'ok') ?? profile;
      const header = headerBy(profile);
      if (header.kind === 'missing') lacks = header.missing;
      return header;
    });
    return { opened, profile, content: contentOf(profile, choice), headings };
  } catch (error) {
    if (profile === null || lacks.length === 0 || !(error instanceof AppError)) throw error;
    const list = lacks.map((label) => maskIdentityNumbers(label)).join(', ');
    throw invalidFile(
      `Filen passar inte profilen ${profile.name}. Kolumner saknas: ${list}. Rätta exporten, spara profilen på nytt, eller läs in utan den med --no-profile.`,
      `The file does not fit the profile ${profile.name}. Columns are missing: ${list}. Correct the export, save the profile again, or import without it by --no-profile.`,
    );
  }
}

/** A hash, since a file without headings has a person in that row. */
function fingerprintHeadings(cells: readonly string[]): string {
  const keys = cells.map(headingKey).sort();
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex');
}

async function readRows(
  opened: RosterFile,
  content: ProfileContent,
  onProgress: ReadingChoice['onProgress'],
) {
  const departments = createDepartmentReader();
  const read = createRowReader(opened.columns, opened.width, rulesOf(content, departments.read));
  const rows: ReadRow[] = [];
  let [leftOut, all] = [0, 0];
  for await (const batch of opened.batches)
    for (const raw of batch) {
      const row = read(raw);
      all += 1;
      onProgress?.(all);
      if (row.kind === 'left-out') leftOut += row.sums ? 0 : 1;
      else rows.push(row);
    }
  departments.settle();
  return { rows, leftOut, all };
}

function rulesOf(content: ProfileContent, departments: RowRules['departments']): RowRules {
  const forms = new Set(content.withoutForms.map(wordOf));
  return {
    flagWords: {
      yes: content.protectedYes.map((word) => word.toLowerCase()),
      no: content.protectedNo.map((word) => word.toLowerCase()),
    },
    isLeftOut: forms.size === 0 ? () => false : (form) => forms.has(wordOf(form)),
    isShared: sharedAddresses(content.shared) ?? (() => false),
    departments,
  };
}

function wordOf(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

const fewestProtected = 10;
const protectedShare = 0.1;

/**
 * Who becomes protected is erased without the brake of rule 8, so a column that says so of every
 * tenth, and whose values nobody has stated, is taken for another column.
 */
function checkProtected(
  { columns }: RosterFile,
  rows: readonly ReadRow[],
  content: ProfileContent,
): void {
  const count = rows.filter(({ kind }) => kind === 'protected').length;
  if (count <= Math.max(fewestProtected, rows.length * protectedShare)) return;
  if (content.protectedYes.length > 0) return;
  const label = columns.find(({ field }) => field === 'protected')?.label ?? '';
  throw invalidFile(
    `Kolumnen ${label} säger att ${count} av ${rows.length} rader har skyddad identitet. Är det en annan kolumn, läs in med --map "${label}=ignore"; annars spara en profil som anger vilka värden som betyder ja (--protected-yes).`,
    `The column ${label} says that ${count} of ${rows.length} rows are protected. If it is another column, import with --map "${label}=ignore"; else save a profile that states which values mean yes (--protected-yes).`,
  );
}

function checkKey({ columns }: RosterFile, rows: readonly ReadRow[]): void {
  const found = findNotAKey(rows.filter((row) => row.kind === 'good'));
  if (found === undefined) return;
  const label = columns.find(({ field }) => field === 'number')?.label ?? '';
  const { number, people, rows: lines } = found.example;
  const many = people === 50 ? '50+' : String(people);
  const example = maskIdentityNumbers(number);
  throw invalidFile(
    `Kolumnen ${label} är ingen nyckel: ${found.numbers} nummer delas av olika personer på ${found.rows} rader (${example} av ${many} personer, rad ${lines.join(', ')} m.fl.). Exportera anställningsnumret, och peka ut det med --map "KOLUMN=number".`,
    `The column ${label} is not a key: ${found.numbers} numbers are shared by different people in ${found.rows} rows (${example} by ${many} people, rows ${lines.join(', ')} and more). Export the employment number, and point it out with --map "COLUMN=number".`,
  );
}
