import { expect, test } from 'vitest';
import type { Language, Lesson, LessonText } from '../../../src/course/course.ts';
import { lessonText, variantFor } from '../../../src/course/variant.ts';

const words = (title: string): Record<Language, LessonText> => {
  const text = (language: Language): LessonText => ({
    subject: 's',
    title: `${title} ${language}`,
    preview: 'p',
    body: 'b',
    question: { key: 'k', type: 'single', text: 't', options: [] },
  });
  return { sv: text('sv'), en: text('en') };
};

const lesson: Lesson = {
  number: 1,
  slug: 'one',
  text: words('base'),
  workplace: 'office',
  variants: {
    care: words('care'),
    'department:20': words('whole administration'),
    'department:2003': words('one unit'),
  },
  sources: [],
};

test('the nearest department with a scenario of its own wins over those above and the workplace', () => {
  const place = { departmentCodes: ['200301', '2003', '20'], workplace: 'care' } as const;
  expect(variantFor(lesson, place)).toBe('department:2003');
  expect(variantFor(lesson, { ...place, departmentCodes: ['2004', '20'] })).toBe('department:20');
  expect(variantFor(lesson, { ...place, departmentCodes: ['30'] })).toBe('care');
});

test('the lesson itself is told where it plays there, where nobody wrote another, and by default', () => {
  const at = (workplace?: 'office' | 'school' | 'care') =>
    variantFor(lesson, { departmentCodes: [], workplace });
  expect([at('office'), at('school'), at(), at('care')]).toEqual([
    undefined,
    undefined,
    undefined,
    'care',
  ]);
  const { variants: _, ...plain } = lesson;
  expect(variantFor(plain, { departmentCodes: ['20'], workplace: 'care' })).toBeUndefined();
});

test('a variant that a version does not have is the text of the lesson', () => {
  expect(lessonText(lesson, 'care', 'en').title).toBe('care en');
  expect(lessonText(lesson, undefined, 'sv').title).toBe('base sv');
  expect(lessonText(lesson, 'school', 'sv').title).toBe('base sv');
});
