import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arm, isDue, pickRepetition } from '../../../src/spacing/arm.ts';
import { parseArm } from '../../../src/spacing/arm-names.ts';
import { dayText, epochDay, firstReview, type Review } from '../../../src/spacing/review.ts';
import '../../support/fast-check.ts';

const start = epochDay('2026-08-31');

function arm(name: string): Arm {
  const read = parseArm(name, 'simulate');
  if ('problem' in read) throw new Error(read.problem);
  return read.arm;
}

type Reply = 'r' | 'w' | '-';

/**
 * A whole history: the lesson's reply and then one reply a repetition, each sent on its due
 * day and answered at once. Gives the days since the lesson on which repetitions went out.
 */
function history(of: Arm, replies: string, length: number | null = 210) {
  const endDay = length === null ? null : start + length;
  const [lesson, ...rest] = [...replies] as Reply[];
  let review = of.start(lesson === 'r', { day: start, endDay });
  const days: number[] = [];
  for (const reply of rest) {
    if (review.dueOn === null || (endDay !== null && review.dueOn > endDay)) break;
    const at = { day: review.dueOn, endDay };
    days.push(at.day - start);
    review = of.afterSent(review, at);
    if (reply !== '-') review = of.afterAnswer(review, reply === 'r', at);
  }
  return { days, review };
}

describe('golden histories', () => {
  test.each([
    // even:N: N more at equal gaps over what is left, one more for each wrong answer.
    ['even:1', 'rrr', [140]],
    ['even:2', 'rrrr', [84, 168]],
    ['even:4', 'rrrrrr', [46, 92, 139, 186]],
    ['even:2', 'wrrrr', [60, 120, 180]],
    ['even:2', 'rwrrr', [84, 134, 184]],
    ['even:2', 'r----', [84, 168]],
    ['even:1', 'wwwwww', [84, 134, 164, 182, 193]],
    // 12-24: wrong after 12, right after 24, retired after two right in a row.
    ['12-24', 'rr', [24]],
    ['12-24', 'wrr', [12, 36]],
    ['12-24', 'rwrr', [24, 36, 60]],
    ['12-24', 'wwwrr', [12, 24, 36, 60]],
    ['12-24', 'r----', [24, 48, 72]],
    ['12-24', 'r-r', [24, 48]],
    ['none', 'rrrr', []],
    ['none', 'wrrr', []],
    ['memory:80', 'rrr', [8, 83]],
    ['memory:80', 'wrr', [7, 18]],
  ])('%s, answers %s', (name, replies, days) => {
    expect(history(arm(name), replies).days).toEqual(days);
  });

  test('gain:2 asks when FSRS-6 expects most of it, which may be late', () => {
    expect(history(arm('gain:2'), 'rrrr').days).toEqual([35, 112]);
    expect(history(arm('gain:2'), 'wrrr').days).toEqual([105, 140, 175]);
  });

  test('a rolling campaign has an end of its own for each question', () => {
    expect(history(arm('even:2'), 'rrrr', null).days).toEqual([72, 144]);
  });

  test('12-24 is retired at two right in a row, and a late answer wakes a resting question', () => {
    expect(history(arm('12-24'), 'rr').review).toMatchObject({ retired: true, dueOn: null });
    const resting = history(arm('12-24'), 'r---').review;
    expect(resting).toMatchObject({ retired: false, dueOn: null, asked: 3, unanswered: 3 });
    const woken = arm('12-24').afterAnswer(resting, false, { day: start + 80, endDay: null });
    expect(woken.dueOn).toBe(start + 92);
  });
});

const anyArm = fc
  .oneof(
    fc.integer({ min: 1, max: 8 }).map((n) => `even:${n}`),
    fc.constant('12-24'),
  )
  .map(arm);
const anyReplies = fc
  .array(fc.constantFrom<Reply>('r', 'w', '-'), { minLength: 0, maxLength: 12 })
  .chain((rest) => fc.constantFrom<Reply>('r', 'w').map((first) => [first, ...rest].join('')));

/** Repetitions still to come if every one is answered right, without an end in sight. */
function toCome(of: Arm, review: Review, endDay: number | null, day: number): number {
  let [state, count] = [review, 0];
  while (state.dueOn !== null && count < 60) {
    const at = { day: Math.max(day, state.dueOn), endDay };
    state = of.afterAnswer(of.afterSent(state, at), true, at);
    count++;
  }
  return count;
}

