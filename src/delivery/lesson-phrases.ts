import { z } from 'zod';

/** Why a mail is not an ordinary one; the mail says so at its top. */
export const mailMarks = ['test', 'simulated', 'trial'] as const;
export type MailMark = (typeof mailMarks)[number];

const phrase = z.string().min(1);

/** What people read around a lesson, from `templates/locales/`; `{name}` stands for a value. */
export const lessonPhrasesSchema = z.strictObject({
  subject: phrase,
  reminderSubject: phrase,
  repetitionSubject: phrase,
  position: phrase,
  reminderPosition: phrase,
  repetitionPosition: phrase,
  minute: phrase,
  minutes: phrase,
  greeting: phrase,
  greetingWithoutName: phrase,
  reminder: phrase,
  reminderPreview: phrase,
  repetition: phrase,
  repetitionPreview: phrase,
  questionLabel: phrase,
  answer: phrase,
  finish: phrase,
  reply: phrase,
  multipleHint: phrase,
  scenarioHint: phrase,
  stanceHint: phrase,
  finishOnPage: phrase,
  finishOrSkip: phrase,
  reread: phrase,
  riderLabel: phrase,
  riderWhy: phrase,
  webHtml: phrase,
  webOpen: phrase,
  webText: phrase,
  whyLabel: phrase,
  why: phrase,
  seenLabel: phrase,
  seen: phrase,
  linksLabel: phrase,
  links: phrase,
  helpLabel: phrase,
  help: phrase,
  privacyLabel: phrase,
  privacy: phrase,
  marks: z.record(z.enum(mailMarks), phrase),
  subjectMarks: z.record(z.enum(mailMarks), z.string()),
});
export type LessonPhrases = z.infer<typeof lessonPhrasesSchema>;
