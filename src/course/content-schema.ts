import { z } from 'zod';

/** One line of visible text: no line breaks, control characters or direction marks. */
export function line(max: number) {
  return visible(max).regex(
    /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u,
    'is not a single plain line; remove line breaks and invisible characters',
  );
}

/** Some lines of visible text. */
export function paragraph(max: number) {
  return visible(max).regex(
    /^(?:\n|[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])*$/u,
    'has invisible characters; remove them',
  );
}

function visible(max: number) {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? undefined : 'is not text; put it in quotes'),
    })
    .trim()
    .min(1, 'is empty; write a text')
    .max(max, {
      error: (i) => `has ${String(i.input).length} characters; shorten it to at most ${max}`,
    });
}

/** The same line in both languages. */
export function both(max: number) {
  return z.strictObject({ sv: line(max), en: line(max) });
}

/** Names that stand in file names and are stored: stable over versions. */
export const slug = z
  .string()
  .max(60, 'is too long; shorten it to at most 60 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'has other characters; use a-z, 0-9 and single hyphens');

export const day = z.iso.date('is not a date; write it as 2026-11-20');
