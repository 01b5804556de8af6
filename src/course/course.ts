/** The content of a course as the rest of the house sees it: plain data, no files, no clock. */

export type Language = 'sv' | 'en';
export const languages: readonly Language[] = ['sv', 'en'];

/** `id` is a lower-case letter, stable over languages and versions; feedback says why. */
export type Option = { id: string; text: string; correct: boolean; feedback: string };

/**
 * `single`: one option is right. `multiple`: all right options and no other. `scenario`: one right
 * option, then a second step with its own. `stance`: a scale without right or wrong.
 */
export type QuestionType = 'single' | 'multiple' | 'scenario' | 'stance';
export const questionTypes: readonly QuestionType[] = ['single', 'multiple', 'scenario', 'stance'];

/**
 * `key` is unique within the course and stable over versions, so that answers keep their question.
 * `second` is there in scenarios alone; its option ids go on where those of the first step end, so
 * that an id says which step it belongs to.
 */
export type Question = {
  key: string;
  type: QuestionType;
  text: string;
  options: Option[];
  second?: { text: string; options: Option[] };
};

/** One lesson in one language. `body` is Markdown in the small subset that `markdown.ts` reads. */
export type LessonText = {
  subject: string;
  title: string;
  /** Shown by mail clients after the subject; reveals nothing sensitive. */
  preview: string;
  body: string;
  question: Question;
};

/** Where people work, as far as it decides which scenario they read. */
export const workplaces = ['school', 'care', 'office', 'technical'] as const;
export type Workplace = (typeof workplaces)[number];

/** A workplace, or one department by its code, as in `department:2003`. */
export type VariantKey = Workplace | `department:${string}`;

/**
 * `number` counts from 1 in the order the lessons are sent. `variants` tell the same lesson with
 * another scenario: question key, type, option ids and right options are those of `text`.
 */
export type Lesson = {
  number: number;
  slug: string;
  text: Record<Language, LessonText>;
  variants?: Partial<Record<VariantKey, Record<Language, LessonText>>>;
  /** The workplace that `text` itself plays in, where the course has variants. */
  workplace?: Workplace;
  sources: string[];
  /** ISO date on which the facts were last held against the sources. */
  checked?: string;
  /** Keys into the registers of contacts and laws that a lesson leans on. */
  contacts?: string[];
  laws?: string[];
};

/** A question of the form before and after a course; options of `confidence` are a scale 1-5. */
export type BaselineQuestion =
  | { key: string; kind: 'confidence'; text: Record<Language, string> }
  | {
      key: string;
      kind: 'knowledge';
      text: Record<Language, string>;
      options: { id: string; text: Record<Language, string>; correct: boolean }[];
    };

export type Course = {
  slug: string;
  title: Record<Language, string>;
  description: Record<Language, string>;
  lessons: Lesson[];
  /** Asked before the first lesson and after the last; absent: nothing is asked. */
  baseline?: BaselineQuestion[];
};

/** A course frozen by the hash (SHA-256, hex) of its canonical JSON. */
export type CourseVersion = { hash: string; course: Course };
