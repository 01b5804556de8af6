import { inLanguage } from '../platform/in-language.ts';

/** The two languages, as pages of this room have them. */
export type PageLanguage = 'sv' | 'en';

/** Remedies that name a command, in the words of a page. */
const remedies: readonly [RegExp, string][] = [
  [/,? (?:eller|or) (?:läs in utan den med|import without it by) --no-profile/g, ''],
  [/läs in med --map "(.*?)=ignore"/g, 'välj Läs inte för $1 bland kolumnerna'],
  [/import with --map "(.*?)=ignore"/g, 'choose Do not read for $1 among the columns'],
  [/med --map "KOLUMN=number"/g, 'bland kolumnerna'],
  [/by --map "COLUMN=number"/g, 'among the columns'],
  [/, (?:till exempel|such as) --source ad/g, ''],
  [/ \(--protected-yes(?:, --protected-no)?\)/g, ''],
  [/ ?(?:Se dem med|See them with) roster profile list\./g, ''],
  [/ ?(?:Se|See) (?:roster history|department list|department planned)\./g, ''],
  [/ ?(?:Utelämna|Leave out) --source\./g, ''],
  [/(?:Utelämna --scope|Leave out --scope) (eller|or) /g, ''],
  [/ (?:med|by|with) --from\b/g, ''],
  [/ (?:i|in) --shared\b/g, ''],
  [/Kör roster held reject, så får/g, 'Välj Någon annan, så får'],
  [/Run roster held reject, and/g, 'Choose Somebody else, and'],
];

/** An error's detail as a page says it: in one language, and without commands. */
export function forPage(detail: string, language: PageLanguage): string {
  return remedies
    .reduce(
      (text, [pattern, instead]) => text.replace(pattern, instead),
      inLanguage(detail, language),
    )
    .trim();
}
