import type { Content } from '../course/content.ts';
import { type ContentProblem, describeProblems } from '../course/content-problem.ts';
import type { Course } from '../course/course.ts';
import { fileProblem, type LaunchProblems, launchProblems } from '../course/launch.ts';
import { AppError } from '../platform/errors.ts';

/** What a launch reads of the content: why a course is left out, and the registers. */
export type LaunchContent = Pick<Content, 'broken' | 'registers'> & Partial<Pick<Content, 'kits'>>;

/**
 * What stands against launching a course on the local day `today`, and what will soon, for showing
 * it before anybody tries.
 */
export function launchState(
  { broken, kits, registers }: LaunchContent,
  courses: readonly Course[],
  slug: string,
  today: string,
): LaunchProblems {
  const problems = broken.get(slug);
  if (problems !== undefined) return { errors: problems.map(fileProblem), warnings: [] };
  const course = courses.find((one) => one.slug === slug);
  return course === undefined
    ? { errors: [], warnings: [] }
    : launchProblems(course, registers, today, kits);
}

/** @throws AppError CONTENT_INVALID with every mistake, where the files of the course have any. */
export function refuseBrokenCourse({ broken }: LaunchContent, slug: string): void {
  const problems = broken.get(slug);
  if (problems === undefined) return;
  const why = `Kursen ${slug} har fel i sina filer. / The files of the course ${slug} have errors.`;
  throw new AppError('CONTENT_INVALID', `${why}\n${describeProblems(problems)}`);
}

/**
 * Refuses to launch a course whose contacts or laws are missing or have expired on the local day
 * `today`, and returns what will expire within 30 days. Running campaigns are not concerned.
 * @throws AppError REFUSED naming each entry, where it stands and what to do
 */
export function checkLaunch(
  { kits, registers }: LaunchContent,
  course: Course,
  today: string,
): ContentProblem[] {
  const { errors, warnings } = launchProblems(course, registers, today, kits);
  if (errors.length === 0) return warnings;
  const why = `Kursen ${course.slug} kan inte skickas i den här versionen förrän registren stämmer. / This version of the course ${course.slug} cannot be sent until the registers are right.`;
  throw new AppError('REFUSED', `${why}\n${describeProblems(errors)}`);
}
