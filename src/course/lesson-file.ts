import { z } from 'zod';
import { resolveContacts } from './contact-reference.ts';
import type { ContentProblem } from './content-problem.ts';
import { day, line, paragraph, slug } from './content-schema.ts';
import type { LineOf } from './content-yaml.ts';
import { type Language, type Option, type Question, type Workplace, workplaces } from './course.ts';
import { plainText, readFrontMatter } from './front-matter.ts';
import { checkQuestion, questionSchema } from './question-schema.ts';
import type { Contact } from './register.ts';

/** Words in a lesson's body: less teaches nothing, more is not read in two minutes. */
export const bodyWords = { least: 60, most: 200, best: ', best 90 to 180' };

/** A lesson's file, or a variant's, in one language, read and found good in itself. */
export type LessonFile = {
  file: string;
  language: Language;
  subject: string;
  title: string;
  preview: string;
  /** For editors; never mailed and no part of the course. */
  note: string | undefined;
  /** Empty in a variant that leans on those of its lesson. */
  sources: string[];
  /** ISO date on which the facts were last held against the sources; a variant may leave it out. */
  checked: string | undefined;
  workplace: Workplace | undefined;
  laws: string[];
  /** Keys of the contacts written out in body and feedback. */
  contacts: string[];
  question: Question;
  body: string;
  bodyLine: number;
  /** The whole file, for rules about what was written and where. */
  source: string;
  lineOf: LineOf;
};

const sources = z.array(line(200)).min(1, 'names no source; add at least one').max(20);
const shared = {
  subject: line(70),
  title: line(100),
  preview: line(120),
  note: paragraph(600).optional(),
  question: questionSchema,
};

const lessonHead = z.strictObject({
  ...shared,
  sources,
  checked: day,
  laws: z.array(slug).max(20).default([]),
  workplace: z
    .enum(workplaces, `is not a known workplace; write ${workplaces.join(', ')}`)
    .optional(),
});

const variantHead = z
  .strictObject({ ...shared, sources: sources.default([]), checked: day.optional() })
  .transform((head) => ({ ...head, laws: [], workplace: undefined }));

/**
 * Reads one lesson, or one of its variants: YAML front matter between two lines of `---`, then
 * Markdown. Nothing is returned for a file with any problem.
 */
export function readLessonFile(
  file: string,
  written: string,
  kind: 'lesson' | 'variant',
  language: Language,
  contacts: ReadonlyMap<string, Contact>,
): { lesson: LessonFile | null; problems: ContentProblem[] } {
  const source = plainText(written);
  const schema: z.ZodType<z.infer<typeof lessonHead | typeof variantHead>> =
    kind === 'lesson' ? lessonHead : variantHead;
  const { read, problems } = readFrontMatter(file, source, schema, bodyWords);
  if (read === null) return { lesson: null, problems };
  const { head, bodyLine, lineOf } = read;
  problems.push(...checkQuestion(file, head.question, lineOf), ...strayReferences(file, read));

  const used = new Set<string>();
  const write = (text: string, at: number, markdown: boolean) => {
    const resolved = resolveContacts(text, language, contacts, markdown);
    for (const key of resolved.keys) used.add(key);
    for (const problem of resolved.problems) problems.push({ ...problem, file, line: at });
    return resolved.text;
  };
  const body = writeLines(read.body, (text, index) => write(text, bodyLine + index, true));
  const withFeedback = (options: readonly Option[], path: PropertyKey[]) =>
    options.map((option, index) => {
      const at = lineOf(['question', ...path, index, 'feedback']);
      return { ...option, feedback: write(option.feedback, at, false) };
    });
  const { second, ...first } = head.question;
  const question: Question = { ...first, options: withFeedback(first.options, ['options']) };
  if (second !== undefined)
    question.second = { ...second, options: withFeedback(second.options, ['second', 'options']) };
  if (problems.length > 0) return { lesson: null, problems };
  const { subject, title, preview, note, checked, workplace, laws } = head;
  return {
    lesson: {
      ...{ file, language, subject, title, preview, note, sources: head.sources, checked },
      ...{ workplace, laws, contacts: [...used].sort(), question, body, bodyLine, source, lineOf },
    },
    problems,
  };
}

/** Changes a text line by line; `index` counts from 0. */
export function writeLines(text: string, write: (line: string, index: number) => string): string {
  return text.split('\n').map(write).join('\n');
}

type Head = Pick<LessonFile, 'subject' | 'title' | 'preview' | 'question'>;

/** References are written out in body and feedback alone; elsewhere they would be read as they stand. */
function strayReferences(
  file: string,
  { head, lineOf }: { head: Head; lineOf: LineOf },
): ContentProblem[] {
  const { question } = head;
  const optionTexts = (options: readonly Option[], path: PropertyKey[]) =>
    options.map(({ text }, index) => [[...path, index, 'text'], text] as [PropertyKey[], string]);
  const texts: [PropertyKey[], string][] = [
    [['subject'], head.subject],
    [['title'], head.title],
    [['preview'], head.preview],
    [['question', 'text'], question.text],
    [['question', 'second', 'text'], question.second?.text ?? ''],
    ...optionTexts(question.options, ['question', 'options']),
    ...optionTexts(question.second?.options ?? [], ['question', 'second', 'options']),
  ];
  return texts
    .filter(([, text]) => text.includes('{{'))
    .map(([path]) => ({
      file,
      line: lineOf(path),
      what: 'a reference in {{…}} stands outside the body and the feedback',
      remedy: 'move it to the body or to a feedback',
    }));
}
