import { type Language, languages } from '../course/course.ts';

/** The other of the two languages. */
export function otherLanguage(language: Language): Language {
  return language === 'sv' ? 'en' : 'sv';
}

/**
 * The language of a page: what the address asks for (`?lang=`), else the first of ours that the
 * browser prefers (Accept-Language, RFC 9110 section 12.5.4), else Swedish.
 */
export function negotiateLanguage(
  acceptLanguage: string | undefined,
  query: string | undefined,
): Language {
  const asked = languages.find((language) => language === query);
  if (asked !== undefined) return asked;
  const [best] = (acceptLanguage ?? '')
    .split(',')
    .map(readPreference)
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .flatMap(({ tag }) => languages.filter((language) => language === tag));
  return best ?? 'sv';
}

function readPreference(part: string): { tag: string; quality: number } {
  const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const weight = parameters.find((text) => text.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { tag: range.split('-')[0] ?? '', quality: Number.isNaN(quality) ? 0 : quality };
}
