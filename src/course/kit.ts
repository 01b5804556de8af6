import { z } from 'zod';
import { resolveContacts } from './contact-reference.ts';
import type { ContentProblem } from './content-problem.ts';
import { line, paragraph } from './content-schema.ts';
import type { Language } from './course.ts';
import { plainText, readFrontMatter } from './front-matter.ts';
import { writeLines } from './lesson-file.ts';
import type { Contact } from './register.ts';

/** Words in the scenario of a kit: read aloud in about a minute. */
export const scenarioWords = { least: 60, most: 140, best: '' };

/** What a workplace meeting talks about for ten minutes; `scenario` is Markdown as in lessons. */
export type KitText = { questions: string[]; note: string; scenario: string };

/** The kit of one lesson. It is read from files and is no part of a course version. */
export type Kit = {
  course: string;
  lesson: string;
  text: Record<Language, KitText>;
  /** Keys of the contacts written out in it, where there are any. */
  contacts?: string[];
};

export type KitFile = KitText & {
  file: string;
  language: Language;
  source: string;
  bodyLine: number;
  noteLine: number;
  contacts: string[];
};

const head = z.strictObject({
  questions: z.array(line(250)).length(3, 'is not three questions; write three'),
  note: paragraph(700),
});

/** Reads a kit: front matter with questions and note, then the scenario. */
export function readKitFile(
  file: string,
  written: string,
  language: Language,
  contacts: ReadonlyMap<string, Contact>,
): { kit: KitFile | null; problems: ContentProblem[] } {
  const source = plainText(written);
  const { read, problems } = readFrontMatter(file, source, head, scenarioWords);
  if (read === null) return { kit: null, problems };
  const { bodyLine, lineOf } = read;
  const noteLine = lineOf(['note']);
  const used = new Set<string>();
  const write = (text: string, at: number, markdown: boolean) => {
    const resolved = resolveContacts(text, language, contacts, markdown);
    for (const key of resolved.keys) used.add(key);
    for (const problem of resolved.problems) problems.push({ ...problem, file, line: at });
    return resolved.text;
  };
  const scenario = writeLines(read.body, (text, index) => write(text, bodyLine + index, true));
  const note = write(read.head.note, noteLine, false);
  const questions = read.head.questions.map((text, index) =>
    write(text, lineOf(['questions', index]), false),
  );
  if (problems.length > 0) return { kit: null, problems };
  return {
    kit: {
      ...{ file, language, questions, note, scenario, source, bodyLine, noteLine },
      contacts: [...used].sort(),
    },
    problems,
  };
}
