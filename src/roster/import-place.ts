import { importTexts } from './import-texts.ts';
import type { PageLanguage } from './in-language.ts';

export const importPath = '/people/import';

/** The staff list is one thing: who is HR for a part of the organisation has no hand in it. */
export const importAccess = { roles: ['admin', 'hr'], whole: true } as const;

/** The way back to where staff lists are handed in. */
export function importCrumb(language: PageLanguage): { href: string; text: string } {
  return { href: importPath, text: importTexts[language].title };
}
