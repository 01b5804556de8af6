/** The content of a course as the rest of the house sees it: plain data, no files, no clock. */

export type Language = 'sv' | 'en';
export const languages: readonly Language[] = ['sv', 'en'];

/** `id` is a lower-case letter, stable over languages and versions; feedback says why. */
export type Option = { id: string; text: string; correct: boolean; feedback: string };

/** `key` is unique within the course and stable over versions, so that answers keep their question. */
export type Question = { key: string; type: 'single'; text: string; options: Option[] };

/** One lesson in one language. `body` is Markdown in the small subset that `markdown.ts` reads. */
export type LessonText = {
  subject: string;
  title: string;
  /** Shown by mail clients after the subject; reveals nothing sensitive. */
  preview: string;
  body: string;
  question: Question;
};

/** `number` counts from 1 in the order the lessons are sent. */
export type Lesson = {
  number: number;
  slug: string;
  text: Record<Language, LessonText>;
  sources: string[];
};

export type Course = {
  slug: string;
  title: Record<Language, string>;
  description: Record<Language, string>;
  lessons: Lesson[];
};

/** A course frozen by the hash (SHA-256, hex) of its canonical JSON. */
export type CourseVersion = { hash: string; course: Course };
