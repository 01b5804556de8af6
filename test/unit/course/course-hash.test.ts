import { expect, test } from 'vitest';
import type { Course, Language, LessonText } from '../../../src/course/course.ts';
import { canonicalJson, compareCourses, freezeCourse } from '../../../src/course/course-hash.ts';

const words = (language: Language, slug: string): LessonText => ({
  subject: `Ämne ${slug} ${language}`,
  title: `Titel ${slug}`,
  preview: 'Förhandstext',
  body: 'Text.',
  question: {
    key: slug,
    type: 'single',
    text: 'Vad gör du?',
    options: [
      { id: 'a', text: 'Ett', correct: true, feedback: 'Ja' },
      { id: 'b', text: 'Två', correct: false, feedback: 'Nära' },
    ],
  },
});

const course = (): Course => ({
  slug: 'kurs',
  title: { sv: 'Kurs', en: 'Course' },
  description: { sv: 'Om', en: 'About' },
  lessons: ['one', 'two'].map((slug, index) => ({
    number: index + 1,
    slug,
    text: { sv: words('sv', slug), en: words('en', slug) },
    sources: ['källa'],
  })),
});

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

test('the hash is SHA-256 in hex and does not depend on the order of keys', () => {
  const { hash } = freezeCourse(course());
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const turned = reversed(course()) as Course;
  expect(JSON.stringify(turned)).not.toBe(JSON.stringify(course()));
  expect(freezeCourse(turned).hash).toBe(hash);
  expect(canonicalJson({ b: [1, { d: 2, c: null }], a: 'å' })).toBe(
    '{"a":"å","b":[1,{"c":null,"d":2}]}',
  );
});

test('the order of lessons and options is content: it changes the hash', () => {
  const turned = course();
  turned.lessons.reverse();
  expect(freezeCourse(turned).hash).not.toBe(freezeCourse(course()).hash);
});

/** Every way to change one text, number or truth value somewhere in the course. */
function* mutations(value: unknown, apply: (changed: unknown) => Course): Generator<Course> {
  if (typeof value === 'string') yield apply(`${value} ändrad`);
  else if (typeof value === 'boolean') yield apply(!value);
  else if (typeof value === 'number') yield apply(value + 7);
  else if (Array.isArray(value)) {
    for (const [i, inner] of value.entries()) {
      yield* mutations(inner, (changed) => apply(value.with(i, changed)));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* mutations(inner, (changed) => apply({ ...value, [key]: changed }));
    }
  }
}

test('no change to a course goes unmentioned, and equal courses have none', () => {
  const before = course();
  expect(compareCourses(before, course())).toEqual([]);
  const all = [...mutations(before, (changed) => changed as Course)];
  expect(all.length).toBeGreaterThan(60);
  for (const after of all) {
    expect(freezeCourse(after).hash).not.toBe(freezeCourse(before).hash);
    expect(compareCourses(before, after), JSON.stringify(after)).not.toEqual([]);
  }
});

/** A course with everything that came later than the first versions that databases hold. */
function fullCourse(): Course {
  const full = course();
  const [lesson] = full.lessons;
  if (lesson === undefined) throw new Error('the sample has two lessons');
  const second = {
    text: 'Och sedan?',
    options: [{ id: 'c', text: 'Tre', correct: true, feedback: 'Ja' }],
  };
  lesson.text.sv.question = { ...lesson.text.sv.question, type: 'scenario', second };
  lesson.variants = { care: { sv: words('sv', 'care'), en: words('en', 'care') } };
  Object.assign(lesson, { workplace: 'office', checked: '2026-11-20' });
  Object.assign(lesson, { contacts: ['line'], laws: ['sol-19-1'] });
  full.baseline = [{ key: 'sure', kind: 'confidence', text: { sv: 'Jag', en: 'I' } }];
  return full;
}

test('what versions of today have beside the text is told as well, also when it is new or gone', () => {
  for (const after of mutations(fullCourse(), (changed) => changed as Course)) {
    expect(compareCourses(fullCourse(), after), JSON.stringify(after)).not.toEqual([]);
  }
  const said = compareCourses(course(), fullCourse()).map((change) => change.en);
  expect(said).toEqual([
    'The questions before and after changed',
    'Lesson 1: checked ”” → ”2026-11-20”',
    'Lesson 1: contacts ”” → ”line”',
    'Lesson 1: laws ”” → ”sol-19-1”',
    'Lesson 1: workplace ”” → ”office”',
    'Lesson 1, Swedish: question type single → scenario',
    'Lesson 1, Swedish: second step ”” → ”Och sedan?”',
    'Lesson 1, Swedish: options ”” → ”c”',
    'Lesson 1, Swedish: CORRECT OPTION ”” → ”c”',
    'Lesson 1: the variant care is new',
  ]);
  expect(compareCourses(fullCourse(), course())).toHaveLength(said.length);
});

test('changes are told by lesson and language, in words of both languages', () => {
  const after = course();
  const [first, second] = after.lessons;
  if (!first || !second) throw new Error('the sample has two lessons');
  first.text.sv.subject = 'Nytt ämne';
  second.text.en.body = 'New text.';
  expect(compareCourses(course(), after)).toEqual([
    {
      lesson: 'one',
      language: 'sv',
      sv: 'Lektion 1, svenska: ämnesrad ”Ämne one sv” → ”Nytt ämne”',
      en: 'Lesson 1, Swedish: subject ”Ämne one sv” → ”Nytt ämne”',
    },
    {
      lesson: 'two',
      language: 'en',
      sv: 'Lektion 2, engelska: ny lektionstext',
      en: 'Lesson 2, English: new body',
    },
  ]);
});

test('lessons that are added, removed or moved are recognised by slug', () => {
  const after = course();
  after.lessons = after.lessons
    .slice(1)
    .map((lesson) => ({ ...lesson, number: 1 }))
    .concat({
      number: 2,
      slug: 'three',
      text: { sv: words('sv', 'three'), en: words('en', 'three') },
      sources: [],
    });
  expect(compareCourses(course(), after).map((change) => change.en)).toEqual([
    'two moves: 2 → 1',
    'Lesson 2 is new: three',
    'Lesson 1, one, is removed',
  ]);
});
