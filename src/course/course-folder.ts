import { z } from 'zod';
import { type BaselineFile, readBaseline } from './baseline-file.ts';
import type { ContentProblem } from './content-problem.ts';
import { both, slug } from './content-schema.ts';
import { readYaml } from './content-yaml.ts';
import type { Course, Lesson } from './course.ts';
import { plainText } from './front-matter.ts';
import { type KitFile, readKitFile } from './kit.ts';
import { readLessonFile } from './lesson-file.ts';
import { type CourseList, findLessons, type LessonFiles } from './lesson-files.ts';
import { lessonFileName, readLessonName } from './lesson-name.ts';
import { textOf } from './lesson-pair.ts';
import type { Contact } from './register.ts';

/** A text file as it was read; `path` is what messages begin with. */
export type ContentFile = { path: string; text: string };

/** The text files of one course, as they were read. */
export type CourseFolder = {
  /** The folder's own name, which is the course's slug. */
  name: string;
  /** True where the course comes with the product; a municipality's own files may lie over it. */
  shipped: boolean;
  courseYaml: ContentFile;
  /** File name -> text, of everything in lessons/ and in kit/. */
  lessons: ReadonlyMap<string, ContentFile>;
  kit: ReadonlyMap<string, ContentFile>;
  baseline: ContentFile | null;
};

/** A course as its files say it, for rules that tell file and line. */
export type CourseFiles = {
  slug: string;
  shipped: boolean;
  file: string;
  lessons: LessonFiles[];
  baseline: BaselineFile | null;
};

const courseSchema = z.strictObject({
  slug,
  title: both(100),
  description: both(500),
  lessons: z
    .array(slug)
    .min(1, 'names no lesson; list at least one')
    .max(99, 'names more than 99 lessons; divide the course'),
});

/**
 * Reads a whole course, or says everything that is wrong with it. What is wrong with kits stands
 * by itself: they are no part of what is mailed.
 */
export function readCourseFolder(
  folder: CourseFolder,
  contacts: ReadonlyMap<string, Contact>,
): {
  course: Course | null;
  files: CourseFiles | null;
  problems: ContentProblem[];
  kitProblems: ContentProblem[];
} {
  const { path: file, text } = folder.courseYaml;
  const yaml = readYaml(file, plainText(text), 1, courseSchema);
  const problems = [...yaml.problems];
  const kitProblems: ContentProblem[] = [];
  const read = readAll(folder.lessons, problems, (name, { path, text }) => {
    const kind = name.variant === undefined ? 'lesson' : 'variant';
    const { lesson, problems } = readLessonFile(path, text, kind, name.language, contacts);
    return { value: lesson, problems };
  });
  const kits = readAll(folder.kit, kitProblems, (name, { path, text }) => {
    const { kit, problems } = readKitFile(path, text, name.language, contacts);
    return { value: kit, problems };
  });
  const baseline =
    folder.baseline === null ? null : readBaseline(folder.baseline.path, folder.baseline.text);
  problems.push(...(baseline?.problems ?? []));
  if (yaml.value === null) return { course: null, files: null, problems, kitProblems };

  const { value: head, lineOf } = yaml;
  if (head.slug !== folder.name) {
    const what = `slug is ${head.slug} but the folder is ${folder.name}`;
    problems.push({ file, line: lineOf(['slug']), what, remedy: 'give both the same name' });
  }
  const list: CourseList = { file, slugs: head.lessons, lineOf };
  const lessons = findLessons(list, folder.lessons, read, problems);
  addKits(list, folder.kit, kits, lessons, kitProblems);
  if (problems.length > 0) return { course: null, files: null, problems, kitProblems };
  const questions = baseline?.baseline?.questions;
  const course: Course = {
    ...head,
    lessons: lessons.map(lessonOf),
    ...(questions === undefined ? {} : { baseline: questions }),
  };
  const { shipped } = folder;
  const files = { slug: head.slug, shipped, file, lessons, baseline: baseline?.baseline ?? null };
  return { course, files, problems, kitProblems };
}

/** Reads every file whose name says what it is; another name is told where lessons are counted. */
function readAll<T>(
  files: ReadonlyMap<string, ContentFile>,
  problems: ContentProblem[],
  read: (
    name: NonNullable<ReturnType<typeof readLessonName>>,
    file: ContentFile,
  ) => { value: T | null; problems: ContentProblem[] },
): Map<string, T> {
  const values = new Map<string, T>();
  for (const [written, file] of files) {
    const name = readLessonName(written);
    if (name === null) continue;
    const result = read(name, file);
    problems.push(...result.problems);
    if (result.value !== null) values.set(written, result.value);
  }
  return values;
}

function lessonOf({ number, slug, base, variants }: LessonFiles): Lesson {
  const { sv, en } = base;
  const all = [sv, en, ...variants.flatMap(([, files]) => [files.sv, files.en])];
  const contacts = [...new Set(all.flatMap((one) => one.contacts))].sort();
  const told = Object.fromEntries(
    variants.map(([key, files]) => [key, { sv: textOf(files.sv), en: textOf(files.en) }]),
  );
  return {
    number,
    slug,
    text: { sv: textOf(sv), en: textOf(en) },
    ...(variants.length === 0 ? {} : { variants: told }),
    ...(sv.workplace === undefined ? {} : { workplace: sv.workplace }),
    sources: sv.sources,
    ...(sv.checked === undefined ? {} : { checked: sv.checked }),
    ...(contacts.length === 0 ? {} : { contacts }),
    ...(sv.laws.length === 0 ? {} : { laws: sv.laws }),
  };
}

/** Gives each lesson its kit, and says what is wrong with the folder of kits. */
function addKits(
  list: CourseList,
  folder: ReadonlyMap<string, ContentFile>,
  kits: ReadonlyMap<string, KitFile>,
  lessons: LessonFiles[],
  problems: ContentProblem[],
): void {
  const expected = new Set<string>();
  list.slugs.forEach((slug, index) => {
    const [sv, en] = (['sv', 'en'] as const).map((one) => lessonFileName(index + 1, slug, one));
    if (sv === undefined || en === undefined) return;
    for (const [name, other] of [
      [sv, en],
      [en, sv],
    ] as const) {
      expected.add(name);
      const there = folder.get(other);
      if (folder.has(name) || there === undefined) continue;
      const what = `the kit is there in one language, and kit/${name} is missing`;
      problems.push({ file: there.path, line: 1, what, remedy: 'add it' });
    }
    const [swedish, english] = [kits.get(sv), kits.get(en)];
    const lesson = lessons.find((one) => one.slug === slug);
    if (lesson !== undefined && swedish !== undefined && english !== undefined)
      lesson.kit = { sv: swedish, en: english };
  });
  for (const [name, { path }] of folder) {
    if (expected.has(name)) continue;
    problems.push({
      file: path,
      line: 1,
      what: 'the file is the kit of no lesson',
      remedy: 'name it as the lesson, NN-slug.sv.md or NN-slug.en.md, or remove it',
    });
  }
}
