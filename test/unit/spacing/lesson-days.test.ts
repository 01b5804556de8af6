import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CappedMail, capProblem, defaultCaps } from '../../../src/spacing/caps.ts';
import { defaultFreeDays, freeDayTest } from '../../../src/spacing/free-days.ts';
import {
  type Cadence,
  cadenceProblem,
  lessonDays,
  lessonPlanner,
  nextLessonDay,
} from '../../../src/spacing/lesson-days.ts';
import { dayNumber, weekdayOf, weekOf } from '../../../src/spacing/local-day.ts';
import {
  addDays,
  isSendingDay,
  type SendingCalendar,
} from '../../../src/spacing/sending-window.ts';
import { anyCalendar, anyDay, daysBetween, officeCalendar } from '../../support/windows.ts';

const anyCadence = (anchor: string): fc.Arbitrary<Cadence> =>
  fc
    .record({
      kind: fc.constantFrom('every', 'spread', 'retain', 'rolling'),
      days: fc.integer({ min: 1, max: 40 }),
      length: fc.integer({ min: -5, max: 300 }),
      retained: fc.integer({ min: 1, max: 500 }),
    })
    .map(({ kind, days, length, retained }): Cadence => {
      const until = addDays(anchor, length);
      if (kind === 'every') return { kind, days, until };
      if (kind === 'rolling') return { kind, days };
      if (kind === 'spread') return { kind, until };
      return { kind: 'retain', until, retainUntil: addDays(until, retained) };
    });

const anyPlan = anyDay.chain((anchor) =>
  fc.record({
    anchor: fc.constant(anchor),
    cadence: anyCadence(anchor),
    calendar: anyCalendar,
    lessons: fc.integer({ min: 0, max: 14 }),
  }),
);

/** How many lessons the caps let through at most: each as early as it can come. */
function mostLessons(calendar: SendingCalendar, anchor: string, until: string): number {
  const sent: CappedMail[] = [];
  if (until < anchor) return 0;
  for (const day of daysBetween(anchor, until))
    if (isSendingDay(calendar, day) && capProblem(sent, day, 1) === undefined)
      sent.push({ day, campaign: 1 });
  return sent.length;
}

