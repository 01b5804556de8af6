import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselinePlanner } from '../../../src/campaign/baseline-planner.ts';
import { armNamed } from '../../../src/campaign/campaign-arm.ts';
import type { DueCampaign } from '../../../src/campaign/due-person.ts';
import {
  type AnswerModel,
  type ForecastMail,
  type ForecastPerson,
  forecast,
} from '../../../src/campaign/forecast.ts';
import type { ForecastEnrolment } from '../../../src/campaign/forecast-step.ts';
import { remindersPerLesson } from '../../../src/campaign/reminder-room.ts';
import { startPlan } from '../../../src/campaign/start-plan.ts';
import { type CappedMail, type Caps, capProblem, defaultCaps } from '../../../src/spacing/caps.ts';
import type { Cadence } from '../../../src/spacing/lesson-days.ts';
import { defaultReminderRule } from '../../../src/spacing/reminder.ts';
import { addDays, type SendingCalendar } from '../../../src/spacing/sending-window.ts';
import { anyArm } from '../../support/any-season.ts';
import { play, type Simulation } from '../../support/due-simulation.ts';
import { officeCalendar } from '../../support/windows.ts';
import '../../support/fast-check.ts';

type Given = {
  cadence: Cadence;
  arm: string;
  lessons: number;
  start: string;
  calendar?: SendingCalendar;
  baseline?: boolean | undefined;
};

const employeeId = 17;
const somebody: ForecastPerson = {
  employeeId,
  hasLeft: false,
  hasAddress: true,
  mayBeMailed: true,
  history: [],
  holds: [],
};

function dueCampaign(given: Given, id: number, caps: Caps): DueCampaign {
  const { cadence, arm, lessons, baseline = false } = given;
  const until = cadence.kind === 'rolling' ? null : cadence.until;
  const plan = baselinePlanner(cadence, caps, baseline);
  const reminders = defaultReminderRule;
  return { id, until, lessons, arm: armNamed(arm), plan, caps, reminders, baseline };
}

/** As somebody stands who has just been enrolled. */
function enrolments(
  campaigns: readonly Given[],
  now: Date,
  caps = defaultCaps,
): ForecastEnrolment[] {
  return campaigns.flatMap((given, index) => {
    const campaign = dueCampaign(given, index + 1, caps);
    const { calendar = officeCalendar, lessons } = given;
    const start = { campaign, plan: campaign.plan, caps, calendarOf: () => calendar };
    const who = { employeeId, departmentId: null };
    const { dueAt, parked: _, ...place } = startPlan(start, who, given.start, now);
    if (dueAt === null) return [];
    const questions = Array.from({ length: lessons }, (_, lesson) => `q${lesson + 1}`);
    const rest = { unanswered: undefined, reviews: [], questions };
    return [{ ...place, ...rest, id: campaign.id, employeeId, campaign, calendar, dueAt }];
  });
}

const now = new Date('2026-08-30T08:00:00Z');
const last = '2027-01-31';
const fortnightly: Given = {
  cadence: { kind: 'every', days: 14, until: '2026-12-18' },
  arm: 'none',
  lessons: 2,
  start: '2026-08-31',
};
const never: AnswerModel = () => undefined;

function lines(mails: readonly ForecastMail[]): string[] {
  return mails.map(({ day, campaign, kind, lesson, repeats }) => {
    const of = campaign === 1 ? '' : ` of ${campaign}`;
    const rider = kind === 'lesson' && repeats !== undefined ? ` + question ${repeats}` : '';
    return `${day} ${kind} ${lesson}${rider}${of}`;
  });
}

/** What one person is going to get, in words. */
function coming(
  campaigns: readonly Given[],
  answer: AnswerModel = never,
  person: Partial<ForecastPerson> = {},
): string[] {
  const own = enrolments(campaigns, now);
  return lines(forecast({ ...somebody, ...person }, own, answer, { now, last }));
}

