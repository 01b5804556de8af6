import { readFile } from 'node:fs/promises';
import mjml2html from 'mjml';
import { z } from 'zod';
import type { Course, Language } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { type LessonMailSource, lessonMailSource } from './lesson-mail.ts';
import { type LessonPhrases, lessonPhrasesSchema, type MailMark } from './lesson-phrases.ts';
import { type Mailbox, parseMailbox, phrase } from './mail-header.ts';
import { compileMimeTemplate, type MimeTemplate } from './mime-template.ts';
import { fillPhrase, keepRegions } from './text-template.ts';

/** `publicUrl` is where all links lead; `mailFrom` and `replyTo` are `Name <address>` or an address. */
export type LessonMailSettings = {
  templatesDir?: URL;
  organisation: string;
  helpContact: string;
  privacyContact: string;
  mailFrom: string;
  replyTo: string;
  publicUrl: string;
  trial: boolean;
};

/** `lesson` is its number; `listId` the name of the list within our host, by default the course's slug. */
export type LessonMailKey = {
  course: Course;
  versionHash: string;
  lesson: number;
  language: Language;
  listId?: string | undefined;
};

/** One person's copy. `optionUrls` are in the order of the options. Message-IDs in angle brackets. */
export type LessonMailValues = {
  messageId: string;
  /** The service's `now`. */
  date: Date;
  to: Mailbox;
  /** May be empty: then the greeting has no name. */
  firstName: string;
  optionUrls: readonly string[];
  /** The lesson on the web, with no option chosen. */
  webUrl?: string | undefined;
  /** The Message-ID of the course's first mail to this person. */
  references?: string | undefined;
  mark?: 'test' | 'simulated' | undefined;
};

export type CompiledLessonMail = {
  subject: string;
  options: number;
  /** The envelope and the finished bytes, some 10 microseconds' work. */
  fill: (values: LessonMailValues) => { envelope: { from: string; to: string }; raw: Buffer };
};

export type LessonMails = { compile: (key: LessonMailKey) => Promise<CompiledLessonMail> };

const defaultTemplates = new URL('../../templates/', import.meta.url);
/** Gmail cuts a mail at 102 kB. */
const mostHtmlBytes = 90_000;

/**
 * Lesson mails compiled once per course version, lesson and language, and kept. Templates are
 * read at the first compilation.
 * @throws AppError CONFIG_INVALID when the sender or the templates cannot be used.
 */
export function createLessonMails(settings: LessonMailSettings): LessonMails {
  const from = parseMailbox(settings.mailFrom);
  const replyTo = parseMailbox(settings.replyTo);
  const templates = once(() => readTemplates(settings.templatesDir ?? defaultTemplates));
  const cache = new Map<string, Promise<CompiledLessonMail>>();

  const compile = async (key: LessonMailKey): Promise<CompiledLessonMail> => {
    const { course, language } = key;
    const lesson = course.lessons.find((one) => one.number === key.lesson);
    if (lesson === undefined)
      throw new AppError('NOT_FOUND', `Course ${course.slug} has no lesson ${key.lesson}.`);
    const { phrases, ...bare } = await templates();
    const { host, hostname } = new URL(settings.publicUrl);
    const sender = { ...settings, host };
    const said = phrases[language].lesson;
    const source = lessonMailSource({ templates: bare, phrases: said, sender, course, lesson, language });
    const { html } = await mjml2html(source.mjml, {
      validationLevel: 'strict',
      ignoreIncludes: true,
      minify: true,
    });
    if (Buffer.byteLength(html) > mostHtmlBytes)
      throw new AppError(
        'CONTENT_INVALID',
        `Lesson ${lesson.slug} makes a mail of more than ${mostHtmlBytes / 1000} kB, which mail clients cut. Shorten it.`,
      );
    const headers = {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'List-Id': `${phrase(course.title[language])}\r\n <${key.listId ?? course.slug}.${hostname}>`,
      'Content-Language': language,
    };
    const usualMark = settings.trial ? 'trial' : undefined;
    return compiled(
      { ...source, html },
      { from, replyTo, headers, phrases: said, usualMark },
      lesson.text[language].question.options.length,
    );
  };

  return {
    compile: (key) => {
      const name = `${key.versionHash} ${key.lesson} ${key.language} ${key.listId ?? ''}`;
      const kept = cache.get(name);
      if (kept !== undefined) return kept;
      const made = compile(key);
      cache.set(name, made);
      made.catch(() => cache.delete(name));
      return made;
    },
  };
}
