import type { ContentProblem } from './content-problem.ts';
import type { LessonText, Option, Question } from './course.ts';
import type { LessonFile } from './lesson-file.ts';

export function textOf({ subject, title, preview, body, question }: LessonFile): LessonText {
  return { subject, title, preview, body, question };
}

/**
 * What differs between the two languages of a lesson and may not: an answer given to one is an
 * answer to the other. Reported in the English file, since Swedish is written first.
 */
export function compareLanguages(sv: LessonFile, en: LessonFile): ContentProblem[] {
  const problems = compareSkeletons(sv, en, 'in Swedish', 'make both languages the same');
  const differ = reporter(en, 'in Swedish', 'make both languages the same', problems);
  differ(['sources'], 'sources', sv.sources.join(' | '), en.sources.join(' | '));
  differ(['checked'], 'checked', sv.checked ?? '-', en.checked ?? '-');
  differ(['laws'], 'the list of laws', sv.laws.join(', '), en.laws.join(', '));
  differ(['workplace'], 'workplace', sv.workplace ?? '-', en.workplace ?? '-');
  return problems;
}

/** What differs between a lesson and a variant of it and may not, for the same reason. */
export function compareVariant(base: LessonFile, variant: LessonFile): ContentProblem[] {
  return compareSkeletons(
    base,
    variant,
    'in the lesson itself',
    'make the question of the variant like that of the lesson',
  );
}

/** Key, type, option ids and right options of both steps. */
function compareSkeletons(
  ours: LessonFile,
  theirs: LessonFile,
  where: string,
  remedy: string,
): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const differ = reporter(theirs, where, remedy, problems);
  const { question: a } = ours;
  const { question: b } = theirs;
  differ(['question', 'key'], 'question key', a.key, b.key);
  differ(['question', 'type'], 'question type', a.type, b.type);
  const compare = (path: PropertyKey[], step: string, one: Options, other: Options) => {
    const at = ['question', ...path, 'options'];
    differ(at, `the list of option ids${step}`, ids(one), ids(other));
    const right = a.type === 'multiple' ? 'the list of correct options' : 'the correct option';
    differ(at, `${right}${step}`, rightOnes(one), rightOnes(other));
  };
  compare([], '', a.options, b.options);
  compare(['second'], ' of the second step', secondOf(a), secondOf(b));
  return problems;
}

type Options = readonly Option[];
const ids = (options: Options) => options.map((one) => one.id).join(', ') || '-';
const rightOnes = (options: Options) => ids(options.filter((one) => one.correct));
const secondOf = ({ second }: Question): Options => second?.options ?? [];

function reporter(found: LessonFile, where: string, remedy: string, problems: ContentProblem[]) {
  return (path: PropertyKey[], name: string, ours: string, theirs: string) => {
    if (ours === theirs) return;
    const what = `${name} is ${theirs} here but ${ours} ${where}`;
    problems.push({ file: found.file, line: found.lineOf(path), what, remedy });
  };
}