describe('one person, by hand', () => {
  test('nobody answers: each lesson, one reminder between two, two after the last', () => {
    expect(coming([fortnightly])).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 reminder 1',
      '2026-09-14 lesson 2',
      '2026-09-21 reminder 2',
      '2026-09-28 reminder 2',
    ]);
  });

  test('even:1, lesson 2 wrong: each question comes once more, that one twice', () => {
    const cadence = { kind: 'every', days: 7, until: '2026-12-18' } as const;
    const answer: AnswerModel = ({ lesson, round }) => ({
      correct: !(lesson === 2 && round === 1),
      afterDays: 1,
    });
    expect(coming([{ ...fortnightly, cadence, lessons: 4, arm: 'even:1' }], answer)).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 lesson 2',
      '2026-09-14 lesson 3',
      '2026-09-21 lesson 4',
      '2026-10-19 repetition 2',
      '2026-11-12 repetition 1',
      '2026-11-17 repetition 3',
      '2026-11-23 repetition 4',
      '2026-11-30 repetition 2',
    ]);
  });

  test('a stance never comes back, and stops its reminders all the same', () => {
    const answer: AnswerModel = ({ round }) =>
      round === 1 ? { correct: false, afterDays: 1 } : undefined;
    const [own] = enrolments([{ ...fortnightly, arm: '12-24' }], now);
    if (own === undefined) throw new Error('Not enrolled.');
    const mails = forecast(somebody, [{ ...own, stances: ['q1', 'q2'] }], answer, { now, last });
    expect(lines(mails)).toEqual(['2026-08-31 lesson 1', '2026-09-14 lesson 2']);
  });

  test('an answer wakes an enrolment that had come to its end', () => {
    // Three weeks without a reminder left and with nothing to repeat: parked.
    const answer: AnswerModel = ({ round }) =>
      round === 1 ? { correct: true, afterDays: 30 } : undefined;
    expect(coming([{ ...fortnightly, lessons: 1, arm: '12-24' }], answer)).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 reminder 1',
      '2026-09-14 reminder 1',
      '2026-10-26 repetition 1',
      '2026-11-19 repetition 1',
      '2026-12-14 repetition 1',
    ]);
  });

  test('rule 6: another campaign keeps its week; one mail a day', () => {
    const mails = coming([fortnightly, fortnightly]);
    expect(mails.slice(0, 4)).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-01 lesson 1 of 2',
      '2026-09-07 reminder 1',
      '2026-09-08 reminder 1 of 2',
    ]);
  });

  test('rule 7: nothing on hold, not even one that has not begun; everything after it', () => {
    const holds = [{ from: '2026-09-05', until: '2026-10-02' }];
    expect(coming([fortnightly], never, { holds })).toEqual([
      '2026-08-31 lesson 1',
      '2026-10-05 lesson 2',
      '2026-10-12 reminder 2',
      '2026-10-19 reminder 2',
    ]);
    expect(coming([fortnightly], never, { holds: [{ from: '2026-09-05', until: null }] })).toEqual([
      '2026-08-31 lesson 1',
    ]);
  });

  test('who has left gets nothing', () => {
    expect(coming([fortnightly], never, { hasLeft: true })).toEqual([]);
  });

  test('what fell due before now comes from now on, and a queued lesson counts as sent', () => {
    const later = new Date('2026-09-09T22:00:00Z');
    const [own] = enrolments([fortnightly], now);
    if (own === undefined) throw new Error('Not enrolled.');
    expect(lines(forecast(somebody, [own], never, { now: later, last }))[0]).toBe(
      '2026-09-10 lesson 1',
    );
    const unanswered = {
      asking: 1,
      lesson: 1,
      sentDay: '2026-09-09',
      reminded: [],
      isQueued: true,
    };
    const queued = { ...own, nextLesson: 2, lessonOn: '2026-09-23', unanswered };
    const history = [{ day: '2026-09-09', campaign: 1 }];
    expect(
      lines(forecast({ ...somebody, history }, [queued], never, { now: later, last })).slice(0, 2),
    ).toEqual(['2026-09-14 reminder 1', '2026-09-23 lesson 2']);
  });

  test('the hours of a mail are the part of a night window that it leaves in', () => {
    const night = { ...officeCalendar, from: '22:00', until: '02:00' };
    const [own] = enrolments([{ ...fortnightly, calendar: night }], now);
    if (own === undefined) throw new Error('Not enrolled.');
    const parts = Array.from({ length: 40 }, (_, id) =>
      forecast({ ...somebody, employeeId: id }, [{ ...own, employeeId: id }], never, { now, last }),
    )
      .flat()
      .map(({ hours }) => `${hours.from}-${hours.until}`);
    expect(new Set(parts)).toEqual(new Set(['00:00-02:00', '22:00-24:00']));
  });
});

test('remindersPerLesson: weekly lessons leave room after the last one only', () => {
  const spread = { anchor: '2026-08-31', begin: now, last };
  const of = (days: number) => {
    const cadence = { kind: 'every', days, until: '2026-12-18' } as const;
    const campaign = dueCampaign({ ...fortnightly, cadence, lessons: 3 }, 1, defaultCaps);
    return remindersPerLesson(campaign, () => officeCalendar, spread);
  };
  expect(of(7)).toEqual([0, 0, 2]);
  expect(of(14)).toEqual([1, 1, 2]);
  expect(of(28)).toEqual([2, 2, 2]);
});

