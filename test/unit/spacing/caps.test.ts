import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CappedMail,
  type Caps,
  capProblem,
  capsSchema,
  defaultCaps,
  nextAllowedDay,
  previousAllowedDay,
} from '../../../src/spacing/caps.ts';
import { addDays, isSendingDay } from '../../../src/spacing/sending-window.ts';
import { anyCalendar, anyDay, daysBetween, officeCalendar } from '../../support/windows.ts';

const anyCaps: fc.Arbitrary<Caps> = fc
  .record({
    perWeekPerCampaign: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 2 }),
    spanDays: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ perWeekPerCampaign, more, spanDays }) => ({
    perDay: 1,
    perWeekPerCampaign,
    perWeek: perWeekPerCampaign + more,
    spanDays,
  }));

/** Mails of three campaigns on days of one month. */
const anyHistory: fc.Arbitrary<CappedMail[]> = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 30 }).map((days) => addDays('2026-09-14', days)),
    campaign: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 12 },
);

/** The most mails in any run of so many days, and in any calendar week: counted, not clever. */
function most(days: readonly string[], span: number): number {
  const all = daysBetween('2026-08-24', '2027-02-28');
  const count = (from: string, until: string) =>
    days.filter((day) => day >= from && day <= until).length;
  const weeks = all.filter((day) => new Date(day).getUTCDay() === 1);
  return Math.max(
    ...all.map((day) => count(day, addDays(day, span - 1))),
    ...weeks.map((monday) => count(monday, addDays(monday, 6))),
  );
}

describe('capProblem', () => {
  const mail = (day: string, campaign = 1): CappedMail => ({ day, campaign });
  // 14 September 2026 is a Monday.
  test.each<[string, CappedMail[], string, number, string | undefined]>([
    ['nothing before', [], '2026-09-14', 1, undefined],
    ['rule 6: the same day, another campaign', [mail('2026-09-14', 2)], '2026-09-14', 1, 'day'],
    ['the same week', [mail('2026-09-14')], '2026-09-18', 1, 'campaign-week'],
    ['the same week, later mail known', [mail('2026-09-18')], '2026-09-14', 1, 'campaign-week'],
    ['a week later', [mail('2026-09-14')], '2026-09-21', 1, undefined],
    ['Tuesday after Wednesday, six days', [mail('2026-09-16')], '2026-09-22', 1, undefined],
    ['Monday after Wednesday, five days', [mail('2026-09-16')], '2026-09-21', 1, undefined],
    ['Monday after Thursday, four days', [mail('2026-09-17')], '2026-09-21', 1, 'campaign-week'],
    ['another campaign the day after', [mail('2026-09-14', 2)], '2026-09-15', 1, undefined],
    [
      'a third in the week',
      [mail('2026-09-14', 2), mail('2026-09-15', 3)],
      '2026-09-18',
      1,
      'week',
    ],
    [
      'a third in five days over a weekend',
      [mail('2026-09-17', 2), mail('2026-09-18', 3)],
      '2026-09-21',
      1,
      'week',
    ],
    [
      'a third in six days over a weekend',
      [mail('2026-09-17', 2), mail('2026-09-18', 3)],
      '2026-09-22',
      1,
      undefined,
    ],
  ])('%s', (_what, history, day, campaign, problem) => {
    expect(capProblem(history, day, campaign)).toBe(problem);
  });

  test('rolling weeks by a setting: nothing sooner than seven days', () => {
    const rolling = { ...defaultCaps, spanDays: 7 };
    expect(capProblem([mail('2026-09-16')], '2026-09-22', 1, rolling)).toBe('campaign-week');
    expect(capProblem([mail('2026-09-16')], '2026-09-23', 1, rolling)).toBeUndefined();
  });

  test('caps hold for whatever is sent by them, in any order of days', () => {
    fc.assert(
      fc.property(anyHistory, anyCaps, (wishes, caps) => {
        const sent: CappedMail[] = [];
        for (const wish of wishes)
          if (capProblem(sent, wish.day, wish.campaign, caps) === undefined) sent.push(wish);
        expect(new Set(sent.map(({ day }) => day)).size).toBe(sent.length);
        const days = sent.map(({ day }) => day);
        expect(most(days, caps.spanDays)).toBeLessThanOrEqual(caps.perWeek);
        for (const campaign of [1, 2, 3]) {
          const own = sent.filter((one) => one.campaign === campaign).map(({ day }) => day);
          expect(most(own, caps.spanDays)).toBeLessThanOrEqual(caps.perWeekPerCampaign);
        }
      }),
    );
  });

  test('what is refused would have been above a cap', () => {
    fc.assert(
      fc.property(anyHistory, anyCaps, (wishes, caps) => {
        const sent: CappedMail[] = [];
        for (const wish of wishes) {
          const problem = capProblem(sent, wish.day, wish.campaign, caps);
          const days = [...sent, wish].map(({ day }) => day);
          const own = [...sent, wish].filter((one) => one.campaign === wish.campaign);
          const isAbove =
            new Set(days).size < days.length ||
            most(days, caps.spanDays) > caps.perWeek ||
            most(
              own.map(({ day }) => day),
              caps.spanDays,
            ) > caps.perWeekPerCampaign;
          expect(problem !== undefined).toBe(isAbove);
          if (problem === undefined) sent.push(wish);
        }
      }),
    );
  });
});

describe('nextAllowedDay', () => {
  test('is the first sending day that no cap forbids', () => {
    fc.assert(
      fc.property(anyCalendar, anyHistory, anyCaps, (calendar, history, caps) => {
        const from = '2026-09-16';
        const day = nextAllowedDay(calendar, history, from, 1, caps);
        if (day === undefined) throw new Error('There is always one.');
        for (const one of daysBetween(from, day)) {
          const isAllowed =
            isSendingDay(calendar, one) && capProblem(history, one, 1, caps) === undefined;
          expect(isAllowed).toBe(one === day);
        }
        expect(nextAllowedDay(calendar, history, from, 1, caps, day)).toBe(day);
        expect(nextAllowedDay(calendar, history, from, 1, caps, addDays(day, -1))).toBeUndefined();
      }),
    );
  });

  test('previousAllowedDay is its mirror', () => {
    fc.assert(
      fc.property(anyCalendar, anyHistory, anyDay, (calendar, history, from) => {
        const end = addDays(from, 60);
        const last = previousAllowedDay(calendar, history, end, 1, defaultCaps, from);
        const allowed = daysBetween(from, end).filter(
          (day) => isSendingDay(calendar, day) && capProblem(history, day, 1) === undefined,
        );
        expect(last).toBe(allowed.at(-1));
      }),
    );
  });

  test('a calendar without a sending day has none, and the search ends', () => {
    const never = { ...officeCalendar, isFree: () => true };
    expect(nextAllowedDay(never, [], '2026-09-16', 1)).toBeUndefined();
  });
});

describe('capsSchema', () => {
  test('one a day is fixed, the rest are settings', () => {
    expect(capsSchema.parse({})).toEqual(defaultCaps);
    expect(capsSchema.safeParse({ perDay: 2 }).success).toBe(false);
    expect(capsSchema.safeParse({ perWeekPerCampaign: 3, perWeek: 2 }).success).toBe(false);
    expect(capsSchema.safeParse({ perWeek: 0 }).success).toBe(false);
  });
});
