import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { Course, Language, VariantKey } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { announcementSource } from './announcement-mail.ts';
import { baselineMailSource } from './baseline-mail.ts';
import {
  type CompiledLessonMail,
  type CompiledRider,
  compileLessonMail,
  compileRider,
  mostHtmlBytes,
} from './compiled-lesson-mail.ts';
import { squeezeHtml } from './html.ts';
import { keptOnes } from './kept-ones.ts';
import { lessonMailSource } from './lesson-mail.ts';
import type { LessonPhrases } from './lesson-phrases.ts';
import { parseMailbox, phrase } from './mail-header.ts';
import { type MailTemplates, readTemplates } from './mail-templates.loader.ts';
import type { MailInput, MailSource, MailTemplate } from './mail-values.ts';
import { questionLinks } from './question-links.ts';
import { repetitionMailSource, riderRegion, riderSource } from './repetition-mail.ts';
import { lessonIn } from './scenario.ts';
import { regionContent } from './text-template.ts';

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

export type RiderKey = {
  course: Course;
  /** The hash of the course version; what is compiled is kept under it. */
  versionHash: string;
  /** The lesson's number. */
  lesson: number;
  language: Language;
  /** The scenario; by default, and where the lesson has none such, its own text. */
  variant?: VariantKey | null | undefined;
};

export type LessonMailKey = RiderKey & {
  /** By default the lesson itself. */
  kind?: 'lesson' | 'reminder' | 'repetition' | undefined;
  /** Name of the list at our host (RFC 2919), by default the course's slug. */
  listId?: string | undefined;
};

/** The mail of a form before or after a course. */
export type BaselineMailKey = Pick<RiderKey, 'course' | 'versionHash' | 'language'> & {
  baseline: BaselineTime;
};

/** The mail before a course; `start` is the first day of the course, YYYY-MM-DD. */
export type AnnouncementKey = Pick<RiderKey, 'course' | 'versionHash' | 'language'> & {
  start: string;
};

export type LessonMails = {
  compileAnnouncement: (key: AnnouncementKey) => Promise<CompiledLessonMail>;
  /** The link to the form is the copy's `webUrl`. @throws AppError NOT_FOUND without a form */
  compileBaseline: (key: BaselineMailKey) => Promise<CompiledLessonMail>;
  compile: (key: LessonMailKey) => Promise<CompiledLessonMail>;
  /** The lesson's question as a part of a later lesson's mail. */
  compileRider: (key: RiderKey) => Promise<CompiledRider>;
};

/** Every lesson of many running courses; a megabyte holds some ten of them. */
const mostKept = 600;

/**
 * Mails, compiled at first use and kept for each course version, lesson, variant, language and kind; a
 * question that goes along is compiled by itself, so that nothing multiplies. `compile` throws
 * AppError NOT_FOUND for a lesson that the course does not have, and CONTENT_INVALID for one
 * that makes too large a mail.
 */
export function createLessonMails(settings: LessonMailSettings): LessonMails {
  const lessons = keptOnes<CompiledLessonMail>(mostKept);
  const riders = keptOnes<CompiledRider>(mostKept);
  let templates: Promise<MailTemplates> | undefined;
  const read = () => {
    templates ??= readTemplates(settings.templatesDir);
    return templates;
  };

  return {
    compile: (key) => {
      const { versionHash, lesson, language, kind, listId, variant } = key;
      return lessons(
        [versionHash, lesson, language, kind ?? 'lesson', variant, listId].join(' '),
        async () => compileLesson(settings, await read(), key),
      );
    },
    compileBaseline: (key) => {
      const { versionHash, baseline, language } = key;
      return lessons([versionHash, 'form', baseline, language].join(' '), async () =>
        compileBaseline(settings, await read(), key),
      );
    },
    compileAnnouncement: (key) => {
      const { versionHash, start, language } = key;
      return lessons([versionHash, 'announcement', start, language].join(' '), async () =>
        compileAnnouncement(settings, await read(), key),
      );
    },
    compileRider: (key) =>
      riders([key.versionHash, key.lesson, key.language, key.variant].join(' '), async () =>
        compileRiderOf(settings, await read(), key),
      ),
  };
}