/** Summer time all through, so that a day later is at the same time of day. */
const first = '2026-04-01';
const anySeason: fc.Arbitrary<Simulation> = fc
  .record({
    campaigns: fc.array(
      fc.record({
        kind: fc.constantFrom('every', 'spread', 'rolling'),
        days: fc.integer({ min: 1, max: 30 }),
        length: fc.integer({ min: 0, max: 150 }),
        arm: anyArm,
        lessons: fc.integer({ min: 1, max: 8 }),
        baseline: fc.boolean(),
        start: fc.integer({ min: 0, max: 3 }),
        weekdays: fc.constantFrom([1, 2, 3, 4, 5], [2, 4], [1, 2, 3, 4, 5, 6, 7]),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    perWeekPerCampaign: fc.integer({ min: 1, max: 2 }),
    more: fc.integer({ min: 0, max: 2 }),
    spanDays: fc.integer({ min: 1, max: 7 }),
    hold: fc.option(
      fc.record({ from: fc.integer({ min: 0, max: 100 }), days: fc.integer({ min: 0, max: 60 }) }),
      { nil: undefined },
    ),
    seed: fc.integer({ min: 0, max: 1_000 }),
    answers: fc.constantFrom(0, 50, 100),
  })
  .map(({ campaigns, perWeekPerCampaign, more, spanDays, hold, seed, answers }) => ({
    campaigns: campaigns.map(({ kind, days, length, start, weekdays, ...rest }) => {
      const begin = addDays(first, start);
      const until = addDays(begin, length);
      const cadence: Cadence =
        kind === 'rolling'
          ? { kind, days }
          : kind === 'spread'
            ? { kind, until }
            : { kind: 'every', days, until };
      return { ...rest, cadence, start: begin, calendar: { ...officeCalendar, weekdays } };
    }),
    caps: { perDay: 1, perWeekPerCampaign, perWeek: perWeekPerCampaign + more, spanDays },
    person: {
      employeeId,
      ...(hold === undefined
        ? {}
        : {
            hold: {
              from: addDays(first, hold.from),
              until: addDays(first, hold.from + hold.days),
              open: false,
            },
          }),
      react: (campaign: number, lesson: number, round: number) => {
        const chance = (seed * 31 + campaign * 17 + lesson * 7 + round * 13) % 100;
        return chance < answers ? { correct: chance % 3 > 0, afterDays: chance % 9 } : undefined;
      },
    },
    from: first,
    until: addDays(first, 180),
  }));

test('agrees with the tick, mail for mail, over any season; rule 6: never above the caps', () => {
  const seen = { announcement: 0, baseline: 0, lesson: 0, reminder: 0, repetition: 0 };
  fc.assert(
    fc.property(anySeason, (season) => {
      const { person, caps = defaultCaps, until } = season;
      const begin = new Date('2026-03-31T22:00:00Z');
      const holds = person.hold === undefined ? [] : [person.hold];
      const answer: AnswerModel = ({ campaign, lesson, round }) =>
        person.react(campaign, lesson, round);
      const own = enrolments(season.campaigns, begin, caps);
      const mails = forecast({ ...somebody, holds }, own, answer, { now: begin, last: until });
      const played = play(season).mails.map(({ campaign, at, ...mail }) => ({
        at,
        campaign,
        kind: mail.kind,
        lesson: mail.kind === 'repetition' ? mail.repetition.lesson : mail.lesson,
        repeats: mail.kind === 'reminder' ? undefined : mail.repetition?.lesson,
      }));
      expect(mails.map(({ day: _, hours: __, ...mail }) => mail)).toEqual(played);
      const history: CappedMail[] = [];
      for (const { day, campaign, kind } of mails) {
        seen[kind] += 1;
        expect(capProblem(history, day, campaign, caps)).toBeUndefined();
        history.push({ day, campaign });
        const end = own.find(({ id }) => id === campaign)?.campaign.until ?? until;
        expect(day <= end).toBe(true);
      }
    }),
  );
  const { announcement: _, ...played } = seen;
  expect(Math.min(...Object.values(played))).toBeGreaterThan(100);
});

test('rule 11: the mails that HR sees come on the same days, of up to two campaigns at once, whatever the person answers', () => {
  const weeks = fc.constantFrom(1, 2, 3);
  const start = fc.integer({ min: 1, max: 20 }).map((day) => addDays('2026-08-30', day));
  const campaign = fc.record({
    cadence: weeks.map((n) => ({ kind: 'every', days: 7 * n, until: '2026-12-18' }) as const),
    arm: anyArm,
    lessons: fc.integer({ min: 1, max: 6 }),
    baseline: fc.boolean(),
    start,
  });
  const hold = fc.record({ from: start, days: fc.nat(20) });
  const answer = fc.array(fc.option(fc.tuple(fc.nat(9), fc.boolean())), {
    minLength: 5,
    maxLength: 5,
  });
  const seen = (mails: readonly ForecastMail[]) =>
    mails
      .filter(
        ({ kind, lesson }) =>
          ['lesson', 'announcement'].includes(kind) || (kind === 'baseline' && lesson === 0),
      )
      .map(({ day, campaign: id, kind, lesson }) => `${day} ${kind} ${lesson} of ${id}`);
  fc.assert(
    fc.property(
      fc.array(campaign, { minLength: 1, maxLength: 2 }),
      fc.array(hold, { maxLength: 1 }),
      answer,
      (given, holds, answers) => {
        const own = enrolments(given, now);
        const person = {
          ...somebody,
          holds: holds.map(({ from, days }) => ({ from, until: addDays(from, days) })),
        };
        const model: AnswerModel = ({ campaign: id, lesson, round }) => {
          const one = answers[(id * 7 + lesson * 3 + round) % answers.length];
          return one == null ? undefined : { afterDays: one[0], correct: one[1] };
        };
        expect(seen(forecast(person, own, model, { now, last }))).toEqual(
          seen(forecast(person, own, never, { now, last })),
        );
      },
    ),
    { numRuns: 150 },
  );
});
