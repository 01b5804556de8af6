import type { ContentProblem } from './content-problem.ts';
import type { Course } from './course.ts';
import type { RegisterEntry, RegisterName, Registers } from './register.ts';

/** Days before an entry expires from which it is warned of. */
export const warningDays = 30;

/** What stops a launch, and what will soon; each with its place and remedy. */
export type LaunchProblems = { errors: ContentProblem[]; warnings: ContentProblem[] };

/** What the launch rule reads of a course; versions stored before a field was there lack it. */
type Leaning = {
  slug: string;
  lessons: Pick<Course['lessons'][number], 'slug' | 'contacts' | 'laws'>[];
};

/**
 * What the registers have against a launch of the course on the ISO date `today`: a contact or a
 * law that lessons lean on is missing, has expired or cannot be read; or expires within 30 days.
 */
export function launchProblems(
  course: Leaning,
  registers: Registers,
  today: string,
): LaunchProblems {
  const found: LaunchProblems = { errors: [], warnings: [] };
  for (const register of ['contacts', 'laws'] as const) {
    const used = usedKeys(course, register);
    for (const [key, lesson] of used) {
      const entry = registers[register].get(key);
      if (entry === undefined) found.errors.push(missingEntry(course.slug, lesson, key, register));
      else addState(found, entry, register, today);
    }
  }
  for (const { register, ...problem } of registers.problems)
    if (register === 'all' || usedKeys(course, register).size > 0) found.errors.push(problem);
  return found;
}

/** The key and remedy of an entry that a lesson names and no register has. */
export function missingEntry(
  course: string,
  lesson: string,
  key: string,
  register: RegisterName,
): ContentProblem {
  return {
    file: `${course}/lessons/${lesson}`,
    line: 1,
    what: `${words[register]} "${key}" is not in the register`,
    remedy: `add it to ${register}.yaml (your own in LOCAL_CONTENT_DIR), or correct the key`,
  };
}

/** Whether an entry has expired on the ISO date `today`, or will within 30 days. */
export function expiryProblem(
  entry: RegisterEntry,
  register: RegisterName,
  today: string,
): (ContentProblem & { expired: boolean }) | undefined {
  const days = Temporal.PlainDate.from(today).until(entry.expires, { largestUnit: 'days' }).days;
  if (days > warningDays) return undefined;
  const expired = days < 0;
  return {
    file: entry.file,
    line: entry.line,
    what: `${words[register]} "${entry.key}" ${expired ? 'expired' : 'expires'} on ${entry.expires}`,
    remedy: `hold it against its source (${entry.source}), correct it and move "checked" and "expires"`,
    expired,
  };
}

const words = { contacts: 'the contact', laws: 'the law' } as const;

/** Key -> the slug of the first lesson that leans on it. */
function usedKeys({ lessons }: Leaning, register: RegisterName): Map<string, string> {
  const used = new Map<string, string>();
  for (const lesson of lessons)
    for (const key of lesson[register] ?? []) if (!used.has(key)) used.set(key, lesson.slug);
  return used;
}

function addState(
  found: LaunchProblems,
  entry: RegisterEntry,
  register: RegisterName,
  today: string,
): void {
  const problem = expiryProblem(entry, register, today);
  if (problem === undefined) return;
  const { expired, ...rest } = problem;
  (expired ? found.errors : found.warnings).push(rest);
}
