import { z } from 'zod';

const phrase = z.string().min(1);

/** What the mail of a form says, from `templates/locales/`; `{name}` stands for a value. */
export const baselinePhrasesSchema = z.strictObject({
  subjectBefore: phrase,
  subjectAfter: phrase,
  positionBefore: phrase,
  positionAfter: phrase,
  titleBefore: phrase,
  titleAfter: phrase,
  previewBefore: phrase,
  previewAfter: phrase,
  whatBefore: phrase,
  whatAfter: phrase,
  reason: phrase,
  voluntary: phrase,
  anonymous: phrase,
  open: phrase,
  openText: phrase,
  nothingStored: phrase,
  why: phrase,
  seen: phrase,
  linksLabel: phrase,
  links: phrase,
});
export type BaselinePhrases = z.infer<typeof baselinePhrasesSchema>;
