import type { ContentProblem } from './content-problem.ts';
import type { LessonText } from './course.ts';
import type { LessonFile } from './lesson-file.ts';

export function textOf({ subject, title, preview, body, question }: LessonFile): LessonText {
  return { subject, title, preview, body, question };
}

/**
 * What differs between the two languages of a lesson and may not: an answer given to one is an
 * answer to the other. Reported in the English file, since Swedish is written first.
 */
export function compareLanguages(sv: LessonFile, en: LessonFile): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const differ = (path: PropertyKey[], name: string, ours: string, theirs: string) => {
    if (ours === theirs) return;
    problems.push({
      file: en.file,
      line: en.lineOf(path),
      what: `${name} is ${theirs} here but ${ours} in Swedish`,
      remedy: 'make both languages the same',
    });
  };
  const ids = (lesson: LessonFile) => lesson.question.options.map((o) => o.id).join(', ');
  const right = (lesson: LessonFile) => lesson.question.options.find((o) => o.correct)?.id ?? '-';
  const { question: a } = sv;
  const { question: b } = en;
  differ(['question', 'key'], 'question key', a.key, b.key);
  differ(['question', 'type'], 'question type', a.type, b.type);
  differ(['question', 'options'], 'the list of option ids', ids(sv), ids(en));
  differ(['question', 'options'], 'the correct option', right(sv), right(en));
  differ(['sources'], 'sources', sv.sources.join(' | '), en.sources.join(' | '));
  differ(['checked'], 'checked', sv.checked, en.checked);
  return problems;
}
