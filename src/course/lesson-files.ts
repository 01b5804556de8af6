import type { ContentProblem } from './content-problem.ts';
import type { LineOf } from './content-yaml.ts';
import { type Language, languages, type VariantKey } from './course.ts';
import type { KitFile } from './kit.ts';
import type { LessonFile } from './lesson-file.ts';
import { lessonFileName, readLessonName, writeVariant } from './lesson-name.ts';
import { compareLanguages, compareVariant } from './lesson-pair.ts';

type Both<T> = Record<Language, T>;

/** All files of one lesson, whole and in step. */
export type LessonFiles = {
  number: number;
  slug: string;
  base: Both<LessonFile>;
  variants: [VariantKey, Both<LessonFile>][];
  kit: Both<KitFile> | null;
};

/** The list of lessons in course.yaml and where it stands. */
export type CourseList = { file: string; slugs: readonly string[]; lineOf: LineOf };

type Files = ReadonlyMap<string, { path: string }>;
type Read = ReadonlyMap<string, LessonFile>;

/** Puts the files of each lesson of the list together; `problems` gets what does not fit. */
export function findLessons(
  list: CourseList,
  files: Files,
  read: Read,
  problems: ContentProblem[],
): LessonFiles[] {
  const lessons: LessonFiles[] = [];
  const expected = new Set<string>();
  list.slugs.forEach((slug, index) => {
    const number = index + 1;
    const line = list.lineOf(['lessons', index]);
    if (list.slugs.indexOf(slug) < index) {
      const what = `lesson ${slug} is listed twice`;
      problems.push({ file: list.file, line, what, remedy: 'remove one of them' });
      return;
    }
    const names = languages.map((language) => lessonFileName(number, slug, language));
    for (const name of names) {
      expected.add(name);
      if (files.has(name)) continue;
      const what = `the file lessons/${name} is missing`;
      const remedy = renameHint(files, name) ?? `add it, or take ${slug} off the list`;
      problems.push({ file: list.file, line, what, remedy });
    }
    const [sv, en] = names.map((name) => read.get(name));
    const base = sv && en ? { sv, en } : null;
    if (base !== null) problems.push(...compareLanguages(base.sv, base.en));
    const variants = findVariants({ number, slug, base }, files, read, expected, problems);
    if (base !== null) lessons.push({ number, slug, base, variants, kit: null });
  });
  for (const [name, { path }] of files) {
    if (expected.has(name)) continue;
    problems.push({
      file: path,
      line: 1,
      what: 'the file belongs to no lesson of the course',
      remedy:
        'name it NN-slug.sv.md or NN-slug.en.md, where NN is the place of the slug in the list of course.yaml (a variant: NN-slug.care.sv.md), or remove it',
    });
  }
  problems.push(...repeatedKeys(lessons));
  return lessons;
}

function findVariants(
  lesson: { number: number; slug: string; base: Both<LessonFile> | null },
  files: Files,
  read: Read,
  expected: Set<string>,
  problems: ContentProblem[],
): LessonFiles['variants'] {
  const { number, slug, base } = lesson;
  const keys = new Set<VariantKey>();
  for (const name of files.keys()) {
    const found = readLessonName(name);
    if (found?.variant !== undefined && found.slug === slug && found.number === number)
      keys.add(found.variant);
  }
  const variants: LessonFiles['variants'] = [];
  for (const key of [...keys].sort()) {
    const names = languages.map((language) => lessonFileName(number, slug, language, key));
    const [svName, enName] = names;
    for (const name of names) {
      expected.add(name);
      const there = files.get((name === svName ? enName : svName) ?? '');
      if (files.has(name) || there === undefined) continue;
      const what = `the variant is there in one language, and lessons/${name} is missing`;
      problems.push({ file: there.path, line: 1, what, remedy: 'add it' });
    }
    const [sv, en] = names.map((name) => read.get(name));
    if (!sv || !en) continue;
    problems.push(...compareLanguages(sv, en));
    if (base !== null) {
      problems.push(...compareVariant(base.sv, sv), ...compareVariant(base.en, en));
      if (base.sv.workplace === key) {
        const what = `the lesson itself plays in ${writeVariant(key)}`;
        const remedy = 'remove the variant, or correct the workplace of the lesson';
        problems.push({ file: sv.file, line: 1, what, remedy });
      }
    }
    variants.push([key, { sv, en }]);
  }
  return variants;
}

/** The lesson may only have the wrong number, after somebody changed the order. */
function renameHint(files: Files, wanted: string): string | null {
  const tail = wanted.slice(2);
  const found = [...files.keys()].find(
    (name) => /^\d+$/.test(name.split(tail)[0] ?? '') && name.endsWith(tail),
  );
  return found ? `rename ${found}, so that numbers follow the order of the list` : null;
}

function repeatedKeys(lessons: readonly LessonFiles[]): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const first = new Map<string, string>();
  for (const { slug, base } of lessons) {
    const { question, file, lineOf } = base.sv;
    const earlier = first.get(question.key);
    if (earlier === undefined) first.set(question.key, slug);
    else {
      const what = `question key ${question.key} is already used by lesson ${earlier}`;
      const remedy = 'choose another; keys are unique in a course';
      problems.push({ file, line: lineOf(['question', 'key']), what, remedy });
    }
  }
  return problems;
}
