import { describe, expect, test } from 'vitest';
import { announcementDay, announcementStart } from '../../../src/campaign/announcement-day.ts';
import { baselinePlanner } from '../../../src/campaign/baseline-planner.ts';
import { armNamed } from '../../../src/campaign/campaign-arm.ts';
import type { DueCampaign } from '../../../src/campaign/due-person.ts';
import {
  type ForecastMail,
  type ForecastPerson,
  forecast,
} from '../../../src/campaign/forecast.ts';
import { startPlan } from '../../../src/campaign/start-plan.ts';
import { type CappedMail, defaultCaps } from '../../../src/spacing/caps.ts';
import type { Cadence } from '../../../src/spacing/lesson-days.ts';
import { defaultReminderRule } from '../../../src/spacing/reminder.ts';
import { officeHours } from '../../support/windows.ts';

// 2026-08-31 is a Monday.
const start = '2026-08-31';
const first = (announceDays: number | null, today: string) =>
  announcementStart({ start, announceDays }, officeHours, defaultCaps, today);

describe('the day from which the announcement goes', () => {
  test.each([
    [5, '2026-08-01', '2026-08-26'],
    // A Sunday and a Saturday before a Monday become the Friday before.
    [1, '2026-08-01', '2026-08-28'],
    [2, '2026-08-01', '2026-08-28'],
    // What has passed comes at once, as long as there is a day before the start.
    [10, '2026-08-27', '2026-08-27'],
    [1, '2026-08-29', null],
    [5, '2026-08-31', null],
    [null, '2026-08-01', null],
  ])('%s days before, seen on %s: %s', (days, today, expected) => {
    expect(first(days, today)).toBe(expected);
  });

  test('other mails keep their days while there is one left; never on the first day', () => {
    const day = (past: CappedMail[], coming: CappedMail[], notBefore: string) =>
      announcementDay(
        { announceOn: '2026-08-26', start, caps: defaultCaps },
        officeHours,
        { past, coming: [...past, ...coming] },
        notBefore,
      );
    expect(day([], [], '2026-08-20')).toBe('2026-08-26');
    expect(day([], [{ day: '2026-08-26', campaign: 7 }], '2026-08-20')).toBe('2026-08-27');
    const full = ['2026-08-24', '2026-08-26'].map((one) => ({ day: one, campaign: 7 }));
    expect(day([], full, '2026-08-20')).toBe('2026-08-26');
    expect(day(full, [], '2026-08-20')).toBeUndefined();
    expect(day([], [], start)).toBeUndefined();
  });
});

const somebody: ForecastPerson = {
  employeeId: 17,
  hasLeft: false,
  hasAddress: true,
  mayBeMailed: true,
  history: [],
  holds: [],
};

/** What somebody gets who is enrolled at `now` and answers nothing. */
function mailsOf(
  now: Date,
  given: { announceDays?: number; baseline?: boolean; history?: CappedMail[]; hold?: string },
): Pick<ForecastMail, 'day' | 'kind'>[] {
  const { announceDays = null, baseline = false, history = [], hold } = given;
  const cadence: Cadence = { kind: 'every', days: 14, until: '2026-12-18' };
  const plan = baselinePlanner(cadence, defaultCaps, baseline);
  const due: DueCampaign = {
    ...{ id: 1, until: cadence.until, lessons: 2, arm: armNamed('none'), plan },
    ...{ caps: defaultCaps, reminders: { ...defaultReminderRule, afterDays: [] } },
    ...{ baseline, start },
  };
  const begin = {
    campaign: { lessons: 2, until: cadence.until, baseline, start, announceDays },
    plan,
    caps: defaultCaps,
    calendarOf: () => officeHours,
  };
  const who = { employeeId: 17, departmentId: null };
  const today = now.toISOString().slice(0, 10);
  const { parked: _, dueAt, ...place } = startPlan(begin, who, today > start ? today : start, now);
  if (dueAt === null) throw new RangeError('Nothing is planned.');
  const enrolment = {
    ...{ id: 1, campaign: due, calendar: officeHours, unanswered: undefined, reviews: [] },
    ...{ questions: ['one', 'two'], ...who, ...place, dueAt },
  };
  const holds = hold === undefined ? [] : [{ from: '2026-08-01', until: hold }];
  const person = { ...somebody, history, holds };
  return forecast(person, [enrolment], () => undefined, { now, last: '2026-12-18' }).map(
    ({ day, kind }) => ({ day, kind }),
  );
}

describe('the announcement among the mails of one person', () => {
  const early = new Date('2026-08-20T06:00:00Z');
  const lessons = [
    { day: start, kind: 'lesson' },
    { day: '2026-09-14', kind: 'lesson' },
  ];

  test('it goes before the first lesson, which keeps its day', () => {
    expect(mailsOf(early, {})).toEqual(lessons);
    expect(mailsOf(early, { announceDays: 5 })).toEqual([
      { day: '2026-08-26', kind: 'announcement' },
      ...lessons,
    ]);
  });

  test('the form before the course does not come with it, and not before the start', () => {
    const mails = mailsOf(early, { announceDays: 5, baseline: true });
    expect(mails.slice(0, 3)).toEqual([
      { day: '2026-08-26', kind: 'announcement' },
      { day: start, kind: 'baseline' },
      { day: '2026-09-07', kind: 'lesson' },
    ]);
  });

  test('who begins after the start, or is on hold until then, gets none', () => {
    const late = mailsOf(new Date('2026-09-02T06:00:00Z'), { announceDays: 5 });
    expect(late.map(({ kind }) => kind)).toEqual(['lesson', 'lesson']);
    expect(mailsOf(early, { announceDays: 5, hold: '2026-08-30' })).toEqual(lessons);
  });

  test('rule 6: it is one of the mails of its day and week', () => {
    const history = [{ day: '2026-08-26', campaign: 7 }];
    expect(mailsOf(early, { announceDays: 5, history })[0]).toEqual({
      day: '2026-08-27',
      kind: 'announcement',
    });
    const full = ['2026-08-24', '2026-08-25'].map((day) => ({ day, campaign: 7 }));
    expect(mailsOf(early, { announceDays: 5, history: full })).toEqual(lessons);
  });
});
