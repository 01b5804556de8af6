import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../platform/errors.ts';
import type { ContentDir, ContentFolder } from './content.ts';
import { type Content, readContent } from './content.ts';
import { type ContentProblem, describeProblems } from './content-problem.ts';
import type { Course } from './course.ts';
import type { ContentFile } from './course-folder.ts';

/** Bytes in one content file; a lesson is about 3 kB. */
export const maxFileBytes = 32 * 1024;
/** Files in one lessons folder: 99 lessons in two languages, each with four variants. */
export const maxLessonFiles = 990;

/**
 * Reads every course of the given content folders, sorted by slug. A course in a later folder
 * replaces the one of the same slug in an earlier; a folder without course.yaml lies over it, file
 * by file. Folders without course.yaml, lessons, kit and baseline.yaml are not courses and are
 * passed over.
 *
 * Throws `CONTENT_INVALID` naming every problem of every file as `file:line: what; what to do`.
 */
export async function loadCourses(dirs: readonly string[]): Promise<Course[]> {
  const { courses, problems } = await loadContent(dirs);
  if (problems.length > 0) {
    throw new AppError('CONTENT_INVALID', describeProblems(problems), { problems });
  }
  return courses;
}

/**
 * Reads everything in the content folders, the first of which comes with the product. Never
 * throws: a course with a problem is left out and told in `problems`, so that the service starts.
 */
export async function loadContent(dirs: readonly string[]): Promise<Content> {
  return readContent(await Promise.all(dirs.map(readDir)));
}

async function readDir(dir: string, index: number): Promise<ContentDir> {
  const entries = await list(dir);
  const found: ContentDir = {
    path: dir,
    shipped: index === 0,
    readable: entries !== null,
    folders: [],
    contacts: null,
    laws: null,
    problems: [],
  };
  for (const { name } of entries ?? []) {
    if (name === 'contacts.yaml') found.contacts = await readText(join(dir, name), found.problems);
    else if (name === 'laws.yaml') found.laws = await readText(join(dir, name), found.problems);
    else {
      const inside = (await list(join(dir, name)))?.map((entry) => entry.name) ?? [];
      const belongs = ['course.yaml', 'lessons', 'kit', 'baseline.yaml'];
      if (inside.some((one) => belongs.includes(one)))
        found.folders.push(await readFolder(join(dir, name), name, inside));
    }
  }
  return found;
}

async function readFolder(
  path: string,
  name: string,
  inside: readonly string[],
): Promise<ContentFolder> {
  const problems: ContentProblem[] = [];
  const optional = async (file: string) =>
    inside.includes(file) ? readText(join(path, file), problems) : null;
  const all = async (folder: string) => {
    const files = new Map<string, ContentFile>();
    const entries = (await list(join(path, folder))) ?? [];
    if (entries.length > maxLessonFiles) {
      const what = `${entries.length} files, at most ${maxLessonFiles} are read`;
      const remedy = 'divide the course in two';
      problems.push({ file: join(path, folder), line: 1, what, remedy });
      return files;
    }
    for (const entry of entries) {
      const file = await readText(join(path, folder, entry.name), problems);
      if (file !== null) files.set(entry.name, file);
    }
    return files;
  };
  const [courseYaml, baseline] = [await optional('course.yaml'), await optional('baseline.yaml')];
  const [lessons, kit] = [await all('lessons'), await all('kit')];
  return { name, path, courseYaml, lessons, kit, baseline, problems };
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

async function readText(path: string, problems: ContentProblem[]): Promise<ContentFile | null> {
  const wrong = (what: string, remedy: string) => {
    problems.push({ file: path, line: 1, what, remedy });
    return null;
  };
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) {
      return wrong(`the file has ${size} bytes`, `keep it below ${maxFileBytes}`);
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return { path, text };
  } catch (error) {
    if (error instanceof TypeError) return wrong('the text is not UTF-8', 'save it as UTF-8');
    return wrong('the file cannot be read', 'correct its permissions');
  }
}
