import { describe, expect, test } from 'vitest';
import { explainAnswer, feedbackOn, gradeAnswer } from '../../../src/answer/grade.ts';
import type { Question } from '../../../src/course/course.ts';

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

  test.each([[[]], [['x']], [['a', 'b']], [['b', 'x']], [['B']]])('refuses %j', (ids) => {
    expect(() => gradeAnswer(question, ids)).toThrow(
      expect.objectContaining({ code: 'OPTION_UNKNOWN' }),
    );
  });
});

test('explains a stored answer although a later version dropped its option', () => {
  const { chosen, right } = explainAnswer(question, ['z']);
  expect(chosen).toEqual([]);
  expect(right.map((option) => option.id)).toEqual(['b']);
});

test('gives the feedback of the chosen and of the right option', () => {
  expect(feedbackOn(question, ['a'])).toEqual({
    rightOptions: ['b'],
    feedback: 'Nej.',
    rightFeedback: 'Ja.',
  });
});
