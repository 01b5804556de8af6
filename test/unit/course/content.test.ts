import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCourses } from '../../../src/course/course.loader.ts';
import { type Course, languages } from '../../../src/course/course.ts';
import { markdownToText } from '../../../src/course/markdown.ts';
import { countWords, lix } from '../../../src/course/readability.ts';

const courses = await loadCourses([join(import.meta.dirname, '../../../content')]);

const lessons = courses.flatMap((course) =>
  course.lessons.flatMap((lesson) =>
    languages.map((language) => ({
      name: `${course.slug} ${lesson.number} ${language}`,
      language,
      text: lesson.text[language],
    })),
  ),
);

const rightAt = (course: Course) =>
  course.lessons.map(({ text }) => text.sv.question.options.findIndex((option) => option.correct));

test('six courses in two languages are found', () => {
  expect(courses.map(({ slug, lessons }) => [slug, lessons.length])).toEqual([
    ['bystander', 12],
    ['concern', 8],
    ['extremism', 12],
    ['it-security', 12],
    ['public-safety', 8],
    ['violence-prevention', 8],
  ]);
  expect(lessons).toHaveLength(120);
});

describe.each(lessons)('$name', ({ language, text }) => {
  const body = markdownToText(text.body);

  test('is read in two minutes: 90-180 words', () => {
    expect(countWords(body)).toBeGreaterThanOrEqual(90);
    expect(countWords(body)).toBeLessThanOrEqual(180);
  });

  test('is plain: LIX at most 40, in the body and in the feedback', () => {
    const feedback = text.question.options.map((option) => option.feedback).join('\n\n');
    expect(lix(body)).toBeLessThanOrEqual(40);
    expect(lix(feedback)).toBeLessThanOrEqual(40);
  });

  test('ends with one thing to do today', () => {
    const last = body.split('\n\n').at(-1) ?? '';
    expect(last.startsWith(language === 'sv' ? 'Gör i dag: ' : 'Do today: ')).toBe(true);
  });

  test('does not give the right option away by its length', () => {
    const lengths = text.question.options.map((option) => option.text.length);
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThanOrEqual(1.25);
  });

  test('teaches by every feedback, in more than a word', () => {
    for (const { feedback } of text.question.options)
      expect(countWords(feedback)).toBeGreaterThan(15);
  });
});

test.each(courses)('the right option has every place about as often in $slug', (course) => {
  const times = [0, 1, 2, 3].map((place) => rightAt(course).filter((at) => at === place).length);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
});

test.each(courses)('$slug is plain as a whole: LIX at most 35 on average', (course) => {
  for (const language of ['sv', 'en'] as const) {
    const values = course.lessons.map(({ text }) => lix(markdownToText(text[language].body)));
    expect(values.reduce((sum, one) => sum + one, 0) / values.length).toBeLessThanOrEqual(35);
  }
});

test.each(courses)('options of a question in $slug are of like length', (course) => {
  for (const { text, slug } of course.lessons)
    for (const { question } of Object.values(text)) {
      const lengths = question.options.map((option) => option.text.length);
      expect(Math.max(...lengths) / Math.min(...lengths), slug).toBeLessThanOrEqual(1.5);
    }
});

test('rule 13: subjects name no crime, group or person on a locked screen', () => {
  const telling =
    /våld|extrem|radikal|rasis|sexis|terror|hot\b|violen|extremi|threat|terror|rac[ei]/i;
  for (const { name, text } of lessons) {
    expect(text.subject, name).not.toMatch(telling);
    expect(text.preview, name).not.toMatch(telling);
  }
});
