import { z } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { readYaml } from './content-yaml.ts';
import { type Course, type Language, type Lesson, languages } from './course.ts';
import { type LessonFile, line, readLessonFile, slug } from './lesson-file.ts';
import { compareLanguages, textOf } from './lesson-pair.ts';

/** The text files of one course, as they were read. */
export type CourseFolder = {
  /** The folder's own name, which is the course's slug. */
  name: string;
  /** Path that messages begin with. */
  path: string;
  courseYaml: string;
  /** File name -> text, of everything in lessons/. */
  lessons: ReadonlyMap<string, string>;
};

const courseSchema = z.strictObject({
  slug,
  title: z.strictObject({ sv: line(100), en: line(100) }),
  description: z.strictObject({ sv: line(500), en: line(500) }),
  lessons: z
    .array(slug)
    .min(1, 'names no lesson; list at least one')
    .max(99, 'names more than 99 lessons; divide the course'),
});

/** The file name of a lesson that is sent as number `number`, from 1. */
export function lessonFileName(number: number, slug: string, language: Language): string {
  return `${String(number).padStart(2, '0')}-${slug}.${language}.md`;
}

/** Reads a whole course, or says everything that is wrong with it. */
export function readCourseFolder(folder: CourseFolder): {
  course: Course | null;
  problems: ContentProblem[];
} {
  const file = `${folder.path}/course.yaml`;
  const yaml = readYaml(file, folder.courseYaml.replace(/^\uFEFF/, ''), 1, courseSchema);
  const read = new Map<string, LessonFile | null>();
  const problems = [...yaml.problems];
  for (const [name, text] of folder.lessons) {
    const { lesson, problems: found } = readLessonFile(`${folder.path}/lessons/${name}`, text);
    read.set(name, lesson);
    problems.push(...found);
  }
  if (yaml.value === null) return { course: null, problems };

  const { value: head, lineOf } = yaml;
  if (head.slug !== folder.name) {
    const what = `slug is ${head.slug} but the folder is ${folder.name}`;
    problems.push({ file, line: lineOf(['slug']), what, remedy: 'give both the same name' });
  }
  const lessons: Lesson[] = [];
  const expected = new Set<string>();
  head.lessons.forEach((lessonSlug, index) => {
    const at = lineOf(['lessons', index]);
    if (head.lessons.indexOf(lessonSlug) < index) {
      const what = `lesson ${lessonSlug} is listed twice`;
      problems.push({ file, line: at, what, remedy: 'remove one of them' });
      return;
    }
    const names = languages.map((language) => lessonFileName(index + 1, lessonSlug, language));
    for (const name of names) {
      expected.add(name);
      if (!folder.lessons.has(name)) {
        const what = `the file lessons/${name} is missing`;
        const remedy = renameHint(folder, name) ?? `add it, or take ${lessonSlug} off the list`;
        problems.push({ file, line: at, what, remedy });
      }
    }
    const [sv, en] = names.map((name) => read.get(name));
    if (!sv || !en) return;
    problems.push(...compareLanguages(sv, en));
    lessons.push({
      number: index + 1,
      slug: lessonSlug,
      text: { sv: textOf(sv), en: textOf(en) },
      sources: sv.sources,
    });
  });
  for (const name of folder.lessons.keys()) {
    if (expected.has(name)) continue;
    problems.push({
      file: `${folder.path}/lessons/${name}`,
      line: 1,
      what: 'the file belongs to no lesson of the course',
      remedy:
        'name it NN-slug.sv.md or NN-slug.en.md, where NN is the place of the slug in the list of course.yaml, or remove it',
    });
  }
  problems.push(...repeatedKeys(lessons, read));
  if (problems.length > 0) return { course: null, problems };
  return { course: { ...head, lessons }, problems };
}

/** The lesson may only have the wrong number, after somebody changed the order. */
function renameHint(folder: CourseFolder, wanted: string): string | null {
  const tail = wanted.slice(2);
  const found = [...folder.lessons.keys()].find(
    (name) => /^\d+$/.test(name.split(tail)[0] ?? '') && name.endsWith(tail),
  );
  return found ? `rename ${found}, so that numbers follow the order of the list` : null;
}

function repeatedKeys(
  lessons: readonly Lesson[],
  read: ReadonlyMap<string, LessonFile | null>,
): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const first = new Map<string, string>();
  for (const { number, slug, text } of lessons) {
    const key = text.sv.question.key;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, slug);
    else {
      const lesson = read.get(lessonFileName(number, slug, 'sv'));
      if (!lesson) continue;
      const what = `question key ${key} is already used by lesson ${earlier}`;
      const remedy = 'choose another; keys are unique in a course';
      problems.push({ file: lesson.file, line: lesson.lineOf(['question', 'key']), what, remedy });
    }
  }
  return problems;
}
