import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDocument, YAMLSeq } from 'yaml';
import { AppError } from '../platform/errors.ts';
import type { NewFiles } from './skeleton.ts';

/**
 * Writes new files into a folder, or none when one of them is there.
 * @throws AppError CONFLICT; the paths that were written are returned
 */
export async function writeNewFiles(folder: string, files: NewFiles): Promise<string[]> {
  const paths = [...files].map(([name, text]) => ({ path: join(folder, name), text }));
  const there = paths.find(({ path }) => existsSync(path));
  if (there !== undefined)
    throw new AppError('CONFLICT', `${there.path} is there already. Choose another slug.`);
  for (const { path, text } of paths) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  }
  return paths.map(({ path }) => path);
}

/** Adds a lesson last in the list of a course.yaml, whose comments stay. */
export async function addToList(courseYaml: string, lesson: string): Promise<void> {
  const document = parseDocument(await readFile(courseYaml, 'utf8'));
  const list = document.get('lessons');
  if (!(list instanceof YAMLSeq))
    throw new AppError('CONTENT_INVALID', `${courseYaml} has no list of lessons.`);
  list.add(document.createNode(lesson));
  await writeFile(courseYaml, document.toString({ lineWidth: 0 }));
}
