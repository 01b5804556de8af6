import { z } from 'zod';
import { importTexts } from './import-texts.ts';
import type { PageLanguage } from './in-language.ts';

export const importPath = '/people/import';

/** The staff list is one thing: who is HR for a part of the organisation has no hand in it. */
export const importAccess = { roles: ['admin', 'hr'], whole: true } as const;

/** The way back to where staff lists are handed in. */
export function importCrumb(language: PageLanguage): { href: string; text: string } {
  return { href: importPath, text: importTexts[language].title };
}

/** An upload, by the id that handing it in gave. */
export const uploadParam = {
  schema: z.object({ id: z.uuid() }),
  things: { id: { is: '00000000-0000-4000-8000-000000000000' } },
} as const;
