import type { BaselineQuestion, Course, Lesson } from '../../src/course/course.ts';
import { tinyCourse } from './fixture.ts';

const option = (id: string, correct: boolean) => ({
  id,
  text: { sv: `Svar ${id}`, en: `Answer ${id}` },
  correct,
});

/** Three questions of the form: two of confidence, one of knowledge in which b is right. */
export const baseline: BaselineQuestion[] = [
  {
    key: 'act-when-worried',
    kind: 'confidence',
    text: { sv: 'Jag vet vad jag gör om jag blir orolig.', en: 'I know what to do if I worry.' },
  },
  {
    key: 'say-no',
    kind: 'confidence',
    text: { sv: 'Jag säger ifrån när det behövs.', en: 'I speak up when it is needed.' },
  },
  {
    key: 'who-to-tell',
    kind: 'knowledge',
    text: { sv: 'Vem berättar du för?', en: 'Whom do you tell?' },
    options: [option('a', false), option('b', true), option('c', false)],
  },
];

/** The tiny course with a form, and lessons that are told in two more scenarios. */
export function baselineCourse(slug = 'before-after'): Course {
  const course = tinyCourse(slug);
  return { ...course, baseline, lessons: course.lessons.map(withVariants) };
}

function withVariants(lesson: Lesson): Lesson {
  const told = (where: string): Lesson['text'] => ({
    sv: { ...lesson.text.sv, title: `${lesson.text.sv.title}, ${where}` },
    en: { ...lesson.text.en, title: `${lesson.text.en.title}, ${where}` },
  });
  return {
    ...lesson,
    workplace: 'office',
    variants: { care: told('vård'), school: told('skola'), 'department:B': told('enhet B') },
  };
}
