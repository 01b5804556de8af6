import type { ContentProblem } from './content-problem.ts';
import type { Course, Language } from './course.ts';
import type { Kit } from './kit.ts';
import type { RegisterEntry, RegisterName, Registers } from './register.ts';

/** Days before an entry expires from which it is warned of. */
export const warningDays = 30;

/** `sv` says what and the remedy in Swedish, for pages; authors' checks are in English. */
export type LaunchProblem = ContentProblem & { sv: Pick<ContentProblem, 'what' | 'remedy'> };

/** What stops a launch, and what will soon; each with its place and remedy. */
export type LaunchProblems = { errors: LaunchProblem[]; warnings: LaunchProblem[] };

/** What the launch rule reads of a course; versions stored before a field was there lack it. */
type Leaning = {
  slug: string;
  lessons: Pick<Course['lessons'][number], 'slug' | 'contacts' | 'laws'>[];
};

type LeaningKit = Pick<Kit, 'course' | 'contacts'>;

/**
 * What the registers have against a launch of the course on the ISO date `today`: a contact or a
 * law that lessons lean on is missing, has expired or cannot be read; or expires within 30 days.
 * Contacts that only its kits name stop nothing, as no mail tells them, but are warned of.
 */
export function launchProblems(
  course: Leaning,
  registers: Registers,
  today: string,
  kits: readonly LeaningKit[] = [],
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
  const inMails = usedKeys(course, 'contacts');
  for (const key of kitContacts(course.slug, kits)) {
    const entry = inMails.has(key) ? undefined : registers.contacts.get(key);
    if (entry !== undefined) addState(found, entry, 'contacts', today, inKits);
  }
  for (const { register, ...problem } of registers.problems)
    if (register === 'all' || usedKeys(course, register).size > 0)
      found.errors.push(fileProblem(problem));
  return found;
}

/** The key and remedy of an entry that a lesson names and no register has. */
export function missingEntry(
  course: string,
  lesson: string,
  key: string,
  register: RegisterName,
): LaunchProblem {
  return {
    file: `${course}/lessons/${lesson}`,
    line: 1,
    what: `${words.en[register]} "${key}" is not in the register`,
    remedy: `add it to ${register}.yaml (your own in LOCAL_CONTENT_DIR), or correct the key`,
    sv: {
      what: `${words.sv[register]} "${key}" finns inte i registret`,
      remedy: `lägg till i ${register}.yaml (er egen i LOCAL_CONTENT_DIR), eller rätta nyckeln`,
    },
  };
}

/** What a problem says and its remedy, to a reader of this language. */
export function problemWords(
  problem: LaunchProblem,
  language: Language,
): Pick<ContentProblem, 'what' | 'remedy'> {
  return language === 'sv' ? problem.sv : problem;
}

/** A mistake in a file, which only its own words can tell. */
export function fileProblem(problem: ContentProblem): LaunchProblem {
  const { line, what, remedy } = problem;
  return { ...problem, sv: { what: `fel på rad ${line}: ${what}`, remedy } };
}

/** Whether an entry has expired on the ISO date `today`, or will within 30 days. */
export function expiryProblem(
  entry: RegisterEntry,
  register: RegisterName,
  today: string,
): (LaunchProblem & { expired: boolean }) | undefined {
  const days = Temporal.PlainDate.from(today).until(entry.expires, { largestUnit: 'days' }).days;
  if (days > warningDays) return undefined;
  const expired = days < 0;
  return {
    file: entry.file,
    line: entry.line,
    what: `${words.en[register]} "${entry.key}" ${expired ? 'expired' : 'expires'} on ${entry.expires}`,
    remedy: `hold it against its source (${entry.source}), correct it and move "checked" and "expires"`,
    sv: {
      what: `${words.sv[register]} "${entry.key}" ${expired ? 'gick ut' : 'går ut'} ${entry.expires}`,
      remedy: `jämför med källan (${entry.source}), rätta och flytta fram "checked" och "expires"`,
    },
    expired,
  };
}

const words = {
  sv: { contacts: 'kontakten', laws: 'lagen' },
  en: { contacts: 'the contact', laws: 'the law' },
} as const;

/** What a kit names stands on a sheet that is printed, not in a mail. */
const inKits = {
  sv: ' (bara i underlagen för arbetsplatsträffar)',
  en: ' (in kits for workplace meetings only)',
};

function kitContacts(course: string, kits: readonly LeaningKit[]): Set<string> {
  return new Set(kits.filter((kit) => kit.course === course).flatMap((kit) => kit.contacts ?? []));
}

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
  onlyWarned?: { sv: string; en: string },
): void {
  const problem = expiryProblem(entry, register, today);
  if (problem === undefined) return;
  const { expired, ...rest } = problem;
  if (onlyWarned === undefined) (expired ? found.errors : found.warnings).push(rest);
  else
    found.warnings.push({
      ...rest,
      what: rest.what + onlyWarned.en,
      sv: { ...rest.sv, what: rest.sv.what + onlyWarned.sv },
    });
}
