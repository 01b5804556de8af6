import { describe, expect, test } from 'vitest';
import { placesOf } from '../../../src/campaign/workplace.ts';
import { lessonIn, scenariosFrom, variantKeys } from '../../../src/delivery/scenario.ts';
import { baselineCourse } from '../../support/baseline-course.ts';

const [lesson] = baselineCourse().lessons;
if (lesson === undefined) throw new Error('The course has no lesson.');

const departments = [
  { id: 1, code: 'A', parentId: null, workplace: 'care' },
  { id: 2, code: 'A1', parentId: 1, workplace: null },
  { id: 3, code: 'A2', parentId: 1, workplace: 'school' },
  { id: 4, code: 'B', parentId: null, workplace: null },
  { id: 5, code: 'B1', parentId: 4, workplace: 'care' },
  { id: 6, code: 'C', parentId: 7, workplace: null },
  { id: 7, code: 'C1', parentId: 6, workplace: null },
] as const;

describe('scenarios', () => {
  const scenarioOf = scenariosFrom(placesOf(departments, 'school'));

  test.each([
    ['its own workplace', 1, 'care'],
    ['that of the department above', 2, 'care'],
    ['its own before that above', 3, 'school'],
    ['the variant of the department itself', 4, 'department:B'],
    ['the variant of a department above before its own workplace', 5, 'department:B'],
    ['the default, also in a circle', 6, 'school'],
    ['the default without a department', null, 'school'],
    ['the default in a department nobody knows', 99, 'school'],
  ])('somebody reads %s', (_, department, variant) => {
    expect(scenarioOf(lesson, department)).toBe(variant);
  });

  test('the lesson itself plays in the office, and without places it is told as it is', () => {
    expect(scenariosFrom(placesOf(departments, 'office'))(lesson, null)).toBeNull();
    expect(scenariosFrom(undefined)(lesson, 1)).toBeNull();
  });

  test('a variant that a lesson does not have is its own text', () => {
    expect(lessonIn(lesson, 'technical')).toBe(lesson);
    expect(lessonIn(lesson, null)).toBe(lesson);
    expect(lessonIn(lesson, 'care').text.sv.title).toMatch(/, vård$/);
    expect(lessonIn(lesson, 'care').text.en.question).toEqual(lesson.text.en.question);
    expect(variantKeys(lesson)).toEqual(['care', 'department:B', 'school']);
  });
});
