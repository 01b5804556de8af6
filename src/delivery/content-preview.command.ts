import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadContent } from '../course/course.loader.ts';
import {
  type Course,
  type Language,
  type Lesson,
  languages,
  type VariantKey,
} from '../course/course.ts';
import { lessonFileName, readVariant, writeVariant } from '../course/lesson-name.ts';
import { lessonText, variantFor } from '../course/variant.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import { AppError } from '../platform/errors.ts';
import type { ContentDeps } from './content-check.command.ts';
import { type MailShots, openMailShots, shotWidths } from './mail-shot.writer.ts';
import { type PreviewMail, previewPage } from './preview-page.ts';
import { sampleMail } from './sample-mail.service.ts';

const usage =
  'content preview SLUG [--lang sv|en] [--variant school|care|office|technical|department-CODE] [--dir DIR] [--out DIR] [--no-screenshots]';

const options = {
  lang: { type: 'string' },
  variant: { type: 'string' },
  dir: { type: 'string' },
  out: { type: 'string' },
  'no-screenshots': { type: 'boolean' },
} as const;

const stylesheet = new URL('../web/assets/nanokurs.css', import.meta.url);

/**
 * `content preview SLUG`: every mail of a course as it is sent, as HTML and text in a folder with
 * an index, and screenshots where there is a browser. With --variant, the mails as somebody there
 * gets them; without, the lessons' own texts and all variants.
 * @throws AppError COURSE_UNKNOWN; UsageError
 */
export async function contentPreviewCommand(
  deps: ContentDeps & { dataDir: string },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, options, usage);
  const [slug, ...more] = positionals;
  if (slug === undefined || more.length > 0)
    throw new UsageError('Say which course, by its slug.', usage);
  const tongues = languages.filter((one) => values.lang === undefined || one === values.lang);
  if (tongues.length === 0)
    throw new UsageError(`--lang "${values.lang}" is neither sv nor en.`, usage);
  const variant = values.variant === undefined ? undefined : readVariant(values.variant);
  if (variant === null)
    throw new UsageError(
      `--variant "${values.variant}" is no workplace and no department-CODE.`,
      usage,
    );
  const { courses } = await loadContent(deps.dirs(values.dir));
  const course = courses.find((one) => one.slug === slug);
  if (course === undefined)
    throw new AppError(
      'COURSE_UNKNOWN',
      `There is no course "${slug}" without errors. The courses are: ${courses.map((one) => one.slug).join(', ')}. content check tells what is wrong.`,
    );
  const folder = resolve(values.out ?? join(deps.dataDir, 'preview', slug));
  await mkdir(folder, { recursive: true });
  await copyFile(stylesheet, join(folder, 'preview.css'));
  let missing: string | undefined;
  const shots = values['no-screenshots']
    ? undefined
    : await openMailShots(folder, (why) => {
        missing = why;
      });
  const mails: PreviewMail[] = [];
  try {
    for (const lesson of course.lessons)
      for (const language of tongues)
        for (const told of toldIn(lesson, variant))
          mails.push(
            await preview(deps, folder, shots, { course, lesson, language, variant: told }),
          );
  } finally {
    await shots?.close();
  }
  const language = tongues[0] ?? 'sv';
  const index = join(folder, 'index.html');
  await writeFile(
    index,
    previewPage(course.title, mails, { shots: shots !== undefined, language }),
  );
  return {
    json: {
      course: slug,
      folder,
      mails: mails.length,
      screenshots: mails.flatMap((one) => one.shots).length,
    },
    text: `${mails.length} mejl. Öppna / mails. Open ${index}`,
    exitCode: 0,
    warnings: missing === undefined ? [] : [`Inga skärmbilder / no screenshots: ${missing}`],
  };
}

/** All scenarios of a lesson, or the one that is read in a place. */
function toldIn(lesson: Lesson, variant: VariantKey | undefined): (VariantKey | undefined)[] {
  if (variant === undefined)
    return [undefined, ...(Object.keys(lesson.variants ?? {}) as VariantKey[])];
  const code = variant.startsWith('department:') ? variant.slice('department:'.length) : undefined;
  if (code !== undefined) return [variantFor(lesson, { departmentCodes: [code] })];
  const workplace = (['school', 'care', 'office', 'technical'] as const).find(
    (one) => one === variant,
  );
  return [variantFor(lesson, { departmentCodes: [], workplace })];
}

async function preview(
  deps: ContentDeps,
  folder: string,
  shots: MailShots | undefined,
  key: { course: Course; lesson: Lesson; language: Language; variant: VariantKey | undefined },
): Promise<PreviewMail> {
  const { lesson, language, variant } = key;
  const mail = await sampleMail(deps.mails, key);
  // A department's code may hold what a file name may not.
  const name = lessonFileName(lesson.number, lesson.slug, language, variant)
    .replace(/\.md$/, '')
    .replace(/[^\p{L}\p{N}._-]/gu, '_');
  const htmlFile = `${name}.html`;
  const textFile = `${name}.txt`;
  await writeFile(join(folder, htmlFile), mail.html);
  await writeFile(join(folder, textFile), `${mail.subject}\n\n${mail.text}`);
  const taken: PreviewMail['shots'] = [];
  for (const width of shots === undefined ? [] : shotWidths)
    taken.push({ width, file: (await shots?.take(htmlFile, width)) ?? '' });
  return {
    number: lesson.number,
    title: lessonText(lesson, variant, language).title,
    subject: mail.subject,
    language,
    variant: variant === undefined ? null : writeVariant(variant),
    htmlFile,
    textFile,
    shots: taken,
  };
}
