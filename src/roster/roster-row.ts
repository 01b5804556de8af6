import { isSpreadsheetError } from './cell-value.ts';
import {
  type DepartmentName,
  departmentsAlone,
  type LevelText,
  levelTexts,
} from './department-levels.ts';
import { holdsIdentityNumber } from './identity-number.ts';
import { readFullName } from './person-name.ts';
import type { Column, Field } from './roster-header.ts';
import type { Absence } from './roster-state.ts';
import { absenceColumns, readAbsences } from './row-absences.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';
import {
  type FlagWords,
  type Reading,
  readDate,
  readEmail,
  readEndDate,
  readFlag,
  readLanguage,
  readNumber,
} from './row-values.ts';

export type { DepartmentName };

/** One employment as the file states it. What the file has no column for is absent. */
export type RosterRow = {
  row: number;
  number: string;
  /** Names are empty where the file, a directory of addresses, has no column for them. */
  firstName: string;
  lastName: string;
  email: string | null;
  /** Set where the cell holds an address that HR declared to be shared; `email` is null then. */
  sharedAddress?: true;
  language?: 'sv' | 'en';
  title?: string | null;
  form: string | null;
  startsOn: string | null;
  endsOn: string | null;
  /** From the top of the organisation down; empty only where the file has no departments. */
  departments: DepartmentName[];
  /** Present where the file has columns for absences; empty: it states none. */
  absences?: Absence[];
};

/** A row that cannot be used; `number` is set whenever it could be read (DESIGN rule 8). */
export type BadRow = { row: number; number: string | null; problems: RowProblem[] };

export type ReadRow =
  | ({ kind: 'good' } & RosterRow)
  | ({ kind: 'bad' } & BadRow)
  | { kind: 'protected'; number: string | null };

/**
 * What counts as not being in the file: an employment of a form that the profile leaves out, or
 * the file's own sums below its people.
 */
export type LeftOut = { kind: 'left-out'; sums?: true };

/** The cells of the mapped columns, in their order, composed and trimmed; `width` is the number of cells in the file's row. */
export type RawRow = {
  row: number;
  cells: (string | undefined)[];
  width: number;
  surplus: boolean;
};

/** What a profile says about rows. */
export type RowRules = {
  flagWords: FlagWords;
  isLeftOut: (form: string) => boolean;
  isShared: (email: string) => boolean;
  /** What the departments of a row are called, given what its cells hold. */
  departments: (levels: readonly LevelText[]) => DepartmentName[];
};

export const noRules: RowRules = {
  flagWords: { yes: [], no: [] },
  isLeftOut: () => false,
  isShared: () => false,
  departments: departmentsAlone,
};

const longestCell = 250;
const mostRemembered = 20_000;
const mustHave: readonly string[] = [
  'number',
  'firstName',
  'lastName',
  'fullName',
  'email',
  'protected',
  'department',
];

/** Checks one row by itself. A protected row gives nothing but its number, needed to erase whom it names. */
export function readRow(columns: readonly Column[], headerWidth: number, raw: RawRow): ReadRow {
  const cells = raw.cells.map((cell) => cell?.normalize('NFC').trim());
  const row = createRowReader(columns, headerWidth, noRules)({ ...raw, cells });
  if (row.kind === 'left-out') throw new RangeError('without rules no row is left out');
  return row;
}

