import { z } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { type LineOf, readYaml } from './content-yaml.ts';
import type { Question } from './course.ts';
import { checkMarkdown, markdownToText } from './markdown.ts';
import { countWords } from './readability.ts';

/** Words in a lesson's body: less teaches nothing, more is not read in two minutes. */
export const bodyWords = { least: 60, most: 200 };

/** A lesson's file in one language, read and found good in itself. */
export type LessonFile = {
  file: string;
  subject: string;
  title: string;
  preview: string;
  sources: string[];
  /** ISO date on which the facts were last held against the sources. */
  checked: string;
  question: Question;
  body: string;
  lineOf: LineOf;
};

/** One line of visible text: no line breaks, control characters or direction marks. */
export function line(max: number) {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? undefined : 'is not text; put it in quotes'),
    })
    .trim()
    .min(1, 'is empty; write a text')
    .max(max, {
      error: (i) => `has ${String(i.input).length} characters; shorten it to at most ${max}`,
    })
    .regex(
      /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u,
      'is not a single plain line; remove line breaks and invisible characters',
    );
}

const option = z.strictObject({
  id: z.string().regex(/^[a-z]$/, 'is not one letter a-z; use a, b, c, d'),
  text: line(200),
  correct: z.boolean('is neither true nor left out; write true or remove it').default(false),
  feedback: line(500),
});

/** Names that stand in file names and are stored: stable over versions. */
export const slug = z
  .string()
  .max(60, 'is too long; shorten it to at most 60 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'has other characters; use a-z, 0-9 and single hyphens');

const question = z.strictObject({
  key: slug,
  type: z.literal('single', 'is not a known type; write single'),
  text: line(300),
  options: z
    .array(option)
    .min(3, 'has fewer than 3 options; write 3 or 4')
    .max(4, 'has more than 4 options; write 3 or 4'),
});

const frontMatter = z.strictObject({
  subject: line(70),
  title: line(100),
  preview: line(120),
  sources: z.array(line(200)).min(1, 'names no source; add at least one').max(20),
  checked: z.iso.date('is not a date; write it as 2026-11-20'),
  question,
});

/**
 * Reads one lesson: YAML front matter between two lines of `---`, then Markdown. Nothing is
 * returned for a file with any problem.
 */
export function readLessonFile(
  file: string,
  source: string,
): { lesson: LessonFile | null; problems: ContentProblem[] } {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const parts = /^---[ \t]*\n([\s\S]*?\n)---[ \t]*(?:\n|$)/.exec(text);
  if (!parts) {
    const what = 'no front matter';
    const remedy = 'begin the file with ---, the keys of the lesson, and --- on a line of its own';
    return { lesson: null, problems: [{ file, line: 1, what, remedy }] };
  }
  const yaml = readYaml(file, parts[1] ?? '', 2, frontMatter);
  const after = text.slice(parts[0].length);
  const lead = after.length - after.replace(/^\n+/, '').length;
  const bodyLine = parts[0].split('\n').length + lead;
  const body = after.trim();
  const problems = [...yaml.problems, ...checkBody(file, body, bodyLine)];
  if (yaml.value !== null) problems.push(...checkOptions(file, yaml.value.question, yaml.lineOf));
  if (yaml.value === null || problems.length > 0) return { lesson: null, problems };
  return { lesson: { file, ...yaml.value, body, lineOf: yaml.lineOf }, problems };
}

function checkBody(file: string, body: string, firstLine: number): ContentProblem[] {
  const problems = checkMarkdown(body).map((p) => ({ ...p, file, line: p.line + firstLine - 1 }));
  const words = countWords(markdownToText(body));
  if (words < bodyWords.least || words > bodyWords.most) {
    problems.push({
      file,
      line: firstLine,
      what: `the body has ${words} words`,
      remedy: `write ${bodyWords.least} to ${bodyWords.most}, best 90 to 180`,
    });
  }
  return problems;
}

function checkOptions(file: string, { options }: Question, lineOf: LineOf): ContentProblem[] {
  const problems: ContentProblem[] = [];
  options.forEach(({ id, text }, index) => {
    const at = lineOf(['question', 'options', index]);
    if (options.findIndex((o) => o.id === id) < index) {
      const what = `option id ${id} is used twice`;
      problems.push({ file, line: at, what, remedy: 'give each option a letter of its own' });
    }
    if (options.findIndex((o) => o.text === text) < index) {
      const what = `option ${id} has the same text as another`;
      problems.push({ file, line: at, what, remedy: 'make the options differ' });
    }
  });
  const right = options.filter((o) => o.correct).length;
  if (right !== 1) {
    const what = `${right === 0 ? 'no option is' : `${right} options are`} marked correct`;
    const remedy = 'put "correct: true" on exactly one';
    problems.push({ file, line: lineOf(['question', 'options']), what, remedy });
  }
  return problems;
}
