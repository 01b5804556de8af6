import { expect, test } from 'vitest';
import { nobody } from '../../../src/statistics/figures.ts';
import { type AnswerCounts, insightOf } from '../../../src/statistics/insight.ts';
import { growTree, type Node } from '../../../src/statistics/shown-tree.ts';
import { tinyCourse } from '../../support/fixture.ts';

const parents = new Map<number, number | null>([
  [1, null],
  [2, null],
  [11, 1],
  [12, 1],
]);
const people = new Map([2, 11, 12].map((id) => [id, { ...nobody, invited: 30 }]));
const { root } = growTree(parents, people);
const open: (node: Node) => boolean = () => true;

function answers(place: number, right: number, wrong: number, question = 'fraga-1'): AnswerCounts {
  const wrongOptions = new Map([
    ['a', Math.floor(wrong / 3)],
    ['c', wrong - Math.floor(wrong / 3)],
  ]);
  return { question, place, answers: right + wrong, right, wrongOptions };
}

function told(counts: readonly AnswerCounts[], isOpen = open) {
  return Object.fromEntries(
    insightOf(tinyCourse(), root, isOpen, counts, 5).map(({ department, questions }) => [
      department ?? 'all',
      questions.filter(({ question }) => question === 'fraga-1').map((one) => one.rightPercent)[0],
    ]),
  );
}

test('shares of the organisation and its departments, and the wrong option chosen most', () => {
  const counts = [answers(2, 15, 15), answers(11, 20, 10), answers(12, 24, 6)];
  expect(told(counts)).toEqual({ all: 66, 1: 73, 2: 50, 11: 67, 12: 80 });
  const [all] = insightOf(tinyCourse(), root, open, counts, 5);
  expect(all?.questions[0]).toEqual({
    question: 'fraga-1',
    lesson: 1,
    rightPercent: 66,
    wrongOption: 'c',
    wrongPercent: 23,
  });
  expect(all?.questions[1]).toMatchObject({ rightPercent: null, wrongOption: null });
});

test('rule 11: a group with few answers, or 0 or 100 % right, takes those beside it with it', () => {
  const rest = [answers(2, 15, 15), answers(11, 20, 10)];
  expect(told([...rest, answers(12, 10, 9)])).toEqual({ all: 57, 1: 61, 2: 50 });
  expect(told([...rest, answers(12, 30, 0)])).toEqual({ all: 72, 1: 83, 2: 50 });
  expect(told([...rest, answers(12, 0, 30)])).toEqual({ all: 39, 1: 33, 2: 50 });
  expect(told([answers(2, 5, 4), answers(11, 20, 10)])).toEqual({ all: 64 });
});

test('rule 11: nothing is told below a row with a hidden part', () => {
  const counts = [answers(2, 15, 15), answers(11, 20, 10), answers(12, 24, 6)];
  expect(told(counts, ({ id }) => id !== 1)).toEqual({ all: 66, 1: 73, 2: 50 });
  expect(told(counts, ({ id }) => id !== null)).toEqual({ all: 66 });
});

test('an option that fewer than k chose is not named, and stance is left out', () => {
  const few = answers(2, 40, 5);
  const [all] = insightOf(tinyCourse(), root, open, [few], 5);
  expect(all?.questions[0]).toMatchObject({ rightPercent: 89, wrongOption: null });
  const course = tinyCourse();
  for (const { text } of course.lessons) text.sv.question.type = 'stance';
  expect(insightOf(course, root, open, [few], 5)).toEqual([]);
});