describe('lessonDays', () => {
  test('in order, on sending days, from the anchor to the end, never above the caps', () => {
    fc.assert(
      fc.property(anyPlan, ({ anchor, cadence, calendar, lessons }) => {
        const { days, lessonsWithoutRoom } = lessonDays(cadence, calendar, anchor, lessons);
        expect(days.length + lessonsWithoutRoom).toBe(lessons);
        const sent: CappedMail[] = [];
        for (const [i, day] of days.entries()) {
          expect(day > (days[i - 1] ?? '')).toBe(true);
          expect(day >= anchor).toBe(true);
          expect(isSendingDay(calendar, day)).toBe(true);
          expect(capProblem(sent, day, 1)).toBeUndefined();
          if (cadence.kind !== 'rolling') expect(day <= cadence.until).toBe(true);
          sent.push({ day, campaign: 1 });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('every lesson comes before the end unless the caps and the calendar make it impossible', () => {
    fc.assert(
      fc.property(anyPlan, ({ anchor, cadence, calendar, lessons }) => {
        const { days, lessonsWithoutRoom } = lessonDays(cadence, calendar, anchor, lessons);
        if (cadence.kind === 'rolling') expect(lessonsWithoutRoom).toBe(0);
        else
          expect(days.length).toBe(Math.min(lessons, mostLessons(calendar, anchor, cadence.until)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('--every: the course of three, and one of twelve over Christmas', () => {
    const cadence: Cadence = { kind: 'every', days: 14, until: '2027-03-31' };
    expect(lessonDays(cadence, officeCalendar, '2026-08-31', 3).days).toEqual([
      '2026-08-31',
      '2026-09-14',
      '2026-09-28',
    ]);
    const thursdays = lessonDays(cadence, officeCalendar, '2026-12-10', 3);
    // 24 December is free, and no later day of that week is open.
    expect(thursdays.days).toEqual(['2026-12-10', '2026-12-23', '2027-01-07']);
    expect(thursdays.gapDays).toBe(14);
  });

  test('--spread: twelve lessons from 30 August to the end of March, first and last day used', () => {
    const { days, gapDays } = lessonDays(
      { kind: 'spread', until: '2027-03-31' },
      officeCalendar,
      '2026-08-30',
      12,
    );
    expect(days).toEqual([
      '2026-08-31',
      '2026-09-21',
      '2026-10-09',
      '2026-10-28',
      '2026-11-16',
      '2026-12-07',
      '2026-12-23',
      '2027-01-13',
      '2027-02-01',
      '2027-02-22',
      '2027-03-12',
      '2027-03-31',
    ]);
    expect(gapDays).toBeCloseTo(212 / 11);
  });

  test('--spread: gaps are equal to within the weekends and holidays that move a lesson', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 400 }), anyDay, (length, anchor) => {
        const { days, gapDays } = lessonDays(
          { kind: 'spread', until: addDays(anchor, length) },
          officeCalendar,
          anchor,
          8,
        );
        expect(days).toHaveLength(8);
        for (const [i, day] of days.entries()) {
          const target = dayNumber(days[0] ?? '') + i * gapDays;
          expect(Math.abs(dayNumber(day) - target)).toBeLessThan(6);
        }
      }),
    );
  });

  test('--retain-until: the later it is to be retained, the wider the gaps, as far as they fit', () => {
    const gap = (retainUntil: string, until = '2028-08-31') =>
      lessonDays({ kind: 'retain', until, retainUntil }, officeCalendar, '2026-08-31', 6).gapDays;
    const gaps = ['2028-09-01', '2029-09-01', '2030-09-01'].map((day) => gap(day));
    expect(gaps).toEqual(gaps.toSorted((one, other) => one - other));
    expect(gap('2026-11-15', '2026-11-10')).toBeGreaterThanOrEqual(7);
    expect(gap('2030-09-01', '2026-11-10')).toBeLessThanOrEqual(71 / 5);
  });

  test('whoever joins late still reaches the end, at equal gaps; what does not fit is counted', () => {
    const cadence: Cadence = { kind: 'every', days: 14, until: '2027-03-31' };
    const late = lessonDays(cadence, officeCalendar, '2027-01-04', 8);
    expect(late.lessonsWithoutRoom).toBe(0);
    expect(late.gapDays).toBeCloseTo(86 / 7);
    expect(late.days.at(-1)).toBe('2027-03-31');
    const tooLate = lessonDays(cadence, officeCalendar, '2027-02-10', 12);
    expect(tooLate.days).toHaveLength(8);
    expect(tooLate.lessonsWithoutRoom).toBe(4);
    const never = lessonDays(cadence, officeCalendar, '2027-04-01', 12);
    expect(never).toMatchObject({ days: [], lessonsWithoutRoom: 12 });
  });

  test('denser than the cap is not possible: a daily course comes once a week', () => {
    const { days } = lessonDays({ kind: 'rolling', days: 1 }, officeCalendar, '2026-09-01', 3);
    expect(days).toEqual(['2026-09-01', '2026-09-08', '2026-09-15']);
    const twice = { ...defaultCaps, perWeekPerCampaign: 2 };
    expect(
      lessonDays({ kind: 'rolling', days: 1 }, officeCalendar, '2026-09-07', 4, twice).days,
    ).toEqual(['2026-09-07', '2026-09-11', '2026-09-14', '2026-09-18']);
  });

  test.each([
    ['Monday', '2020-01-13'],
    ['Tuesday', '2020-01-14'],
    ['Wednesday', '2020-01-15'],
    ['Thursday', '2020-01-16'],
    ['Friday', '2020-01-17'],
  ])('a lesson each %s stays there for eighty years of holidays', (weekday, anchor) => {
    const { days } = lessonDays({ kind: 'rolling', days: 7 }, officeCalendar, anchor, 4_150);
    expect(days.at(-1)?.slice(0, 4)).toBe('2099');
    const lostYears: string[] = [];
    let moved = 0;
    for (const [i, day] of days.entries()) {
      const weeks = weekOf(dayNumber(day)) - weekOf(dayNumber(anchor)) - i - lostYears.length;
      if (weeks > 0) lostYears.push((days[i - 1] ?? '').slice(0, 4));
      expect(weeks).toBe(weeks > 0 ? 1 : 0);
      if (weekdayOf(dayNumber(day)) !== weekdayOf(dayNumber(anchor))) moved++;
    }
    // Only holidays move a lesson, and the next one is on its weekday again.
    expect(moved).toBeGreaterThan(80);
    expect(moved).toBeLessThan(80 * 4);
    // From Friday 19 December to Tuesday 23 December is too close; that week has no lesson.
    const fridays = daysBetween('2020-01-01', '2099-12-31').filter(
      (day) => day.endsWith('-12-26') && weekdayOf(dayNumber(day)) === 5,
    );
    expect(fridays.length).toBeGreaterThan(10);
    expect(lostYears).toEqual(weekday === 'Friday' ? fridays.map((day) => day.slice(0, 4)) : []);
  });

  test('after July a weekly and a fortnightly course go on, on their weekdays', () => {
    const closed = [{ from: '2027-07-01', until: '2027-07-31', name: 'Juli' }];
    const calendar = { ...officeCalendar, isFree: freeDayTest({ ...defaultFreeDays, closed }) };
    const days = (every: number) =>
      lessonDays({ kind: 'rolling', days: every }, calendar, '2027-06-17', 6).days;
    expect(days(7)).toEqual([
      '2027-06-17',
      '2027-06-24',
      '2027-06-30',
      '2027-08-02',
      '2027-08-12',
      '2027-08-19',
    ]);
    expect(days(14)).toEqual([
      '2027-06-17',
      '2027-06-30',
      '2027-08-02',
      '2027-08-12',
      '2027-08-26',
      '2027-09-09',
    ]);
  });

  test('a calendar with no sending day at all ends the search', () => {
    const never = { ...officeCalendar, isFree: () => true };
    expect(lessonDays({ kind: 'rolling', days: 7 }, never, '2026-09-01', 3).days).toEqual([]);
    const closed = lessonDays({ kind: 'spread', until: '2027-09-01' }, never, '2026-09-01', 3);
    expect(closed).toMatchObject({ days: [], lessonsWithoutRoom: 3 });
  });

  test('a planner gives the same, and remembers it', () => {
    const cadence: Cadence = { kind: 'spread', until: '2027-03-31' };
    const plan = lessonPlanner(cadence, officeCalendar);
    expect(plan('2026-08-30', 12)).toEqual(lessonDays(cadence, officeCalendar, '2026-08-30', 12));
    expect(plan('2026-08-30', 12)).toBe(plan('2026-08-30', 12));
    expect(plan('2026-08-30', 11)).not.toBe(plan('2026-08-30', 12));
  });
});

describe('nextLessonDay', () => {
  const until = '2026-12-18';
  const plan = lessonDays({ kind: 'every', days: 14, until }, officeCalendar, '2026-08-31', 6);
  const next = (lesson: number, notBefore: string, history: CappedMail[]) =>
    nextLessonDay(plan, lesson, officeCalendar, history, { campaign: 1, notBefore, until });

  test('is the planned day where nothing came between', () => {
    expect(next(2, '2026-09-01', [{ day: '2026-08-31', campaign: 1 }])).toBe('2026-09-14');
  });

  test('rule 6: after an outage the next lesson does not follow on its heels', () => {
    // Lesson 1 of Monday 31 August went out on Friday 11 September.
    const history = [{ day: '2026-09-11', campaign: 1 }];
    expect(next(2, '2026-09-12', history)).toBe('2026-09-16');
    expect(next(3, '2026-09-17', [...history, { day: '2026-09-16', campaign: 1 }])).toBe(
      '2026-09-28',
    );
  });

  test('other campaigns take their share of the week', () => {
    const history = [
      { day: '2026-09-15', campaign: 2 },
      { day: '2026-09-17', campaign: 3 },
    ];
    expect(next(2, '2026-09-01', history)).toBe('2026-09-21');
  });

  test('undefined after the end and for lessons without room', () => {
    expect(next(6, '2026-12-19', [])).toBeUndefined();
    expect(next(7, '2026-09-01', [])).toBeUndefined();
  });

  test('rule 6: outages of any length at any time never crowd anybody', () => {
    const outages = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(anyCalendar, outages, (calendar, delays) => {
        const weekly = lessonDays({ kind: 'rolling', days: 7 }, calendar, '2026-08-31', 6);
        const history: CappedMail[] = [];
        let today = '2026-08-31';
        for (const [i, delay] of delays.entries()) {
          const day = nextLessonDay(weekly, i + 1, calendar, history, {
            campaign: 1,
            notBefore: addDays(today, delay),
            until: undefined,
          });
          if (day === undefined) throw new Error('Without an end there is always a day.');
          expect(day >= (weekly.days[i] ?? '')).toBe(true);
          expect(capProblem(history, day, 1)).toBeUndefined();
          history.push({ day, campaign: 1 });
          today = addDays(day, 1);
        }
      }),
    );
  });
});

describe('cadenceProblem', () => {
  test.each<[Cadence, string | undefined]>([
    [{ kind: 'every', days: 14, until: '2027-03-31' }, undefined],
    [{ kind: 'rolling', days: 14 }, undefined],
    [{ kind: 'rolling', days: 0 }, 'whole number of days'],
    [{ kind: 'every', days: 1.5, until: '2027-03-31' }, 'whole number of days'],
    [{ kind: 'spread', until: '2026-08-30' }, 'before it starts'],
    [{ kind: 'retain', until: '2027-03-31', retainUntil: '2027-03-31' }, 'must lie after the end'],
    [{ kind: 'retain', until: '2027-03-31', retainUntil: '2027-09-30' }, undefined],
  ])('%j: %s', (cadence, words) => {
    const problem = cadenceProblem(cadence, '2026-08-31');
    if (words === undefined) expect(problem).toBeUndefined();
    else expect(problem?.en).toContain(words);
  });
});
