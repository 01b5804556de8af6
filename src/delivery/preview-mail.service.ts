import { simpleParser } from 'mailparser';
import type { CourseVersion } from '../course/course.ts';
import type { CompiledLessonMail } from './compiled-lesson-mail.ts';
import type { LessonMails } from './lesson-mail.loader.ts';
import type { PreviewChoice, ShownMail } from './previewed-mail.ts';

export type PreviewOf = { version: CourseVersion; start: string };

const name = { sv: 'Förnamn', en: 'First name' };
/** Links of what is only shown lead nowhere. */
const nowhere = '#';

/**
 * A mail as people get it, with an invented name and links that lead nowhere.
 * @param date stands in the mail as the day it is sent.
 * @throws AppError NOT_FOUND for a lesson that the course does not have
 */
export async function previewMail(
  { mails }: { mails: LessonMails },
  date: Date,
  of: PreviewOf,
  choice: PreviewChoice,
): Promise<ShownMail> {
  const compiled = await compile(mails, of, choice);
  const { raw } = compiled.fill({
    messageId: '<preview@nanokurs.example>',
    date,
    to: { address: 'namn@kommun.example', name: '' },
    firstName: name[choice.language],
    optionUrls: Array.from({ length: compiled.options }, () => nowhere),
    ...(choice.mail.kind === 'baseline' ? { webUrl: nowhere } : {}),
  });
  const { subject = '', html, text = '' } = await simpleParser(raw);
  return { subject, html: html || '', text };
}

function compile(
  mails: LessonMails,
  { version: { course, hash: versionHash }, start }: PreviewOf,
  { mail, language, variant }: PreviewChoice,
): Promise<CompiledLessonMail> {
  if (mail.kind === 'announcement')
    return mails.compileAnnouncement({ course, versionHash, language, start });
  if (mail.kind === 'baseline')
    return mails.compileBaseline({ course, versionHash, language, baseline: mail.baseline });
  const { kind, lesson } = mail;
  return mails.compile({ course, versionHash, lesson, language, kind, variant });
}
