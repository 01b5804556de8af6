import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BaselineTime } from '../campaign/baseline-day.ts';
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
import { type SampleMail, sampleForm, sampleMail } from './sample-mail.service.ts';

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
    for (const piece of piecesOf(deps, course, tongues, variant))
      mails.push(await preview(folder, shots, piece));
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

/** One mail of the preview: how its files are called, what the index says, and how it is made. */
type Piece = Omit<PreviewMail, 'subject' | 'htmlFile' | 'textFile' | 'shots'> & {
  name: string;
  render(): Promise<SampleMail>;
};

/** In the order in which they are sent. */
function piecesOf(
  { mails }: ContentDeps,
  course: Course,
  tongues: readonly Language[],
  variant: VariantKey | undefined,
): Piece[] {
  const forms = (baseline: BaselineTime, number: number) =>
    course.baseline === undefined
      ? []
      : tongues.map(
          (language): Piece => ({
            number,
            title: formTitles[baseline][language],
            language,
            variant: null,
            name: `${String(number).padStart(2, '0')}-form-${baseline}.${language}`,
            render: () => sampleForm(mails, { course, baseline, language }),
          }),
        );
  const lessons = course.lessons.flatMap((lesson) =>
    tongues.flatMap((language) =>
      toldIn(lesson, variant).map(
        (told): Piece => ({
          number: lesson.number,
          title: lessonText(lesson, told, language).title,
          language,
          variant: told === undefined ? null : writeVariant(told),
          // A department's code may hold what a file name may not.
          name: lessonFileName(lesson.number, lesson.slug, language, told)
            .replace(/\.md$/, '')
            .replace(/[^\p{L}\p{N}._-]/gu, '_'),
          render: () => sampleMail(mails, { course, lesson, language, variant: told }),
        }),
      ),
    ),
  );
  return [...forms('before', 0), ...lessons, ...forms('after', course.lessons.length + 1)];
}

const formTitles: Record<BaselineTime, Record<Language, string>> = {
  before: { sv: 'Formuläret före kursen', en: 'The form before the course' },
  after: { sv: 'Formuläret efter kursen', en: 'The form after the course' },
};

async function preview(
  folder: string,
  shots: MailShots | undefined,
  { name, render, ...piece }: Piece,
): Promise<PreviewMail> {
  const mail = await render();
  const htmlFile = `${name}.html`;
  const textFile = `${name}.txt`;
  await writeFile(join(folder, htmlFile), mail.html);
  await writeFile(join(folder, textFile), `${mail.subject}\n\n${mail.text}`);
  const taken: PreviewMail['shots'] = [];
  for (const width of shots === undefined ? [] : shotWidths)
    taken.push({ width, file: (await shots?.take(htmlFile, width)) ?? '' });
  return { ...piece, subject: mail.subject, htmlFile, textFile, shots: taken };
}
