import { join } from 'node:path';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import { AppError } from '../platform/errors.ts';
import { addToList, writeNewFiles } from './content-file.writer.ts';
import { slug as slugSchema } from './content-schema.ts';
import { loadContent } from './course.loader.ts';
import { questionTypes } from './course.ts';
import { rarestPlaces, skeletonCourse, skeletonLesson } from './skeleton.ts';

const usage =
  'content new course SLUG [--lesson SLUG] [--dir DIR] | content new lesson COURSE SLUG [--type single|multiple|scenario|stance] [--dir DIR]';

const options = {
  dir: { type: 'string' },
  type: { type: 'string' },
  lesson: { type: 'string' },
} as const;

const firstLesson = 'first-lesson';

/**
 * `content new course|lesson`: a whole example to write over, in both languages, with kit and
 * baseline, in LOCAL_CONTENT_DIR or --dir. It passes `content check` as it is.
 * @throws AppError CONFLICT, COURSE_UNKNOWN, CONTENT_INVALID; UsageError
 */
export async function contentNewCommand(
  deps: { dirs(local: string | undefined): string[]; now: Date; localDir: string | undefined },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, options, usage);
  const dir = values.dir ?? deps.localDir;
  if (dir === undefined)
    throw new UsageError('Say where: set LOCAL_CONTENT_DIR or give --dir.', usage);
  const now = Temporal.Instant.fromEpochMilliseconds(deps.now.getTime());
  const today = now.toZonedDateTimeISO('Europe/Stockholm').toPlainDate().toString();
  const [what, ...slugs] = positionals;
  for (const slug of [...slugs, values.lesson ?? firstLesson])
    if (!slugSchema.safeParse(slug).success)
      throw new UsageError(`"${slug}" is no slug. Use a-z, 0-9 and single hyphens.`, usage);
  const { courses, files, broken } = await loadContent(deps.dirs(dir));
  const [course, lesson] = slugs;
  if (what === 'course' && course !== undefined && lesson === undefined) {
    if (courses.some((one) => one.slug === course) || broken.has(course))
      throw new AppError('CONFLICT', `There is a course "${course}" already. Choose another slug.`);
    const skeleton = skeletonCourse(course, values.lesson ?? firstLesson, today);
    return tell(await writeNewFiles(join(dir, course), skeleton), course);
  }
  if (what !== 'lesson' || course === undefined || lesson === undefined || slugs.length > 2)
    throw new UsageError('Say what is new: a course or a lesson.', usage);
  const type = questionTypes.find((one) => one === (values.type ?? 'single'));
  if (type === undefined)
    throw new UsageError(`--type "${values.type}" is none of ${questionTypes.join(', ')}.`, usage);
  const known = courses.find((one) => one.slug === course);
  const own = files.find((one) => one.slug === course && !one.shipped);
  if (known === undefined || own === undefined)
    throw new AppError(
      known === undefined ? 'COURSE_UNKNOWN' : 'CONFLICT',
      known === undefined
        ? `There is no course "${course}" without errors. content check tells what is wrong.`
        : `"${course}" comes with the product, and its list of lessons with it. Lay a variant or a lesson of your own over one of its lessons, or make a course of your own (docs/writing-lessons.md).`,
    );
  if (known.lessons.some((one) => one.slug === lesson))
    throw new AppError('CONFLICT', `"${course}" has a lesson "${lesson}" already.`);
  const spec = { slug: lesson, type, places: rarestPlaces(known), today };
  const skeleton = skeletonLesson({ ...spec, number: known.lessons.length + 1 });
  const written = await writeNewFiles(join(own.file, '..'), skeleton);
  await addToList(own.file, lesson);
  return tell(written, course);
}

function tell(files: string[], course: string): CommandResult {
  return {
    json: { course, files },
    text: `${files.join('\n')}\nSkriv över exemplet, och kör content check ${course}. / Write over the example, and run content check ${course}.`,
    exitCode: 0,
  };
}
