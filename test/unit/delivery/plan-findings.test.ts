import { describe, expect, test } from 'vitest';
import type { Campaign } from '../../../src/campaign/campaign.ts';
import type { ForecastMail } from '../../../src/campaign/forecast.ts';
import { coursePlanner } from '../../../src/campaign/lesson-course.ts';
import {
  delayedShare,
  missingLessons,
  sharedCampaigns,
} from '../../../src/delivery/plan-findings.ts';
import { type PlanFindings, planWarnings } from '../../../src/delivery/plan-warnings.ts';
import { defaultCaps } from '../../../src/spacing/caps.ts';
import { officeCalendar, officeHours } from '../../support/windows.ts';

const campaign: Campaign = {
  id: 5,
  courseSlug: 'it',
  courseVersionId: 1,
  lessons: 3,
  audience: { kind: 'all' },
  start: '2026-08-31',
  until: '2026-12-18',
  cadence: { kind: 'every', days: 14, until: '2026-12-18' },
  baseline: false,
  arm: 'none',
  window: officeHours,
  status: 'running',
};
const plan = coursePlanner(campaign.cadence, defaultCaps);
const own = { campaign, due: { plan }, calendarOf: () => officeCalendar };
const row = {
  campaignId: 5,
  departmentId: null,
  anchor: '2026-08-31',
  anchorLesson: 1,
  nextLesson: 1,
};
const lesson = (number: number, day: string): ForecastMail => ({
  campaign: 5,
  day,
  kind: 'lesson',
  lesson: number,
  repeats: undefined,
  at: new Date(`${day}T08:00:00Z`),
  hours: { from: '07:30', until: '16:00' },
});
const onTime = [lesson(1, '2026-08-31'), lesson(2, '2026-09-14'), lesson(3, '2026-09-28')];

test('delayedShare: lessons after their own plan’s day, counted from where the person began', () => {
  expect(delayedShare([{ rows: [row], mails: onTime }], own)).toBe(0);
  const late = [lesson(1, '2026-08-31'), lesson(2, '2026-09-15'), lesson(3, '2026-09-28')];
  expect(delayedShare([{ rows: [row], mails: late }], own)).toBe(0.333);
  const anew = { ...row, anchor: '2026-09-21', anchorLesson: 2, nextLesson: 2 };
  expect(
    delayedShare(
      [{ rows: [anew], mails: [lesson(2, '2026-09-21'), lesson(3, '2026-10-06')] }],
      own,
    ),
  ).toBe(0.5);
  expect(delayedShare([], own)).toBe(0);
});

test('missingLessons: whoever gets fewer than the period has room for, joined or not', () => {
  const people = [
    { rows: [row], mails: onTime },
    { rows: [row], mails: onTime.slice(0, 2) },
    { rows: [{ ...row, nextLesson: 3 }], mails: onTime.slice(2) },
    { rows: [], mails: [] },
  ];
  expect(missingLessons(people, own, 0)).toBe(2);
  expect(missingLessons(people, own, 1)).toBe(1);
});

test('sharedCampaigns leaves out the campaign itself and those that nobody is in', () => {
  const other = (id: number) =>
    [id, { campaign: { ...campaign, id, courseSlug: `c${id}` } }] as const;
  const people = [{ rows: [row, { ...row, campaignId: 6 }], mails: [] }];
  expect(sharedCampaigns(people, new Map([other(5), other(6), other(7)]), own, 2.4)).toEqual([
    { id: 6, course: 'c6', until: '2026-12-18', shared: 2 },
  ]);
});

describe('planWarnings', () => {
  const fine: PlanFindings = {
    audience: { people: 100, withAddress: 100 },
    start: '2026-08-31',
    today: '2026-08-31',
    until: '2026-12-18',
    window: officeHours,
    days: [],
    lessonsWithoutRoom: 0,
    withoutAllLessons: 0,
    reminders: [2, 2, 2],
    remindersWished: 2,
    relay: { perDay: null },
  };
  const day = { day: '2026-09-01', mails: 80, allMails: 100, hours: 3, fits: false, tight: null };
  const tight = { from: '07:30', until: '16:00', mails: 100, hours: 9.1, open: 8.5 };
  const said = (given: Partial<PlanFindings>) => planWarnings({ ...fine, ...given });

  test('nothing to say where all is well', () => {
    expect(said({})).toEqual([]);
    expect(said({ days: [{ ...day, fits: true }] })).toEqual([]);
    expect(said({ reminders: [], remindersWished: 2 })).toEqual([]);
    expect(said({ reminders: [0, 0, 0], remindersWished: 0 })).toEqual([]);
    expect(said({ forms: { before: '2026-08-31', after: '2026-12-14' } })).toEqual([]);
    const { cadence } = campaign;
    expect(said({ pace: { cadence, gapDays: 13.6, lessons: 3 } })).toEqual([]);
    expect(said({ pace: { cadence, gapDays: 0, lessons: 1 } })).toEqual([]);
    const spread = { kind: 'spread', until: '2026-12-18' } as const;
    expect(said({ pace: { cadence: spread, gapDays: 7, lessons: 3 } })).toEqual([]);
  });

  test.each<[Partial<PlanFindings>, string, string]>([
    [{ audience: { people: 0, withAddress: 0 } }, 'Ingen finns i målgruppen', 'There is nobody'],
    [{ audience: { people: 9, withAddress: 0 } }, 'Ingen av de 9', 'None of the 9'],
    [{ today: '2026-09-02' }, 'började redan 2026-08-31', 'began already on 2026-08-31'],
    [{ lessonsWithoutRoom: 1 }, '1 lektion får inte plats före', '1 lesson does not fit before'],
    [
      { lessonsWithoutRoom: 2, until: null },
      '2 lektioner får inte plats.',
      '2 lessons do not fit.',
    ],
    [
      { pace: { cadence: campaign.cadence, gapDays: 7.3, lessons: 12 } },
      'omkring 7 dagars mellanrum i stället för 14, för att hinna',
      'about 7 days apart instead of 14, to fit',
    ],
    [
      { pace: { cadence: { kind: 'rolling', days: 3 }, gapDays: 7, lessons: 12 } },
      'omkring 7 dagars mellanrum i stället för 3: taket',
      'about 7 days apart instead of 3: the caps',
    ],
    [{ forms: { before: null, after: null } }, 'så det skickas inte', 'so it is not sent'],
    [{ forms: { before: '2026-08-31', after: null } }, 'efter kursen får inte', 'after the course'],
    [{ withoutAllLessons: 7 }, 'Omkring 7 personer', 'About 7 people do not get all lessons'],
    [{ reminders: [0, 0, 2] }, 'bara efter den sista', 'only after the last lesson'],
    [{ reminders: [1, 1, 0] }, 'får 2 av 6 påminnelser', 'gets 2 of 6 reminders'],
    [{ reminders: [1] }, 'får 1 av 2 påminnelser', 'gets 1 of 2 reminders'],
    [
      { days: [day], relay: { perDay: 90 } },
      '100 mejl (80 av det här',
      'more than the 90 the relay',
    ],
    [
      { days: [{ ...day, tight }] },
      'tar 9,1 timmar, men tiden är 8,5',
      'take 9.1 hours, but there',
    ],
    [
      { days: [{ ...day, tight: { ...tight, from: '05:00', until: '06:00' } }] },
      '05:00–06:00 (avdelningars egen tid)',
      "05:00-06:00 (departments' own hours)",
    ],
  ])('%j', (given, sv, en) => {
    const warnings = said(given);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.sv).toContain(sv);
    expect(warnings[0]?.en).toContain(en);
  });
});
