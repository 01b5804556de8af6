import { z } from 'zod';
import type { Language } from '../course/course.ts';
import { departmentTexts } from './department-texts.ts';

/** Days of departments begin and end in Sweden. */
export const timeZone = 'Europe/Stockholm';

export const departmentsPath = '/departments';

export const departmentRoles = ['admin', 'hr'] as const;

/** The tree is the whole organisation's: who sees a part of it does not rearrange it. */
export const wholeTree = { roles: departmentRoles, whole: true } as const;

export const departmentParam = {
  schema: z.object({ code: z.string().min(1).max(250) }),
  things: { code: 'department' },
} as const;

export function departmentCrumb(language: Language): { href: string; text: string } {
  return { href: departmentsPath, text: departmentTexts[language].title };
}
