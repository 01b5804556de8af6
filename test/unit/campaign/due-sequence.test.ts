import { describe, expect, test } from 'vitest';
import {
  play,
  type Reaction,
  type SimulatedCampaign,
  type SimulatedPerson,
} from '../../support/due-simulation.ts';
import { officeCalendar } from '../../support/windows.ts';

/** Every 14 days from Monday 31 August 2026 to the last Friday before Christmas. */
function course(
  given: Partial<SimulatedCampaign> & { everyDays?: number } = {},
): SimulatedCampaign {
  const { everyDays = 14, ...rest } = given;
  const cadence = { kind: 'every', days: everyDays, until: '2026-12-18' } as const;
  const start = '2026-08-31';
  return { cadence, arm: 'none', lessons: 4, start, calendar: officeCalendar, ...rest };
}

type History = Partial<SimulatedPerson> & {
  outages?: { from: string; until: string }[];
  until?: string;
};

/** All mails of one person, as they come, one line each. */
function sequence(campaigns: SimulatedCampaign[], history: History = {}): string[] {
  const { outages = [], until = '2027-01-05', ...given } = history;
  const person = { employeeId: 17, react: () => right, ...given };
  const { mails } = play({ campaigns, person, outages, from: '2026-08-30', until });
  return mails.map((mail) => {
    const of = campaigns.length > 1 ? ` ${'ABC'[mail.campaign - 1]}` : '';
    const what = mail.kind === 'repetition' ? '' : ` ${mail.lesson}`;
    const again = mail.kind === 'reminder' ? undefined : mail.repetition;
    const question = again === undefined ? '' : ` + question ${again.lesson}, round ${again.round}`;
    return `${mail.day}${of} ${mail.kind}${what}${question}`;
  });
}

const right: Reaction = { correct: true, afterDays: 0 };
const never = (): Reaction => undefined;
const wrongAtLesson2 = (_campaign: number, lesson: number, round: number): Reaction => ({
  correct: !(lesson === 2 && round === 1),
  afterDays: 1,
});

describe('repetition', () => {
  test('weekly with even:1: each question once more, the one that was wrong twice', () => {
    const campaign = course({ everyDays: 7, arm: 'even:1' });
    expect(sequence([campaign], { react: wrongAtLesson2 })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 lesson 2',
      '2026-09-14 lesson 3',
      '2026-09-21 lesson 4',
      '2026-10-19 repetition + question 2, round 2',
      '2026-11-12 repetition + question 1, round 2',
      '2026-11-17 repetition + question 3, round 2',
      '2026-11-23 repetition + question 4, round 2',
      '2026-11-30 repetition + question 2, round 3',
    ]);
  });

  test('fortnightly with 12-24: wrong after 12 days, right after 24, over after two right in a row; the oldest rides with a lesson', () => {
    const campaign = course({ arm: '12-24' });
    expect(sequence([campaign], { react: wrongAtLesson2 })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-14 lesson 2',
      '2026-09-28 lesson 3 + question 1, round 2',
      '2026-10-05 repetition + question 2, round 2',
      '2026-10-12 lesson 4',
      '2026-10-23 repetition + question 3, round 2',
      '2026-10-30 repetition + question 2, round 3',
      '2026-11-06 repetition + question 4, round 2',
    ]);
  });

  test('12-24: what is not answered comes three times, then rests', () => {
    const onlyLessons = (_campaign: number, _lesson: number, round: number) =>
      round === 1 ? right : undefined;
    const campaign = course({ arm: '12-24', lessons: 1 });
    expect(sequence([campaign], { react: onlyLessons })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-24 repetition + question 1, round 2',
      '2026-10-19 repetition + question 1, round 3',
      '2026-11-12 repetition + question 1, round 4',
    ]);
  });

  test('what was never answered is not repeated', () => {
    const campaign = course({ arm: 'even:8', lessons: 1 });
    expect(sequence([campaign], { react: never })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 reminder 1',
      '2026-09-14 reminder 1',
    ]);
  });
});

describe('rule 7: reminders', () => {
  test('fortnightly: one fits between two lessons, two after the last', () => {
    expect(sequence([course({ lessons: 2 })], { react: never })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 reminder 1',
      '2026-09-14 lesson 2',
      '2026-09-21 reminder 2',
      '2026-09-28 reminder 2',
    ]);
  });

  test('an answer between the two stops the second', () => {
    const late = (): Reaction => ({ correct: true, afterDays: 8 });
    expect(sequence([course({ everyDays: 28, lessons: 2 })], { react: late })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 reminder 1',
      '2026-09-28 lesson 2',
      '2026-10-05 reminder 2',
    ]);
  });
});