async function compileLesson(
  settings: LessonMailSettings,
  templates: MailTemplates,
  key: LessonMailKey,
): Promise<CompiledLessonMail> {
  const { kind = 'lesson' } = key;
  const template = kind === 'repetition' ? templates.repetition : templates.lesson;
  const input = inputFor(settings, templates, template, key);
  const source =
    kind === 'repetition' ? repetitionMailSource(input) : lessonMailSource(input, kind);
  const html = await htmlOf(source.mjml);
  if (Buffer.byteLength(html) > mostHtmlBytes)
    throw new AppError(
      'CONTENT_INVALID',
      `The mail of lesson ${input.lesson.slug} would be larger than ${mostHtmlBytes / 1000} kB, and mail programs would cut it. Shorten the lesson.`,
    );
  return compileLessonMail({
    ...common(settings, key),
    subject: source.subject,
    text: source.text,
    html,
    options: linksOf(input),
    phrases: input.phrases,
  });
}

async function compileBaseline(
  settings: LessonMailSettings,
  templates: MailTemplates,
  key: BaselineMailKey,
): Promise<CompiledLessonMail> {
  const { course, language, baseline } = key;
  if (course.baseline === undefined)
    throw new AppError('NOT_FOUND', `The course ${course.slug} has no baseline.`);
  const phrases = templates.phrases[language];
  const source = baselineMailSource({
    template: templates.baseline,
    phrases,
    own: templates.baselinePhrases[language],
    sender: senderOf(settings),
    course,
    language,
    baseline,
  });
  return withoutQuestion(settings, key, phrases, source);
}

async function compileAnnouncement(
  settings: LessonMailSettings,
  templates: MailTemplates,
  key: AnnouncementKey,
): Promise<CompiledLessonMail> {
  const { course, language, start } = key;
  const phrases = templates.phrases[language];
  const { name, address } = parseMailbox(settings.mailFrom);
  const source = announcementSource({
    template: templates.announcement,
    phrases,
    own: templates.announcementPhrases[language],
    sender: senderOf(settings),
    from: name === undefined ? address : `${name} (${address})`,
    course,
    language,
    start,
  });
  return withoutQuestion(settings, key, phrases, source);
}

async function withoutQuestion(
  settings: LessonMailSettings,
  key: Pick<LessonMailKey, 'course' | 'language'>,
  phrases: LessonPhrases,
  { subject, text, mjml }: MailSource & { subject: string },
): Promise<CompiledLessonMail> {
  const html = await htmlOf(mjml);
  return compileLessonMail({ ...common(settings, key), subject, text, html, options: 0, phrases });
}

/** What all mails of a course have around them. */
function common(
  settings: LessonMailSettings,
  { course, language, listId }: Pick<LessonMailKey, 'course' | 'language' | 'listId'>,
) {
  return {
    from: parseMailbox(settings.mailFrom),
    replyTo: parseMailbox(settings.replyTo),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'List-Id': `${phrase(course.title[language])}\r\n <${listId ?? course.slug}.${new URL(settings.publicUrl).hostname}>`,
      'Content-Language': language,
    },
    usualMark: settings.trial ? ('trial' as const) : undefined,
  };
}

async function compileRiderOf(
  settings: LessonMailSettings,
  templates: MailTemplates,
  key: RiderKey,
): Promise<CompiledRider> {
  const input = inputFor(settings, templates, templates.rider, key);
  const source = riderSource(input);
  const html = regionContent(await htmlOf(source.mjml), riderRegion);
  return compileRider({ text: source.text, html, options: linksOf(input) });
}

function inputFor(
  settings: LessonMailSettings,
  templates: MailTemplates,
  template: MailTemplate,
  { course, lesson: number, language, variant }: RiderKey,
): MailInput {
  const found = course.lessons.find((one) => one.number === number);
  if (found === undefined)
    throw new AppError('NOT_FOUND', `The course ${course.slug} has no lesson ${number}.`);
  const lesson = lessonIn(found, variant);
  const sender = senderOf(settings);
  return { template, phrases: templates.phrases[language], sender, course, lesson, language };
}

function senderOf(settings: LessonMailSettings) {
  return { ...settings, host: new URL(settings.publicUrl).host };
}

function linksOf({ lesson, language }: MailInput): number {
  return questionLinks(lesson.text[language].question).length;
}

async function htmlOf(mjml: string): Promise<string> {
  // Without `fonts: {}` MJML links to Google for any font name it knows: a request that tracks.
  const options = { validationLevel: 'strict', ignoreIncludes: true, fonts: {} } as const;
  // Loading it takes half of a command's start, and most commands never make a mail.
  const { default: mjml2html } = await import('mjml');
  return squeezeHtml((await mjml2html(mjml, options)).html);
}
