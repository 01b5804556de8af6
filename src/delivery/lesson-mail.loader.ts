import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Course, Language } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { type CompiledLessonMail, compileLessonMail } from './compiled-lesson-mail.ts';
import { squeezeHtml } from './html.ts';
import { lessonMailSource } from './lesson-mail.ts';
import { type LessonPhrases, lessonPhrasesSchema } from './lesson-phrases.ts';
import { parseMailbox, phrase } from './mail-header.ts';

/** `mailFrom` and `replyTo` are `Name <address>` or an address; all links lead to `publicUrl`. */
export type LessonMailSettings = {
  /** Ends with a slash. */
  templatesDir?: URL | undefined;
  organisation: string;
  helpContact: string;
  privacyContact: string;
  mailFrom: string;
  replyTo: string;
  publicUrl: string;
  trial: boolean;
};

export type LessonMailKey = {
  course: Course;
  /** The hash of the course version; what is compiled is kept under it. */
  versionHash: string;
  /** The lesson's number. */
  lesson: number;
  language: Language;
  /** Name of the list at our host (RFC 2919), by default the course's slug. */
  listId?: string | undefined;
};

export type LessonMails = { compile: (key: LessonMailKey) => Promise<CompiledLessonMail> };

type Templates = { mjml: string; text: string; phrases: Record<Language, LessonPhrases> };

const ownTemplates = new URL('../../templates/', import.meta.url);
/** Gmail cuts a mail at 102 kB. */
const mostHtmlBytes = 90_000;

/**
 * Lesson mails, compiled at first use and kept for each course version, lesson and language.
 * `compile` throws AppError NOT_FOUND for a lesson that the course does not have, and
 * CONTENT_INVALID for one that makes too large a mail.
 */
export function createLessonMails(settings: LessonMailSettings): LessonMails {
  const cache = new Map<string, Promise<CompiledLessonMail>>();
  let templates: Promise<Templates> | undefined;

  const compile = async (key: LessonMailKey): Promise<CompiledLessonMail> => {
    templates ??= readTemplates(settings.templatesDir ?? ownTemplates);
    return compileLesson(settings, await templates, key);
  };

  return {
    compile: (key) => {
      const name = [key.versionHash, key.lesson, key.language, key.listId].join(' ');
      const kept = cache.get(name);
      if (kept !== undefined) return kept;
      const made = compile(key);
      cache.set(name, made);
      made.catch(() => cache.delete(name));
      return made;
    },
  };
}

async function compileLesson(
  settings: LessonMailSettings,
  templates: Templates,
  { course, lesson: number, language, listId }: LessonMailKey,
): Promise<CompiledLessonMail> {
  const lesson = course.lessons.find((one) => one.number === number);
  if (lesson === undefined)
    throw new AppError('NOT_FOUND', `The course ${course.slug} has no lesson ${number}.`);
  const { host, hostname } = new URL(settings.publicUrl);
  const phrases = templates.phrases[language];
  const sender = { ...settings, host };
  const source = lessonMailSource({ templates, phrases, sender, course, lesson, language });
  // Without `fonts: {}` MJML links to Google for any font name it knows: a request that tracks.
  const options = { validationLevel: 'strict', ignoreIncludes: true, fonts: {} } as const;
  // Loading it takes half of a command's start, and most commands never make a mail.
  const { default: mjml2html } = await import('mjml');
  const html = squeezeHtml((await mjml2html(source.mjml, options)).html);
  if (Buffer.byteLength(html) > mostHtmlBytes)
    throw new AppError(
      'CONTENT_INVALID',
      `The mail of lesson ${lesson.slug} would be larger than ${mostHtmlBytes / 1000} kB, and mail programs would cut it. Shorten the lesson.`,
    );
  return compileLessonMail({
    subject: source.subject,
    text: source.text,
    html,
    options: lesson.text[language].question.options.length,
    from: parseMailbox(settings.mailFrom),
    replyTo: parseMailbox(settings.replyTo),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'List-Id': `${phrase(course.title[language])}\r\n <${listId ?? course.slug}.${hostname}>`,
      'Content-Language': language,
    },
    phrases,
    usualMark: settings.trial ? 'trial' : undefined,
  });
}

async function readTemplates(dir: URL): Promise<Templates> {
  const read = (name: string) => readFile(new URL(name, dir), 'utf8');
  const phrases = async (language: Language) =>
    z
      .object({ lesson: lessonPhrasesSchema })
      .parse(JSON.parse(await read(`locales/${language}.json`))).lesson;
  const [mjml, text, sv, en] = await Promise.all([
    read('lesson.mjml'),
    read('lesson.txt'),
    phrases('sv'),
    phrases('en'),
  ]);
  return { mjml, text, phrases: { sv, en } };
}
