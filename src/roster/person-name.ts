import type { Reading } from './row-values.ts';

/** Words that begin a family name of several words. */
const particles = new Set(
  'af al av ben bin da dal de del della den der di dos du el ibn la le mac san st ten ter van vom von zu'.split(
    ' ',
  ),
);

/**
 * The two parts of a whole name. With a comma the family name comes first (Falk, Zainab), else
 * last (Zainab Falk), with the small words before it (Åke von der Lind).
 */
export function readFullName(text: string): Reading<{ firstName: string; lastName: string }> {
  const comma = text.indexOf(',');
  if (comma >= 0) {
    const [lastName, firstName] = [text.slice(0, comma).trim(), text.slice(comma + 1).trim()];
    return lastName === '' || firstName === ''
      ? halfName()
      : { ok: true, value: { firstName, lastName } };
  }
  const words = text.split(/\s+/).filter(Boolean);
  let start = words.length - 1;
  while (start > 1 && particles.has((words[start - 1] ?? '').toLowerCase())) start -= 1;
  if (start < 1) return halfName();
  return {
    ok: true,
    value: { firstName: words.slice(0, start).join(' '), lastName: words.slice(start).join(' ') },
  };
}

function halfName(): Reading<never> {
  return {
    ok: false,
    sv: 'Förnamn eller efternamn saknas. Skriv Efternamn, Förnamn.',
    en: 'First or last name is missing. Write Last name, First name.',
  };
}

/**
 * True where two names have no word in common, so that they are hardly one person: a marriage
 * leaves the first name as it was.
 */
export function clearlyDifferent(a: string, b: string): boolean {
  const words = new Set(nameWords(a));
  return words.size > 0 && !nameWords(b).some((word) => words.has(word));
}

function nameWords(name: string): string[] {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '' && !particles.has(word));
}
