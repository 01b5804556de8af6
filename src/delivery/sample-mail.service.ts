import { simpleParser } from 'mailparser';
import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { Course, Language, Lesson, VariantKey } from '../course/course.ts';
import { freezeCourse } from '../course/course-hash.ts';
import { lessonText } from '../course/variant.ts';
import type { LessonMailKey, LessonMails } from './lesson-mail.loader.ts';

/** Which mail: a lesson in a language, as told in a variant or, without one, by itself. */
export type SampleKey = {
  course: Course;
  lesson: Lesson;
  variant: VariantKey | undefined;
  language: Language;
};

export type SampleMail = { subject: string; html: string; text: string };

const name = { sv: 'Förnamn', en: 'First name' };

/**
 * The mail of a lesson as it is sent, to nobody, with links that lead nowhere.
 * @throws AppError CONTENT_INVALID for one that is too large
 */
export async function sampleMail(mails: LessonMails, key: SampleKey): Promise<SampleMail> {
  return parsed(await fillSample(mails, key, false));
}

/** The mail that leads to the form before or after a course that has one. @throws AppError NOT_FOUND */
export async function sampleForm(
  mails: LessonMails,
  key: { course: Course; baseline: BaselineTime; language: Language },
): Promise<SampleMail> {
  const compiled = await mails.compileBaseline({
    ...key,
    versionHash: freezeCourse(key.course).hash,
  });
  const { raw } = compiled.fill({
    ...copyFor(key.language),
    optionUrls: [],
    webUrl: 'https://nanokurs.example/b/sample',
  });
  return parsed(raw);
}

async function parsed(raw: Buffer): Promise<SampleMail> {
  const { subject = '', html, text = '' } = await simpleParser(raw);
  return { subject, html: html || '', text };
}

function copyFor(language: Language) {
  return {
    messageId: '<sample@nanokurs.example>',
    date: new Date('2026-09-01T07:00:00Z'),
    to: { address: 'namn@kommun.example', name: '' },
    firstName: name[language],
  };
}

/**
 * Bytes of the whole message with a repeated question in it, the largest that is sent.
 * @throws AppError CONTENT_INVALID for one that is too large
 */
export async function largestSampleBytes(mails: LessonMails, key: SampleKey): Promise<number> {
  return (await fillSample(mails, key, true)).length;
}

async function fillSample(mails: LessonMails, key: SampleKey, rider: boolean): Promise<Buffer> {
  const { lesson, variant, language } = key;
  const text = lessonText(lesson, variant, language);
  const told = { ...lesson, text: { ...lesson.text, [language]: text } };
  const lessons = key.course.lessons.map((one) => (one.number === lesson.number ? told : one));
  const course = { ...key.course, lessons };
  const mailKey: LessonMailKey = {
    course,
    versionHash: freezeCourse(course).hash,
    lesson: lesson.number,
    language,
  };
  const compiled = await mails.compile(mailKey);
  const optionUrls = Array.from(
    { length: compiled.options },
    (_, index) => `https://nanokurs.example/a/${'x'.repeat(53)}${index}`,
  );
  const { raw } = compiled.fill({
    ...copyFor(language),
    optionUrls,
    ...(rider ? { rider: { compiled: await mails.compileRider(mailKey), optionUrls } } : {}),
  });
  return raw;
}
