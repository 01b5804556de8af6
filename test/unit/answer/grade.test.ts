import { describe, expect, test } from 'vitest';
import { explainAnswer, feedbackOn, gradeAnswer } from '../../../src/answer/grade.ts';
import { idsOfStep } from '../../../src/answer/steps.ts';
import type { Question } from '../../../src/course/course.ts';
import { typedCourse } from '../../support/typed-course.ts';

const question: Question = {
  key: 'k',
  type: 'single',
  text: 'Vad gör du?',
  options: [
    { id: 'a', text: 'A', correct: false, feedback: 'Nej.' },
    { id: 'b', text: 'B', correct: true, feedback: 'Ja.' },
  ],
};

describe('gradeAnswer', () => {
  test('grades the one option that was chosen', () => {
    expect(gradeAnswer(question, ['b']).correct).toBe(true);
    const wrong = gradeAnswer(question, ['a']);
    expect(wrong.correct).toBe(false);
    expect(wrong.chosen.map((option) => option.id)).toEqual(['a']);
    expect(wrong.right.map((option) => option.id)).toEqual(['b']);
  });

  test('takes the same option twice for one choice', () => {
    expect(gradeAnswer(question, ['b', 'b']).correct).toBe(true);
  });

  test('tells an answer without options from one with wrong ones', () => {
    expect(() => gradeAnswer(question, [])).toThrow(
      expect.objectContaining({ code: 'OPTIONS_MISSING' }),
    );
  });

  test.each([[['x']], [['a', 'b']], [['b', 'x']], [['B']]])('refuses %j', (ids) => {
    expect(() => gradeAnswer(question, ids)).toThrow(
      expect.objectContaining({ code: 'OPTION_UNKNOWN' }),
    );
  });
});

test('explains a stored answer although a later version dropped its option', () => {
  const { chosen, right } = explainAnswer(question.options, ['z']);
  expect(chosen).toEqual([]);
  expect(right.map((option) => option.id)).toEqual(['b']);
});

test('gives the feedback of the chosen and of the right option', () => {
  expect(feedbackOn(question, ['a'])).toEqual({
    rightOptions: ['b'],
    feedback: 'Nej.',
    rightFeedback: 'Ja.',
    explained: [
      { option: 'a', chosen: true, correct: false, feedback: 'Nej.' },
      { option: 'b', chosen: false, correct: true, feedback: 'Ja.' },
    ],
  });
});

const [, several, scenario, stance] = typedCourse.lessons.map(({ text }) => text.sv.question);

test('of several right options all are needed and no other', () => {
  if (several === undefined) throw new RangeError();
  const correct = (...ids: string[]) => gradeAnswer(several, ids).correct;
  expect(correct('a', 'c')).toBe(true);
  expect(correct('c', 'a', 'c')).toBe(true);
  for (const ids of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['b', 'd'], ['a', 'b', 'c', 'd']])
    expect(correct(...ids)).toBe(false);
  expect(() => correct('a', 'x')).toThrow(expect.objectContaining({ code: 'OPTION_UNKNOWN' }));
  expect(feedbackOn(several, ['a']).explained).toHaveLength(4);
});

test('the steps of a scenario are graded each by its own options', () => {
  if (scenario === undefined) throw new RangeError();
  expect(gradeAnswer(scenario, ['b'], 1).correct).toBe(true);
  expect(gradeAnswer(scenario, ['e'], 2).correct).toBe(true);
  expect(gradeAnswer(scenario, ['d'], 2).correct).toBe(false);
  for (const [id, step] of [
    ['e', 1],
    ['b', 2],
    ['b', 3],
  ] as const)
    expect(() => gradeAnswer(scenario, [id], step)).toThrow(
      expect.objectContaining({ code: 'OPTION_UNKNOWN' }),
    );
  expect(idsOfStep(scenario, 1, ['b', 'e'])).toEqual(['b']);
  expect(idsOfStep(scenario, 2, ['b', 'e'])).toEqual(['e']);
});

test('a stance is not graded and may be left without a choice', () => {
  if (stance === undefined) throw new RangeError();
  expect(gradeAnswer(stance, [])).toEqual({ correct: null, chosen: [], right: [] });
  expect(gradeAnswer(stance, ['c'])).toMatchObject({ correct: null, chosen: [{ id: 'c' }] });
  expect(() => gradeAnswer(stance, ['a', 'b'])).toThrow(
    expect.objectContaining({ code: 'OPTION_UNKNOWN' }),
  );
  expect(feedbackOn(stance, ['c'])).toMatchObject({ feedback: 'Därför c.', rightOptions: [] });
});