/** A function that checks the rows of one file, by the rules of its profile. */
export function createRowReader(
  columns: readonly Column[],
  headerWidth: number,
  rules: RowRules,
): (raw: RawRow) => ReadRow | LeftOut {
  const at = new Map<Field, number>();
  for (const [index, { field }] of columns.entries())
    if (field !== 'department' && field !== 'absence' && field !== 'ignored') at.set(field, index);
  const required = columns.filter(({ field }) => mustHave.includes(field));
  const absences = absenceColumns(columns);
  // Lists repeat their dates, and a pattern costs more than a look.
  const [startDate, endDate] = [remembering(readDate), remembering(readEndDate)];
  const indexOf = (field: Field) => at.get(field) ?? -1;
  const labelOf = (field: Field) => columns[indexOf(field)]?.label ?? '';
  const hasFullName = at.has('fullName');
  const fewestCells = Math.max(0, ...required.map(({ index }) => index + 1));

  const [titleAt, formAt, flagAt] = [indexOf('title'), indexOf('form'), indexOf('protected')];
  const nameAt = hasFullName ? indexOf('fullName') : indexOf('lastName');
  const cellChecks = columns.map(({ field }) =>
    field === 'number' || field === 'email' ? cellFault : remembering(cellFault),
  );
  const readLevels = levelReader(columns);
  const flagOf = remembering((text) => readFlag(text, rules.flagWords));

  return (raw) => {
    const { cells } = raw;
    const textAt = (index: number) => cells[index] ?? '';
    const problems: RowProblem[] = [];
    const wrong = (column: string, value: string, sv: string, en: string) =>
      problems.push(rowProblem(raw.row, column, value, sv, en));
    const take = <T>(field: Field, read: (text: string) => Reading<T>): T | undefined => {
      const index = indexOf(field);
      if (index < 0) return undefined;
      const text = textAt(index);
      if (isSpreadsheetError(text)) {
        wrong(
          labelOf(field),
          text,
          'Cellen är ett formelfel. Rätta den i kalkylarket.',
          'The cell is a formula error. Correct it in the workbook.',
        );
        return undefined;
      }
      const result = read(text);
      if (result.ok) return result.value;
      wrong(labelOf(field), text, result.sv, result.en);
      return undefined;
    };

    const read = readNumber(textAt(indexOf('number')));
    const number = read.ok ? read.value : null;
    const bad = (): ReadRow => ({ kind: 'bad', row: raw.row, number, problems });

    if (textAt(nameAt) === '' && isSums(cells)) return { kind: 'left-out', sums: true };
    const flag = flagOf(textAt(flagAt));
    if (flag === true) return { kind: 'protected', number };

    if (raw.width < fewestCells || raw.surplus) {
      const lost = required.find((column) => column.index >= raw.width);
      wrong(
        (lost ?? columns.at(-1))?.label ?? '',
        '',
        `Raden har ${raw.width} kolumner i stället för ${headerWidth}. Kontrollera skiljetecken och citattecken på raden.`,
        `The row has ${raw.width} columns instead of ${headerWidth}. Check its separators and quotes.`,
      );
      return bad();
    }
    if (flag === undefined) {
      // Whoever may be protected is not described further.
      wrong(
        labelOf('protected'),
        textAt(flagAt),
        'Skriv J eller N, eller ange i profilen vad värdet betyder (--protected-yes, --protected-no).',
        'Write J (yes) or N (no), or state in the profile what the value means (--protected-yes, --protected-no).',
      );
      return bad();
    }
    if (rules.isLeftOut(textAt(formAt))) return { kind: 'left-out' };

    for (let index = 0; index < cellChecks.length; index += 1) {
      const fault = cellChecks[index]?.(textAt(index));
      if (fault) describeFault(fault, columns[index], textAt(index), wrong);
    }
    if (!read.ok) take('number', readNumber);
    const name = hasFullName ? take('fullName', readFullName) : undefined;
    const firstName = hasFullName ? name?.firstName : take('firstName', readName);
    const lastName = hasFullName ? name?.lastName : take('lastName', readName);
    const address = take('email', readEmail) ?? null;
    const shared = address !== null && rules.isShared(address);
    const language = take('language', readLanguage);
    const startsOn = take('startsOn', startDate) ?? null;
    const endsOn = take('endsOn', endDate) ?? null;
    if (startsOn !== null && endsOn !== null && endsOn < startsOn)
      wrong(
        labelOf('endsOn'),
        endsOn,
        `Slutdatum ligger före startdatum ${startsOn}.`,
        `The end lies before the start ${startsOn}.`,
      );
    const away = absences.length > 0 ? readAbsences(absences, texts(cells), wrong) : undefined;
    const levels = readLevels(cells);
    if (levels?.length === 0)
      wrong(
        columns.find(({ field }) => field === 'department')?.label ?? '',
        '',
        'Enhet saknas. Ange kod eller namn.',
        'The department is missing. Give its code or name.',
      );

    if (problems.length > 0 || number === null) return bad();
    const row: { kind: 'good' } & RosterRow = {
      kind: 'good',
      row: raw.row,
      number,
      firstName: firstName ?? '',
      lastName: lastName ?? '',
      email: shared ? null : address,
      form: textAt(formAt) || null,
      startsOn,
      endsOn,
      departments: levels === undefined ? [] : rules.departments(levels),
    };
    if (shared) row.sharedAddress = true;
    if (language !== undefined) row.language = language;
    if (titleAt >= 0) row.title = textAt(titleAt) || null;
    if (away !== undefined) row.absences = away;
    return row;
  };
}

