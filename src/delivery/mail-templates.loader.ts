import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Language } from '../course/course.ts';
import { type AnnouncementPhrases, announcementPhrasesSchema } from './announcement-phrases.ts';
import { type BaselinePhrases, baselinePhrasesSchema } from './baseline-phrases.ts';
import { type LessonPhrases, lessonPhrasesSchema } from './lesson-phrases.ts';
import type { MailTemplate } from './mail-values.ts';

type TemplateName = 'lesson' | 'repetition' | 'rider' | 'baseline' | 'announcement';
/** What mails are made of, read from `templates/`. */
export type MailTemplates = Record<TemplateName, MailTemplate> & {
  phrases: Record<Language, LessonPhrases>;
  baselinePhrases: Record<Language, BaselinePhrases>;
  announcementPhrases: Record<Language, AnnouncementPhrases>;
};

const ownTemplates = new URL('../../templates/', import.meta.url);

/** @param dir ends with a slash; by default the product's own. */
export async function readTemplates(dir: URL = ownTemplates): Promise<MailTemplates> {
  const read = (name: string) => readFile(new URL(name, dir), 'utf8');
  const phrases = async (language: Language) =>
    z
      .object({
        lesson: lessonPhrasesSchema,
        baseline: baselinePhrasesSchema,
        announcement: announcementPhrasesSchema,
      })
      .parse(JSON.parse(await read(`locales/${language}.json`)));
  /** `{{> name}}` on a line of its own stands for another file of the same kind. */
  const whole = async (name: string, end: 'mjml' | 'txt'): Promise<string> => {
    const lines = (await read(`${name}.${end}`)).split(/^(\{\{> \w+\}\}\n)/m);
    const parts = lines.map((line) => {
      const part = /^\{\{> (\w+)\}\}\n$/.exec(line)?.[1];
      return part === undefined ? line : whole(part, end);
    });
    return (await Promise.all(parts)).join('');
  };
  const template = async (name: string): Promise<MailTemplate> => {
    const [mjml, text] = await Promise.all([whole(name, 'mjml'), whole(name, 'txt')]);
    return { mjml, text };
  };
  const [lesson, repetition, rider, baseline, announcement, sv, en] = await Promise.all([
    ...([template('lesson'), template('repetition'), template('rider')] as const),
    ...([template('baseline'), template('announcement')] as const),
    ...([phrases('sv'), phrases('en')] as const),
  ]);
  return {
    ...{ lesson, repetition, rider, baseline, announcement },
    phrases: { sv: sv.lesson, en: en.lesson },
    baselinePhrases: { sv: sv.baseline, en: en.baseline },
    announcementPhrases: { sv: sv.announcement, en: en.announcement },
  };
}
