import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../platform/errors.ts';
import { type ContentProblem, describeProblems } from './content-problem.ts';
import type { Course } from './course.ts';
import { readCourseFolder } from './course-folder.ts';

/** Bytes in one content file; a lesson is about 3 kB. */
export const maxFileBytes = 32 * 1024;
/** Files in one lessons folder: 99 lessons in two languages. */
export const maxLessonFiles = 198;

/**
 * Reads every course of the given content folders, sorted by slug. A course in a later folder
 * replaces the one of the same slug in an earlier. Folders without course.yaml and lessons are
 * not courses and are passed over.
 *
 * Throws `CONTENT_INVALID` naming every problem of every file as `file:line: what; what to do`.
 */
export async function loadCourses(dirs: readonly string[]): Promise<Course[]> {
  const problems: ContentProblem[] = [];
  const courses = new Map<string, Course>();
  for (const dir of dirs) {
    for (const name of await courseNames(dir, problems)) {
      const course = await loadCourse(join(dir, name), name, problems);
      if (course) courses.set(name, course);
    }
  }
  if (problems.length > 0) {
    throw new AppError('CONTENT_INVALID', describeProblems(problems), { problems });
  }
  return [...courses.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

async function courseNames(dir: string, problems: ContentProblem[]): Promise<string[]> {
  const entries = await list(dir);
  if (entries === null) {
    const remedy = 'create it or correct the setting (LOCAL_CONTENT_DIR)';
    problems.push({ file: dir, line: 1, what: 'the content folder cannot be read', remedy });
    return [];
  }
  const names: string[] = [];
  for (const { name } of entries) {
    const inside = await list(join(dir, name));
    if (inside?.some((e) => e.name === 'course.yaml' || e.name === 'lessons')) names.push(name);
  }
  return names;
}

async function loadCourse(
  path: string,
  name: string,
  problems: ContentProblem[],
): Promise<Course | null> {
  const before = problems.length;
  const courseYaml = await readText(join(path, 'course.yaml'), problems);
  const lessons = new Map<string, string>();
  const entries = (await list(join(path, 'lessons'))) ?? [];
  if (entries.length > maxLessonFiles) {
    const what = `${entries.length} files, at most ${maxLessonFiles} are read`;
    const remedy = 'divide the course in two';
    problems.push({ file: join(path, 'lessons'), line: 1, what, remedy });
    return null;
  }
  for (const entry of entries) {
    const text = await readText(join(path, 'lessons', entry.name), problems);
    if (text !== null) lessons.set(entry.name, text);
  }
  if (courseYaml === null) return null;
  const result = readCourseFolder({ name, path, courseYaml, lessons });
  problems.push(...result.problems);
  return problems.length > before ? null : result.course;
}

/** Entries by name; those beginning with a point belong to editors and mounts. Null: no folder. */
async function list(dir: string): Promise<Dirent[] | null> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries
      .filter((e) => !e.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return null;
  }
}

async function readText(file: string, problems: ContentProblem[]): Promise<string | null> {
  const wrong = (what: string, remedy: string) => {
    problems.push({ file, line: 1, what, remedy });
    return null;
  };
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) {
      return wrong(`the file has ${size} bytes`, `keep it below ${maxFileBytes}`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return wrong('the text is not UTF-8', 'save it as UTF-8');
    return wrong('the file is missing or cannot be read', 'add it or correct its permissions');
  }
}
