import { holdsIdentityNumber } from './identity-number.ts';

/** What somebody searches people by. */
export type PersonQuery = { words: readonly string[] };

const mostWords = 6;
const fewestLetters = 2;

/**
 * The words of a search; `short` where they would find nearly everybody, `identity` where they
 * hold an identity number, which nothing is stored by (DESIGN rule 9).
 */
export function readPersonQuery(text: string): PersonQuery | 'none' | 'short' | 'identity' {
  const plain = text
    .normalize('NFC')
    .replace(/\p{C}+/gu, ' ')
    .trim();
  if (plain === '') return 'none';
  if (holdsIdentityNumber(plain)) return 'identity';
  const words = plain.split(/[\s,]+/u).filter(Boolean);
  // An employment number may be a single digit.
  if (!/\d/.test(plain) && plain.length < fewestLetters) return 'short';
  return { words: words.slice(0, mostWords) };
}

/** Letters with accents, and what a Swedish keyboard writes for them; å, ä and ö stay as they are. */
export const accents = {
  from: 'éèêëáàâãíìîïóòôõúùûüýÿñçćčšśžźżłøđ',
  to: 'eeeeaaaaiiiioooouuuuyyncccsszzzlod',
} as const;

/** In small letters without accents. */
export function withoutAccents(text: string): string {
  return [...text.normalize('NFC').toLowerCase()]
    .map((letter) => accents.to[accents.from.indexOf(letter)] ?? letter)
    .join('');
}

/** A text as LIKE finds it and nothing else. */
export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
