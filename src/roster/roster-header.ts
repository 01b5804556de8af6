import { type Correction, targetMeaning, targetName } from './header-correction.ts';
import {
  accountLevel,
  type Guess,
  guessMeaning,
  headingKey,
  type Meaning,
  type PlainField,
} from './header-synonyms.ts';

/** What a column may hold besides departments and absences. */
export type Field = PlainField;

/** A column that is read: its place in the file, its header as written, and what it means. */
export type Column = { index: number; label: string } & (
  | Meaning
  /** Shown by `roster mapping`, which looks at every column, and by nothing else. */
  | { field: 'ignored' }
);

export type Header =
  | { kind: 'ok'; columns: Column[]; width: number }
  | { kind: 'missing'; missing: string[] }
  | { kind: 'twice'; labels: [string, string] };

/** A column of the file, read or not; `why` says why not. */
export type ColumnReading = {
  index: number;
  label: string;
  meaning: Meaning | null;
  why: 'read' | 'unknown' | 'identity' | 'weaker' | 'ignored';
};

export type HeaderOptions = {
  /** What a person says about columns goes before what their headings say. */
  corrections?: readonly Correction[];
  /** Departments are those of the corrections alone: new columns move nobody. */
  onlyCorrected?: boolean;
  /** A directory beside the HR file has addresses, and neither names nor departments. */
  addressOnly?: boolean;
};

export type HeaderReading = {
  columns: ColumnReading[];
  /** Corrections whose column is not in the file. */
  absent: string[];
  /** Fields that no column holds, in the words of a usual heading. */
  missing: string[];
  twice: [string, string] | undefined;
};

/**
 * Finds out what each column holds. Columns that are not recognised, identity numbers among
 * them, are left out, so nothing further on ever sees them (DESIGN rule 9).
 */
export function mapHeader(cells: readonly string[], options: HeaderOptions = {}): Header {
  const { columns, absent, missing, twice } = readHeader(cells, options);
  if (twice !== undefined) return { kind: 'twice', labels: twice };
  // What a profile names is what its readers know the columns by.
  if (absent.length > 0) return { kind: 'missing', missing: absent };
  if (missing.length > 0) return { kind: 'missing', missing };
  return {
    kind: 'ok',
    columns: columns.flatMap(({ index, label, meaning }) =>
      meaning === null ? [] : [{ index, label, ...meaning }],
    ),
    width: cells.length,
  };
}

/** The same for people to look at: every column, and everything that is amiss. */
export function readHeader(
  cells: readonly string[],
  { corrections = [], onlyCorrected = false, addressOnly = false }: HeaderOptions = {},
): HeaderReading {
  const columns = cells.map(
    (cell, index): ColumnReading => ({ index, label: cell.trim(), meaning: null, why: 'unknown' }),
  );
  const taken = new Map<string, ColumnReading>();
  let twice: [string, string] | undefined;
  const take = (column: ColumnReading, meaning: Meaning, yields: boolean) => {
    const other = taken.get(targetName(meaning));
    if (other !== undefined && yields) {
      column.why = 'weaker';
      return;
    }
    if (other !== undefined) twice ??= [other.label, column.label];
    column.meaning = meaning;
    column.why = 'read';
    taken.set(targetName(meaning), column);
  };

  const stated = new Set<ColumnReading>();
  const absent: string[] = [];
  for (const { heading, nth, target } of corrections) {
    const column = find(columns, heading, nth);
    const meaning = targetMeaning(target);
    if (column === undefined) {
      // A column that is not to be read may as well not be there.
      if (meaning !== null) absent.push(nth > 1 || heading === '' ? `${heading}#${nth}` : heading);
    } else if (meaning === null) {
      column.why = 'ignored';
      stated.add(column);
    } else if (meaning !== undefined) {
      take(column, meaning, false);
      stated.add(column);
    }
  }

  const open = besideNames(
    columns
      .filter((column) => !stated.has(column))
      .map((column) => ({ column, guess: guessMeaning(column.label) })),
  );
  const said = new Set(taken.keys());
  for (const { column, guess } of [...open].sort(byWeakness)) {
    if (guess?.kind === 'identity') column.why = 'identity';
    if (guess?.kind !== 'meaning') continue;
    const { meaning, weakness } = guess;
    if (onlyCorrected && meaning.field === 'department') column.why = 'ignored';
    else take(column, meaning, weakness > 0 || said.has(targetName(meaning)));
  }
  leaveFullName(taken, said);
  if (!onlyCorrected) placeAccounts(open, taken, take);
  return { columns, absent, missing: missingFields(taken, addressOnly), twice };
}

