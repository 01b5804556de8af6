import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nobody } from '../../../src/statistics/figures.ts';
import type { AnswerCounts } from '../../../src/statistics/insight.ts';
import {
  hasRoom,
  type ToldQuestion,
  tellInBatches,
} from '../../../src/statistics/insight-batches.ts';
import { growTree, type Node } from '../../../src/statistics/shown-tree.ts';
import { tinyCourse } from '../../support/fixture.ts';
import '../../support/fast-check.ts';

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
    tellInBatches(tinyCourse(), root, isOpen, counts, 5, []).insight.map(
      ({ department, questions }) => [
        department ?? 'all',
        questions
          .filter(({ question }) => question === 'fraga-1')
          .map((one) => one.rightPercent)[0],
      ],
    ),
  );
}

test('shares of the organisation and its departments, and the wrong option chosen most', () => {
  const counts = [answers(2, 15, 15), answers(11, 20, 10), answers(12, 24, 6)];
  expect(told(counts)).toEqual({ all: 66, 1: 73, 2: 50, 11: 67, 12: 80 });
  const { insight } = tellInBatches(tinyCourse(), root, open, counts, 5, []);
  const [all] = insight;
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
  const [all] = tellInBatches(tinyCourse(), root, open, [few], 5, []).insight;
  expect(all?.questions[0]).toMatchObject({ rightPercent: 89, wrongOption: null });
  const course = tinyCourse();
  for (const { text } of course.lessons) text.sv.question.type = 'stance';
  expect(tellInBatches(course, root, open, [few], 5, []).insight).toEqual([]);
});

describe('from one day to the next', () => {
  type Day = [place: number, right: number, wrong: number][];
  /** What is told on each of these days. */
  function season(days: readonly Day[], isOpen = open) {
    let before: ToldQuestion[] = [];
    return days.map((day) => {
      const counts = day.map(([place, right, wrong]) => answers(place, right, wrong));
      const { insight, told } = tellInBatches(tinyCourse(), root, isOpen, counts, 5, before);
      before = told;
      const at = (place: number | null) =>
        insight
          .find(({ department }) => department === place)
          ?.questions.find(({ question }) => question === 'fraga-1')?.rightPercent;
      return [at(null), at(1), at(11), at(12), at(2)];
    });
  }
  const first: Day = [
    [2, 15, 15],
    [11, 20, 10],
    [12, 24, 6],
  ];
  const told = [66, 73, 67, 80, 50];

  test('rule 11: fewer than k new answers of a place are not told, nor one that was erased', () => {
    const [, one, less, four, five] = season([
      first,
      [
        [2, 15, 15],
        [11, 20, 11],
        [12, 24, 6],
      ],
      [
        [2, 15, 15],
        [11, 20, 9],
        [12, 24, 6],
      ],
      [
        [2, 15, 19],
        [11, 20, 14],
        [12, 24, 10],
      ],
      [
        [2, 15, 19],
        [11, 20, 15],
        [12, 24, 10],
      ],
    ]);
    expect([one, less, four]).toEqual([told, told, told]);
    expect(five).toEqual([62, 68, 57, 80, 50]);
  });

  test('rule 11: answers that move and come at once do not cancel out to a single one', () => {
    // Six go from 12 to 2 with their answers, and one more is given in 2.
    const moved: Day = [
      [2, 21, 16],
      [11, 20, 10],
      [12, 18, 6],
    ];
    expect(season([first, moved])[1]).toEqual(told);
    const later: Day = [
      [2, 24, 18],
      [11, 20, 10],
      [12, 18, 6],
    ];
    expect(season([first, moved, later])[2]).not.toEqual(told);
  });

  test('departments below which nothing is told count their answers together', () => {
    const closed = (node: Node) => node.id !== 1;
    const small: Day = [
      [2, 15, 15],
      [11, 21, 11],
      [12, 25, 8],
    ];
    expect(season([first, small], closed)[1]).toEqual([64, 71, undefined, undefined, 50]);
    expect(season([first, small])[1]).toEqual(told);
  });

  test('rule 11: of nothing told on any days a sum of 1 to k - 1 answers can be computed', () => {
    const day = fc.tuple(...[2, 11, 12].map(() => fc.tuple(fc.nat(4), fc.nat(4), fc.nat(9))));
    fc.assert(
      fc.property(fc.array(day, { minLength: 3, maxLength: 12 }), (days) => {
        let before: ToldQuestion[] = [];
        const real = new Map([2, 11, 12].map((id) => [id, [15, 15]]));
        const seen = new Map<string, number>();
        for (const more of days) {
          for (const [index, id] of [2, 11, 12].entries()) {
            const [right = 0, wrong = 0, erased = 0] = more[index] ?? [];
            const known = real.get(id) ?? [0, 0];
            // Now and then somebody is erased instead.
            const by = erased === 9 ? [-1, 0] : [right, wrong];
            real.set(id, [(known[0] ?? 0) + (by[0] ?? 0), (known[1] ?? 0) + (by[1] ?? 0)]);
          }
          const counts = [...real].map(([id, [right = 0, wrong = 0]]) => answers(id, right, wrong));
          before = tellInBatches(tinyCourse(), root, open, counts, 5, before).told;
          const sums = before.find(({ question }) => question === 'fraga-1')?.sums ?? [];
          for (const [group, count] of sums) {
            const change = Math.abs(count - (seen.get(group) ?? count));
            expect(change === 0 || change >= 5).toBe(true);
            seen.set(group, count);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('rows below are told only where each of them is large enough', () => {
    const one = root.children.find(({ id }) => id === 1);
    if (one === undefined) throw new Error('1');
    const room = (own: number, ...below: [number, number]) =>
      hasRoom(
        one,
        new Map([
          [1, own + below[0] + below[1]],
          [11, below[0]],
          [12, below[1]],
        ]),
      );
    expect([room(0, 20, 30), room(0, 19, 30), room(3, 20, 30)]).toEqual([true, false, false]);
  });
});
