import { expect, test } from 'vitest';
import type { CampaignPlan } from '../../../src/delivery/campaign-plan.ts';
import { calendarBody } from '../../../src/delivery/plan-calendar-view.ts';
import { planMonths } from '../../../src/delivery/plan-months.ts';

const name = { sv: 'Långfredagen', en: 'Good Friday' };
const day = (on: string, mails: number, fits = true) => ({
  ...{ day: on, mails, allMails: mails, hours: null, fits, tight: null },
});
const plan: CampaignPlan = {
  campaign: null,
  course: 'one',
  audience: { people: 10, withAddress: 9 },
  arm: 'none',
  lessons: [{ lesson: 1, day: '2027-03-22' }],
  forms: { before: '2027-03-15', after: null },
  announcement: '2027-03-10',
  lessonsWithoutRoom: 0,
  moved: [],
  days: [
    day('2027-03-10', 9),
    day('2027-03-15', 9),
    day('2027-03-22', 9),
    day('2027-04-01', 4, false),
  ],
  perPerson: {
    ...{ lessons: 1, reminders: 0, repetitionMails: 0, repetitionQuestions: 0 },
    ...{ forms: 1, announcements: 1, mails: 3, most: 4 },
  },
  sample: [],
  freeDays: [{ day: '2027-03-26', name }],
  others: [],
  delayedShare: 0,
  withoutAllLessons: 0,
  expected: [],
  relay: { perMinute: null, perDay: null, connections: 5 },
  windowHours: 8.5,
  response: 0.6,
  warnings: [],
};

test('whole weeks of every month from the first mail to the last', () => {
  const months = planMonths(plan);
  expect(months.map(({ month }) => month)).toEqual(['2027-03', '2027-04']);
  const cells = months.flatMap(({ weeks }) => weeks.flat());
  expect(months.flatMap(({ weeks }) => weeks).every((week) => week.length === 7)).toBe(true);
  expect(cells.filter((cell) => cell !== null)).toHaveLength(61);
  // 1 March 2027 is a Monday, 1 April a Thursday.
  expect(months[0]?.weeks[0]?.[0]?.day).toBe('2027-03-01');
  expect(months[1]?.weeks[0]?.slice(0, 4).map((cell) => cell?.day)).toEqual([
    ...[undefined, undefined, undefined],
    '2027-04-01',
  ]);
  const on = (wanted: string) => cells.find((cell) => cell?.day === wanted);
  expect(on('2027-03-10')).toMatchObject({ announced: true, mails: 9 });
  expect(on('2027-03-15')).toMatchObject({ form: true, lesson: null });
  expect(on('2027-03-22')).toMatchObject({ lesson: 1, form: false });
  expect(on('2027-03-26')).toMatchObject({ free: name, mails: 0 });
  expect(on('2027-04-01')).toMatchObject({ fits: false });
});

test('a plan without mails has no months', () => {
  expect(planMonths({ ...plan, lessons: [], days: [], announcement: null })).toEqual([]);
});

test('the calendar says in words what its colours mean', () => {
  const body = calendarBody('sv', plan);
  expect(body).toContain('<caption>mars 2027</caption>');
  expect(body).toMatch(/class="mail"><time datetime="2027-03-22">22<\/time>.*?Lektion 1/);
  expect(body).toMatch(
    /class="free"><time datetime="2027-03-26">26<\/time>.*?Lång\u00ADfre\u00ADdagen/,
  );
  expect(body).toMatch(/class="tight"><time datetime="2027-04-01">1<\/time>.*?Räcker inte till/);
  expect(body).not.toContain('\\n');
});