function find(columns: readonly ColumnReading[], heading: string, nth: number) {
  const key = headingKey(heading);
  if (key === '') return columns[nth - 1];
  return columns.filter(({ label }) => headingKey(label) === key)[nth - 1];
}

/** Beside a column for the name, as in `Enhet;Enhet (T)`, the one that says nothing holds the code. */
function besideNames(open: readonly Guessed[]): Guessed[] {
  const named = new Set(
    open.flatMap(({ guess }) =>
      guess?.kind === 'meaning' && !guess.bare ? [targetName(guess.meaning)] : [],
    ),
  );
  return open.map((one) => {
    const { guess } = one;
    if (guess?.kind !== 'meaning' || !guess.bare || guess.meaning.field !== 'department')
      return one;
    if (!named.has(targetName(guess.meaning))) return one;
    const meaning = { ...guess.meaning, part: 'code' as const };
    return { ...one, guess: { kind: 'meaning', meaning, weakness: 1 } };
  });
}

type Guessed = { column: ColumnReading; guess: Guess | undefined };

function byWeakness(a: Guessed, b: Guessed): number {
  const weakness = ({ guess }: Guessed) => (guess?.kind === 'meaning' ? guess.weakness : 0);
  return weakness(a) - weakness(b);
}

/** The whole name adds nothing to its two parts. */
function leaveFullName(taken: Map<string, ColumnReading>, said: ReadonlySet<string>): void {
  const whole = taken.get('fullName');
  if (whole === undefined || said.has('fullName')) return;
  if (!taken.has('firstName') || !taken.has('lastName')) return;
  whole.meaning = null;
  whole.why = 'weaker';
  taken.delete('fullName');
}

/**
 * An accounting code (Ansvar, Kostnadsställe) is the code of the lowest department, where that
 * goes by name alone; where the file has no departments, it is one. Else it is not read.
 */
function placeAccounts(
  open: readonly Guessed[],
  taken: ReadonlyMap<string, ColumnReading>,
  take: (column: ColumnReading, meaning: Meaning, yields: boolean) => void,
): void {
  const accounts = open.flatMap(({ column, guess }) =>
    guess?.kind === 'account' ? [{ column, ...guess }] : [],
  );
  const first = Math.min(...accounts.map(({ order }) => order));
  const lowest = Math.max(0, ...departmentsOf(taken).map(({ level }) => level));
  const coded = departmentsOf(taken).some(({ level, part }) => level === lowest && part === 'code');
  for (const { column, part, order } of accounts) {
    if (order !== first || coded || (lowest > 0 && part === 'name')) column.why = 'weaker';
    else take(column, { field: 'department', level: lowest || accountLevel, part }, true);
  }
}

function departmentsOf(taken: ReadonlyMap<string, ColumnReading>) {
  return [...taken.values()].flatMap(({ meaning }) =>
    meaning?.field === 'department' ? [meaning] : [],
  );
}

const required: [Field, string][] = [
  ['number', 'Anställningsnummer'],
  ['firstName', 'Förnamn'],
  ['lastName', 'Efternamn'],
  ['email', 'E-post'],
];

function missingFields(taken: ReadonlyMap<string, ColumnReading>, addressOnly: boolean): string[] {
  const named = taken.has('fullName');
  const missing = required
    .filter(([field]) => !taken.has(field))
    .filter(([field]) => field === 'number' || field === 'email' || !(named || addressOnly))
    .map(([, label]) => label);
  if (!addressOnly && departmentsOf(taken).length === 0) missing.push('Enhet');
  const absences = [...taken.values()].flatMap(({ label, meaning }) =>
    meaning?.field === 'absence' ? [{ label, ...meaning }] : [],
  );
  for (const { label, pair, part } of absences)
    if (part === 'until' && !absences.some((other) => other.pair === pair && other.part === 'from'))
      missing.push(`fr.o.m. (${label})`);
  return missing;
}
