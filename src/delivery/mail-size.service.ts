import { type Course, languages, type VariantKey } from '../course/course.ts';
import type { CourseFiles } from '../course/course-folder.ts';
import type { Finding } from '../course/finding.ts';
import { lessonText } from '../course/variant.ts';
import { AppError } from '../platform/errors.ts';
import { mostHtmlBytes } from './compiled-lesson-mail.ts';
import type { LessonMails } from './lesson-mail.loader.ts';
import { largestSampleBytes } from './sample-mail.service.ts';

/**
 * Mails of a course that mail programs would cut. Made from the longest text on, until one has
 * less than half of what is allowed: shorter texts make smaller mails.
 */
export async function checkMailSizes(
  mails: LessonMails,
  course: Course,
  files: CourseFiles,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const language of languages) {
    const texts = course.lessons
      .flatMap((lesson) => {
        const variants = Object.keys(lesson.variants ?? {}) as VariantKey[];
        return [undefined, ...variants].map((variant) => ({ lesson, variant }));
      })
      .map(({ lesson, variant }) => ({
        key: { course, lesson, variant, language },
        size: Buffer.byteLength(JSON.stringify(lessonText(lesson, variant, language))),
      }))
      .sort((a, b) => b.size - a.size);
    for (const { key } of texts) {
      try {
        if ((await largestSampleBytes(mails, key)) < mostHtmlBytes / 2) break;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'CONTENT_INVALID') throw error;
        const lesson = files.lessons.find((one) => one.slug === key.lesson.slug);
        const told = lesson?.variants.find(([variant]) => variant === key.variant)?.[1];
        findings.push({
          severity: 'error',
          rule: 'mail-size',
          file: (told ?? lesson?.base)?.[language].file ?? files.file,
          line: 1,
          what: `the mail would be larger than ${mostHtmlBytes / 1000} kB`,
          remedy: 'shorten the text or the options',
        });
      }
    }
  }
  return findings;
}
