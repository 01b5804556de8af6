import type { ZodType } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { type LineOf, readYaml } from './content-yaml.ts';
import { checkMarkdown, markdownToText } from './markdown.ts';
import { countWords } from './readability.ts';

/** A text file with front matter, read and found good in itself but for references. */
export type FrontMatterFile<T> = {
  head: T;
  body: string;
  /** Line of the file on which the body begins, from 1. */
  bodyLine: number;
  lineOf: LineOf;
};

/** Text as authors' editors leave it, with one kind of line break and no byte order mark. */
export function plainText(source: string): string {
  return source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/**
 * YAML front matter between two lines of `---`, then Markdown of so many words. `file` is null
 * where the front matter cannot be used.
 */
export function readFrontMatter<T>(
  file: string,
  text: string,
  schema: ZodType<T>,
  words: { least: number; most: number; best: string },
): { read: FrontMatterFile<T> | null; problems: ContentProblem[] } {
  const parts = /^---[ \t]*\n([\s\S]*?\n)---[ \t]*(?:\n|$)/.exec(text);
  if (!parts) {
    const what = 'no front matter';
    const remedy = 'begin the file with ---, the keys of the lesson, and --- on a line of its own';
    return { read: null, problems: [{ file, line: 1, what, remedy }] };
  }
  const yaml = readYaml(file, parts[1] ?? '', 2, schema);
  const after = text.slice(parts[0].length);
  const lead = after.length - after.replace(/^\n+/, '').length;
  const bodyLine = parts[0].split('\n').length + lead;
  const body = after.trim();
  const problems = [...yaml.problems];
  for (const problem of checkMarkdown(body))
    problems.push({ ...problem, file, line: problem.line + bodyLine - 1 });
  const count = countWords(markdownToText(body));
  if (count < words.least || count > words.most) {
    const what = `the body has ${count} words`;
    const remedy = `write ${words.least} to ${words.most}${words.best}`;
    problems.push({ file, line: bodyLine, what, remedy });
  }
  if (yaml.value === null) return { read: null, problems };
  return { read: { head: yaml.value, body, bodyLine, lineOf: yaml.lineOf }, problems };
}
