import type { ContentFile, CourseFolder } from './course-folder.ts';
import { lessonFileName, readLessonName } from './lesson-name.ts';

/** What a municipality lays over a course: files of lessons, variants and kits, or a baseline. */
export type Overlay = Pick<CourseFolder, 'lessons' | 'kit' | 'baseline'>;

/**
 * The course with the files of the overlay instead of its own, file by file. Lessons are found by
 * slug and take the number that the course gives them, so that a new order of the course leaves
 * a municipality's files in place.
 */
export function overlayCourse(course: CourseFolder, overlay: Overlay): CourseFolder {
  const numbers = new Map<string, number>();
  for (const name of course.lessons.keys()) {
    const found = readLessonName(name);
    if (found !== null) numbers.set(found.slug, found.number);
  }
  const lay = (base: ReadonlyMap<string, ContentFile>, over: ReadonlyMap<string, ContentFile>) => {
    const files = new Map(base);
    for (const [name, file] of over) {
      const found = readLessonName(name);
      const number = found === null ? undefined : numbers.get(found.slug);
      if (found === null || number === undefined) files.set(name, file);
      else files.set(lessonFileName(number, found.slug, found.language, found.variant), file);
    }
    return files;
  };
  return {
    ...course,
    lessons: lay(course.lessons, overlay.lessons),
    kit: lay(course.kit, overlay.kit),
    baseline: overlay.baseline ?? course.baseline,
  };
}