describe('rules of every arm', () => {
  test('a wrong answer earns at least one more repetition than a right one', () => {
    fc.assert(
      fc.property(anyArm, anyReplies, (of, replies) => {
        const { review } = history(of, replies, 3_000);
        fc.pre(review.dueOn !== null);
        const at = { day: review.dueOn ?? 0, endDay: start + 6_000 };
        const sentReview = of.afterSent(review, at);
        const left = (right: boolean) =>
          toCome(of, of.afterAnswer(sentReview, right, at), at.endDay, at.day);
        expect(left(false)).toBeGreaterThan(left(true));
      }),
    );
  });

  test('nothing is retired after a single right answer', () => {
    fc.assert(
      fc.property(anyArm, anyReplies, (of, replies) => {
        const { review } = history(of, replies);
        if (review.retired) expect(review.rightInRow).toBeGreaterThanOrEqual(2);
        expect(of.start(true, { day: start, endDay: start + 210 }).dueOn).not.toBeNull();
      }),
    );
  });

  test('repetitions keep their distance, end with the campaign, and never go on without answers', () => {
    fc.assert(
      fc.property(anyArm, anyReplies, fc.integer({ min: 1, max: 400 }), (of, replies, length) => {
        const { days } = history(of, replies, length);
        for (const [index, day] of days.entries()) {
          expect(day - (days[index - 1] ?? 0)).toBeGreaterThanOrEqual(7);
          expect(day).toBeLessThanOrEqual(length);
        }
        expect(history(of, `r${'-'.repeat(40)}`, 4_000).days.length).toBeLessThanOrEqual(9);
      }),
    );
  });

  test('a review survives being stored as JSON', () => {
    fc.assert(
      fc.property(anyArm, anyReplies, (of, replies) => {
        const { review } = history(of, replies);
        const stored = JSON.parse(JSON.stringify(review)) as Review;
        expect(stored).toEqual(review);
        const at = { day: start + 300, endDay: start + 400 };
        expect(of.afterAnswer(stored, true, at)).toEqual(of.afterAnswer(review, true, at));
      }),
    );
  });
});

describe('pickRepetition', () => {
  const due = (dueOn: number | null): Review => ({ ...firstReview(true, start), dueOn });
  const at = { day: start + 30, endDay: start + 210 };

  test('takes one question, the one longest due, and leaves the rest', () => {
    const reviews = [due(start + 29), undefined, due(start + 20), due(null), due(start + 31)];
    expect(pickRepetition(arm('even:2'), reviews, at)).toBe(2);
  });

  test('even:N lets the question go first that has come back least often', () => {
    const asked = (times: number, dueOn: number) => ({ ...due(start + dueOn), asked: times });
    expect(pickRepetition(arm('even:2'), [asked(1, 5), asked(0, 29), asked(0, 28)], at)).toBe(2);
    expect(pickRepetition(arm('12-24'), [asked(1, 5), asked(0, 29), asked(0, 28)], at)).toBe(0);
  });

  test('even:N does not count repetitions without an answer in the queue', () => {
    const silent = { ...due(start + 5), asked: 2, unanswered: 2 };
    const answeredOnce = { ...due(start + 5), asked: 1 };
    expect(pickRepetition(arm('even:2'), [answeredOnce, silent], at)).toBe(1);
    expect(pickRepetition(arm('even:2'), [answeredOnce, silent, due(start + 4)], at)).toBe(2);
  });

  test('takes nothing that is not due, and nothing after the end', () => {
    expect(pickRepetition(arm('even:2'), [due(start + 31), due(null)], at)).toBeUndefined();
    expect(isDue(due(start + 5), { day: start + 211, endDay: start + 210 })).toBe(false);
    expect(isDue(due(start + 5), { day: start + 2_110, endDay: null })).toBe(true);
  });

  test('gain:N takes the question that is expected to gain most', () => {
    const of = arm('gain:2');
    const reviews = [of.start(true, { ...at, day: start }), of.start(false, { ...at, day: start })];
    const later = { ...at, day: start + 100 };
    const gains = reviews.map((review) => of.urgency(review, later));
    expect(pickRepetition(of, reviews, later)).toBe(gains.indexOf(Math.max(...gains)));
  });
});

describe('parseArm', () => {
  test.each(['none', '12-24', 'even:1', 'even:20', 'gain:2', 'memory:80'])('knows %s', (name) => {
    expect(arm(name).name).toBe(name);
  });

  test.each([
    ['even', 'Choose one of'],
    ['even:0', 'from 1 to 20'],
    ['even:21', 'from 1 to 20'],
    ['Even:2', 'Choose one of'],
    ['12-25', 'Choose one of'],
    ['toString:3', 'Choose one of'],
    ['memory:80', 'simulate only'],
    ['gain:2', 'simulate only'],
  ])('explains %s', (name, why) => {
    expect(parseArm(name)).toMatchObject({ problem: expect.stringContaining(why) });
  });
});

test('days go to numbers and back', () => {
  expect(epochDay('1970-01-01')).toBe(0);
  expect(dayText(epochDay('2028-02-29'))).toBe('2028-02-29');
});