const sumWords =
  /^(?:del|total)?(?:summa|summering|totalt?|antal|sum|count|grand total)(?: (?:anställda|personer|rader|poster|rows))?\s*[:=]?\s*\d*$/iu;
const mostDigits = 8;

/** What reports end with: a word for a sum, numbers, and nothing else. */
function isSums(cells: readonly (string | undefined)[]): boolean {
  let found = false;
  for (const cell of cells) {
    if (cell === undefined || cell === '') continue;
    if (cell.length <= mostDigits && /^\d+$/.test(cell)) continue;
    if (!sumWords.test(cell)) return false;
    found = true;
  }
  return found;
}

function texts(cells: readonly (string | undefined)[]): string[] {
  return cells.map((cell) => cell ?? '');
}

type KnownLevels = { levels?: LevelText[] | undefined; below?: Map<string, KnownLevels> };

/** The levels of a row; rows of one department get the same list. */
function levelReader(
  columns: readonly Column[],
): (cells: readonly (string | undefined)[]) => LevelText[] | undefined {
  const own = columns.flatMap(({ field }, index) => (field === 'department' ? [index] : []));
  const root: KnownLevels = {};
  let size = 0;
  return (cells) => {
    let known = root;
    for (const index of own) {
      known.below ??= new Map();
      const cell = cells[index] ?? '';
      let next = known.below.get(cell);
      if (next === undefined) {
        next = {};
        size += 1;
        if (size < mostRemembered) known.below.set(cell, next);
      }
      known = next;
    }
    known.levels ??= levelTexts(columns, texts(cells));
    return known.levels;
  };
}

function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const reading = read(text);
    if (known.size < mostRemembered) known.set(text, reading);
    return reading;
  };
}

type Faults = { long: boolean; control: boolean; identity: boolean };

/** Null for a text that may stand in any column. */
function cellFault(text: string): Faults | null {
  if (text === '') return null;
  const long = text.length > longestCell;
  const control = /\p{Cc}/u.test(text);
  const identity = holdsIdentityNumber(text);
  return long || control || identity ? { long, control, identity } : null;
}

function describeFault(
  fault: Faults,
  column: Column | undefined,
  text: string,
  wrong: (column: string, value: string, sv: string, en: string) => void,
): void {
  if (column === undefined) return;
  if (fault.long)
    wrong(
      column.label,
      text,
      `Texten är längre än ${longestCell} tecken. Korta den.`,
      `The text is longer than ${longestCell} characters. Shorten it.`,
    );
  if (fault.control)
    wrong(
      column.label,
      text,
      'Cellen innehåller radbrytning eller styrtecken. Skriv den på en rad.',
      'The cell holds a line break or control characters. Write it on one line.',
    );
  if (fault.identity && column.field !== 'number')
    wrong(
      column.label,
      text,
      'Ett personnummer står i fel kolumn. Ta bort det.',
      'An identity number stands in the wrong column. Remove it.',
    );
}

function readName(text: string): Reading<string> {
  return text === ''
    ? {
        ok: false,
        sv: 'Namn saknas. Fyll i det i personalsystemet.',
        en: 'The name is missing. Fill it in in the HR system.',
      }
    : { ok: true, value: text };
}
