import { relative } from 'node:path';
import { checkContent } from '../course/check-content.ts';
import { loadContent } from '../course/course.loader.ts';
import { describeFinding, type Finding, sortFindings } from '../course/finding.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import { AppError } from '../platform/errors.ts';
import type { LessonMails } from './lesson-mail.loader.ts';
import { checkMailSizes } from './mail-size.service.ts';

const usage = 'content check [SLUG] [--dir DIR]';

/** `dirs` are the content folders, with another one of the municipality's where it is given. */
export type ContentDeps = {
  dirs(local: string | undefined): string[];
  mails: LessonMails;
  now: Date;
};

/**
 * `content check [SLUG]`: holds every course, or one, to all rules. Needs the files alone: no
 * database and no network. Errors make it exit with 1, warnings do not.
 * @throws AppError COURSE_UNKNOWN; UsageError
 */
export async function contentCheckCommand(
  deps: ContentDeps,
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, { dir: { type: 'string' } }, usage);
  const [slug, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is not understood.`, usage);
  const content = await loadContent(deps.dirs(values.dir));
  const known = [...content.courses.map((one) => one.slug), ...content.broken.keys()].sort();
  if (slug !== undefined && !known.includes(slug))
    throw new AppError(
      'COURSE_UNKNOWN',
      `There is no course "${slug}". The courses are: ${known.join(', ')}.`,
    );
  const today = Temporal.Instant.fromEpochMilliseconds(deps.now.getTime());
  const day = today.toZonedDateTimeISO('Europe/Stockholm').toPlainDate().toString();
  const findings = checkContent(content, day, slug);
  for (const files of content.files) {
    const course = content.courses.find((one) => one.slug === files.slug);
    if (course === undefined || (slug !== undefined && course.slug !== slug)) continue;
    findings.push(...(await checkMailSizes(deps.mails, course, files)));
  }
  return tell(slug === undefined ? known : [slug], sortFindings(findings));
}

function tell(courses: string[], found: Finding[]): CommandResult {
  const findings = found.map((one) => ({ ...one, file: nearPath(one.file) }));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const lines = [
    ...findings.map(describeFinding),
    `Kurser: ${courses.length}, fel: ${errors}, varningar: ${warnings}. / Courses: ${courses.length}, errors: ${errors}, warnings: ${warnings}.`,
  ];
  return {
    json: { courses, errors, warnings, findings },
    text: lines.join('\n'),
    exitCode: errors > 0 ? 1 : 0,
  };
}

/** The path from where the command was run, where that is shorter to read. */
function nearPath(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