describe('who comes late', () => {
  test('starts at lesson 1 with gaps that are equally shorter, to the last day', () => {
    expect(sequence([course({ lessons: 6 })], { joins: '2026-10-28' })).toEqual([
      '2026-10-28 lesson 1',
      '2026-11-09 lesson 2',
      '2026-11-17 lesson 3',
      '2026-11-30 lesson 4',
      '2026-12-08 lesson 5',
      '2026-12-18 lesson 6',
    ]);
  });

  test('gets as many as the caps allow where there is no time for all', () => {
    expect(sequence([course({ lessons: 6 })], { joins: '2026-11-25' })).toEqual([
      '2026-11-25 lesson 1',
      '2026-12-03 lesson 2',
      '2026-12-10 lesson 3',
      '2026-12-18 lesson 4',
    ]);
  });

  test('rolling: at the own pace from the joining day on, repetition over half a year', () => {
    const campaign = course({ cadence: { kind: 'rolling', days: 14 }, lessons: 3, arm: 'even:1' });
    expect(sequence([campaign], { joins: '2026-09-16', until: '2027-07-01' })).toEqual([
      '2026-09-16 lesson 1',
      '2026-09-30 lesson 2',
      '2026-10-14 lesson 3',
      '2027-01-14 repetition + question 1, round 2',
      '2027-01-28 repetition + question 2, round 2',
      '2027-02-11 repetition + question 3, round 2',
    ]);
  });
});

describe('holds and leaving', () => {
  test.each([
    ['with an end', false],
    ['open until it is over', true],
  ])('rule 7: six weeks off, %s: one lesson on return, the others a whole gap apart', (_, open) => {
    const hold = { from: '2026-09-10', until: '2026-10-21', open };
    expect(sequence([course({ lessons: 5, arm: 'even:1' })], { hold })).toEqual([
      '2026-08-31 lesson 1',
      '2026-10-22 lesson 2',
      '2026-11-05 lesson 3',
      '2026-11-11 repetition + question 1, round 2',
      '2026-11-19 lesson 4',
      '2026-12-03 lesson 5 + question 2, round 2',
      '2026-12-08 repetition + question 3, round 2',
      '2026-12-14 repetition + question 4, round 2',
    ]);
  });

  test('a hold so long that the end presses: gaps equally shorter', () => {
    const hold = { from: '2026-09-10', until: '2026-11-15', open: false };
    expect(sequence([course({ lessons: 5 })], { hold })).toEqual([
      '2026-08-31 lesson 1',
      '2026-11-16 lesson 2',
      '2026-11-26 lesson 3',
      '2026-12-07 lesson 4',
      '2026-12-18 lesson 5',
    ]);
  });

  test('who is back on the staff list goes on where they were', () => {
    const gone = { from: '2026-09-10', until: '2026-10-02' };
    expect(sequence([course()], { gone })).toEqual([
      '2026-08-31 lesson 1',
      '2026-10-05 lesson 2',
      '2026-10-19 lesson 3',
      '2026-11-02 lesson 4',
    ]);
  });
});

describe('rule 6: downtime', () => {
  const off = { from: '2026-09-12', until: '2026-09-23' };
  const after = [
    '2026-08-31 lesson 1',
    '2026-09-07 lesson 2',
    '2026-09-24 lesson 3',
    '2026-10-01 lesson 4',
    '2026-10-08 lesson 5',
  ];

  test('after an outage of twelve days a weekly course goes on a week apart', () => {
    const campaign = course({ everyDays: 7, lessons: 5 });
    expect(sequence([campaign], { outages: [off] })).toEqual(after);
  });

  test('after a pause as well', () => {
    expect(sequence([course({ everyDays: 7, lessons: 5, paused: off })])).toEqual(after);
  });

  test('two days off move one lesson, and the next is on its own day', () => {
    const outages = [{ from: '2026-09-12', until: '2026-09-15' }];
    expect(sequence([course({ lessons: 3 })], { outages })).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-16 lesson 2',
      '2026-09-28 lesson 3',
    ]);
  });
});

describe('campaigns that compete', () => {
  const weekly = course({ everyDays: 7, lessons: 3 });

  test('two weekly courses: two days in a row, and each keeps its day', () => {
    expect(sequence([weekly, weekly])).toEqual([
      '2026-08-31 A lesson 1',
      '2026-09-01 B lesson 1',
      '2026-09-07 A lesson 2',
      '2026-09-08 B lesson 2',
      '2026-09-14 A lesson 3',
      '2026-09-15 B lesson 3',
    ]);
  });

  test('three weekly courses and two mails a week: the oldest first, nobody is left behind', () => {
    expect(sequence([weekly, weekly, weekly])).toEqual([
      '2026-08-31 A lesson 1',
      '2026-09-01 B lesson 1',
      '2026-09-07 C lesson 1',
      '2026-09-08 A lesson 2',
      '2026-09-14 B lesson 2',
      '2026-09-15 A lesson 3',
      '2026-09-21 C lesson 2',
      '2026-09-22 B lesson 3',
      '2026-09-28 C lesson 3',
    ]);
  });

  test('a lesson of one goes before a reminder of the other', () => {
    const other = course({ start: '2026-09-07', lessons: 1 });
    expect(sequence([course({ lessons: 1 }), other], { react: never })).toEqual([
      '2026-08-31 A lesson 1',
      '2026-09-07 B lesson 1',
      '2026-09-08 A reminder 1',
      '2026-09-14 A reminder 1',
      '2026-09-15 B reminder 1',
      '2026-09-21 B reminder 1',
    ]);
  });
});
