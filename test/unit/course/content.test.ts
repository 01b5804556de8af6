import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkContent } from '../../../src/course/check-content.ts';
import { loadContent } from '../../../src/course/course.loader.ts';
import { describeFinding, type Rule } from '../../../src/course/finding.ts';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';
import { checkMailSizes } from '../../../src/delivery/mail-size.service.ts';

/** Rules that time breaks: they stop launches, not the tests of an unchanged product. */
const byTime: readonly Rule[] = ['expired', 'expires-soon', 'old'];
/** Courses told from four workplaces. */
const withVariants = ['bystander', 'violence-prevention'];

const content = await loadContent([join(import.meta.dirname, '../../../content')]);

test('six courses in two languages are found', () => {
  expect(content.courses.map(({ slug, lessons }) => [slug, lessons.length])).toEqual([
    ['bystander', 12],
    ['concern', 8],
    ['extremism', 12],
    ['it-security', 12],
    ['public-safety', 8],
    ['violence-prevention', 8],
  ]);
});

test('all shipped content passes content check', () => {
  const today = Temporal.Now.plainDateISO('Europe/Stockholm').toString();
  const found = checkContent(content, today).filter(({ rule }) => !byTime.includes(rule));
  expect(found.map(describeFinding)).toEqual([]);
});

test('courses about people have four scenarios a lesson', () => {
  for (const { slug, lessons } of content.courses)
    for (const { variants, workplace } of lessons)
      expect(Object.keys(variants ?? {}).length > 0 && workplace !== undefined, slug).toBe(
        withVariants.includes(slug),
      );
});

test('no mail is larger than mail programs show', async () => {
  const mails = createLessonMails({
    organisation: 'En kommun med ett långt namn',
    helpContact: 'nanokurser@kommunen.example',
    privacyContact: 'dataskyddsombud@kommunen.example',
    mailFrom: 'Nanokurs <nanokurs@kommunen.example>',
    replyTo: 'nanokurser@kommunen.example',
    publicUrl: 'https://nanokurs.kommunen.example',
    trial: false,
  });
  for (const files of content.files) {
    const course = content.courses.find(({ slug }) => slug === files.slug);
    if (course === undefined) throw new Error(`${files.slug} has files and no course`);
    expect(await checkMailSizes(mails, course, files)).toEqual([]);
  }
});
