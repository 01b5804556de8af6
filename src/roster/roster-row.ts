import { holdsIdentityNumber } from './identity-number.ts';
import type { Column, Field } from './roster-header.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';
import { readDate, readEmail, readFlag, readLanguage, readNumber } from './row-values.ts';

/** A department as a row names it. */
export type DepartmentName = { code: string; name: string };

/** One employment as the file states it. What the file has no column for is absent. */
export type RosterRow = {
  row: number;
  number: string;
  firstName: string;
  lastName: string;
  email: string | null;
  language?: 'sv' | 'en';
  title?: string | null;
  form: string | null;
  startsOn: string | null;
  endsOn: string | null;
  /** From the top of the organisation down; at least one. */
  departments: DepartmentName[];
};

/** A row that cannot be used; `number` is set whenever it could be read (DESIGN rule 8). */
export type BadRow = { row: number; number: string | null; problems: RowProblem[] };

export type ReadRow =
  | ({ kind: 'good' } & RosterRow)
  | ({ kind: 'bad' } & BadRow)
  | { kind: 'protected'; number: string | null };

/** The cells of the mapped columns, in their order; `width` is the number of cells in the file's row. */
export type RawRow = {
  row: number;
  cells: (string | undefined)[];
  width: number;
  surplus: boolean;
};

const longestCell = 250;
const mustHave: readonly Field[] = ['number', 'firstName', 'lastName', 'email', 'protected'];

/** Checks one row. A protected row gives nothing but its number, needed to erase whom it names. */
export function readRow(columns: readonly Column[], headerWidth: number, raw: RawRow): ReadRow {
  const cells = new Map<Column, string>();
  for (const [index, column] of columns.entries())
    cells.set(column, (raw.cells[index] ?? '').normalize('NFC').trim());
  const cellOf = (field: Field) => {
    const column = columns.find((candidate) => candidate.field === field);
    return column && { column, text: cells.get(column) ?? '' };
  };

  const problems: RowProblem[] = [];
  const wrong = (column: string, value: string, sv: string, en: string) =>
    problems.push(rowProblem(raw.row, column, value, sv, en));

  const numberCell = cellOf('number');
  const number = readNumber(numberCell?.text ?? '');
  const readable = number.ok ? number.value : null;
  const flag = readFlag(cellOf('protected')?.text ?? '');
  if (flag === true) return { kind: 'protected', number: readable };

  const lost = columns.find(
    (column) =>
      column.index >= raw.width &&
      (column.field === 'department' || mustHave.some((field) => field === column.field)),
  );
  if (lost !== undefined || raw.surplus) {
    wrong(
      (lost ?? columns.at(-1))?.label ?? '',
      '',
      `Raden har ${raw.width} kolumner i stället för ${headerWidth}. Kontrollera skiljetecken och citattecken på raden.`,
      `The row has ${raw.width} columns instead of ${headerWidth}. Check its separators and quotes.`,
    );
    return { kind: 'bad', row: raw.row, number: readable, problems };
  }

  if (flag === undefined) {
    // Whoever may be protected is not described further.
    const cell = cellOf('protected');
    wrong(
      cell?.column.label ?? '',
      cell?.text ?? '',
      'Skriv J eller N.',
      'Write J (yes) or N (no).',
    );
    return { kind: 'bad', row: raw.row, number: readable, problems };
  }

  for (const [column, text] of cells) {
    if (text.length > longestCell)
      wrong(
        column.label,
        text,
        `Texten är längre än ${longestCell} tecken.`,
        `The text is longer than ${longestCell} characters.`,
      );
    if (/\p{Cc}/u.test(text))
      wrong(
        column.label,
        text,
        'Cellen innehåller radbrytning eller styrtecken. Skriv den på en rad.',
        'The cell holds a line break or control characters. Write it on one line.',
      );
    if (column.field !== 'number' && holdsIdentityNumber(text))
      wrong(
        column.label,
        text,
        'Ett personnummer står i fel kolumn. Ta bort det.',
        'An identity number stands in the wrong column. Remove it.',
      );
  }
  if (!number.ok)
    wrong(numberCell?.column.label ?? '', numberCell?.text ?? '', number.sv, number.en);

  const take = <T>(
    field: Field,
    read: (text: string) => { ok: true; value: T } | { ok: false; sv: string; en: string },
  ): T | undefined => {
    const cell = cellOf(field);
    if (cell === undefined) return undefined;
    const result = read(cell.text);
    if (result.ok) return result.value;
    wrong(cell.column.label, cell.text, result.sv, result.en);
    return undefined;
  };
  const firstName = take('firstName', readName);
  const lastName = take('lastName', readName);
  const email = take('email', readEmail);
  const startsOn = take('startsOn', readDate) ?? null;
  const endsOn = take('endsOn', readDate) ?? null;
  const language = take('language', readLanguage);
  if (startsOn !== null && endsOn !== null && endsOn < startsOn)
    wrong(
      cellOf('endsOn')?.column.label ?? '',
      endsOn,
      `Slutdatum ligger före startdatum ${startsOn}.`,
      `The end lies before the start ${startsOn}.`,
    );

  const departments = readDepartments(columns, cells);
  if (departments.length === 0)
    wrong(
      columns.find((column) => column.field === 'department')?.label ?? '',
      '',
      'Enhet saknas. Ange kod eller namn.',
      'The department is missing. Give its code or name.',
    );

  if (problems.length > 0 || !number.ok || firstName === undefined || lastName === undefined)
    return { kind: 'bad', row: raw.row, number: readable, problems };
  const title = cellOf('title');
  return {
    kind: 'good',
    row: raw.row,
    number: number.value,
    firstName,
    lastName,
    email: email ?? null,
    ...(language ? { language } : {}),
    ...(title ? { title: title.text || null } : {}),
    form: cellOf('form')?.text || null,
    startsOn,
    endsOn,
    departments,
  };
}

function readName(text: string) {
  return text === ''
    ? ({ ok: false, sv: 'Namn saknas.', en: 'The name is missing.' } as const)
    : ({ ok: true, value: text } as const);
}

/** A level without code goes by its name, and the other way round; an empty level is skipped. */
function readDepartments(
  columns: readonly Column[],
  cells: ReadonlyMap<Column, string>,
): DepartmentName[] {
  const levels = new Map<number, { code: string; name: string }>();
  for (const column of columns) {
    if (column.field !== 'department') continue;
    const level = levels.get(column.level) ?? { code: '', name: '' };
    level[column.part] = cells.get(column) ?? '';
    levels.set(column.level, level);
  }
  const path: DepartmentName[] = [];
  for (const [, { code, name }] of [...levels].sort(([a], [b]) => a - b)) {
    if (code === '' && name === '') continue;
    const department = { code: code || name, name: name || code };
    // Small departments repeat themselves on the levels below.
    if (path.at(-1)?.code !== department.code) path.push(department);
  }
  return path;
}
