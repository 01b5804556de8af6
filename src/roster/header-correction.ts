import {
  accountLevel,
  guessMeaning,
  headingKey,
  levelName,
  type Meaning,
  plainFields,
} from './header-synonyms.ts';

/** What a person says that a column means; null: it is not to be read. */
export type Correction = {
  /** The heading, in any spelling that `headingKey` takes for the same; empty: any. */
  heading: string;
  /** Which of the columns with this heading, from 1. */
  nth: number;
  target: string;
};

/**
 * Reads `Column=field`. `Column#2` is the second column of that name, `#5` the fifth column of
 * the file. The field is one of `fieldNames`, or any heading that would be understood by itself.
 * Undefined where the text is neither.
 */
export function parseCorrection(text: string): Correction | undefined {
  const match = /^(.*?)(?:#([1-9]\d{0,3}))?\s*=\s*([^=]+)$/su.exec(text);
  if (match === null) return undefined;
  const [, heading = '', nth, target = ''] = match;
  if (headingKey(heading) === '' && nth === undefined) return undefined;
  if (/#0*$/.test(heading)) return undefined;
  const canonical = canonicalTarget(target);
  return canonical === undefined
    ? undefined
    : { heading: heading.trim(), nth: Number(nth ?? 1), target: canonical };
}

/** Fields that a column can be given, for a usage text. */
export const fieldNames = [
  ...plainFields,
  'department1',
  'department1.code',
  'absenceFrom',
  'absenceUntil',
  'absence',
  'ignore',
];

/** A field's name as it is stored and shown; undefined where there is no such field. */
export function canonicalTarget(text: string): string | undefined {
  const meaning = targetMeaning(text);
  return meaning === undefined ? undefined : meaning === null ? 'ignore' : targetName(meaning);
}

/** What a field's name stands for; null for `ignore`, undefined where there is no such field. */
export function targetMeaning(text: string): Meaning | null | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'ignore') return null;
  const plain = plainFields.find((field) => field.toLowerCase() === word);
  if (plain !== undefined) return { field: plain };
  const level = /^department([1-9]|[123]\d|40)(?:\.(code|name))?$/.exec(word);
  if (level !== null)
    return {
      field: 'department',
      level: 20 + Number(level[1]),
      part: level[2] === 'code' ? 'code' : 'name',
    };
  const away = /^absence(from|until|maybe)?([1-9]\d?)?$/.exec(word);
  if (away !== null) {
    const [, part, pair = '1'] = away;
    const range = part === undefined || part === 'maybe';
    return {
      field: 'absence',
      pair: Number(pair),
      part: range ? 'range' : part === 'from' ? 'from' : 'until',
      ...(part === 'maybe' ? { loose: true } : {}),
    };
  }
  const guess = guessMeaning(text);
  if (guess?.kind === 'meaning') return guess.meaning;
  return guess?.kind === 'account' ? accountMeaning(guess.part) : undefined;
}

/** An accounting code that stands as a department of its own. */
export function accountMeaning(part: 'code' | 'name'): Meaning {
  return { field: 'department', level: accountLevel, part };
}

/** The name that gives a meaning back: `targetMeaning(targetName(m))` is `m`. */
export function targetName(meaning: Meaning): string {
  if (meaning.field === 'department')
    return `${levelName(meaning.level)} ${meaning.part === 'code' ? 'kod' : 'namn'}`;
  if (meaning.field !== 'absence') return meaning.field;
  const pair = meaning.pair === 1 ? '' : String(meaning.pair);
  const names = { from: 'absenceFrom', until: 'absenceUntil', range: 'absence' };
  return `${meaning.loose ? 'absenceMaybe' : names[meaning.part]}${pair}`;
}
