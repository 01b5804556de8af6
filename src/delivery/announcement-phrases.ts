import { z } from 'zod';

const phrase = z.string().min(1);

/** What the announcement says, from `templates/locales/`; `{name}` stands for a value. */
export const announcementPhrasesSchema = z.strictObject({
  subject: phrase,
  position: phrase,
  title: phrase,
  preview: phrase,
  what: phrase,
  how: phrase,
  recognise: phrase,
  sender: phrase,
  host: phrase,
  never: phrase,
  doubt: phrase,
  nothing: phrase,
  links: phrase,
});
export type AnnouncementPhrases = z.infer<typeof announcementPhrasesSchema>;
