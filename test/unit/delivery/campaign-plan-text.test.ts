import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CampaignPlan } from '../../../src/delivery/campaign-plan.ts';
import { planText } from '../../../src/delivery/campaign-plan-text.ts';
import { wrapLine } from '../../../src/delivery/wrap-line.ts';
import '../../support/fast-check.ts';

const name = { sv: 'Kristi himmelsfärdsdag', en: 'Ascension Day' };
const plan: CampaignPlan = {
  campaign: null,
  course: 'it-security',
  audience: { people: 1_390, withAddress: 1_382 },
  arm: 'even:2',
  lessons: [{ lesson: 1, day: '2026-11-30' }],
  forms: null,
  announcement: null,
  lessonsWithoutRoom: 0,
  moved: [{ lesson: 12, from: '2027-05-06', to: '2027-05-07', name }],
  days: [
    {
      day: '2026-11-30',
      mails: 1_382,
      allMails: 2_764,
      hours: 1.5,
      fits: false,
      tight: { from: '07:30', until: '08:30', mails: 2_764, hours: 1.6, open: 1 },
    },
  ],
  perPerson: {
    lessons: 3,
    reminders: 1.58,
    repetitionMails: 2.91,
    announcements: 0,
    forms: 0,
    repetitionQuestions: 2.95,
    mails: 7.49,
    most: 10,
  },
  sample: [
    {
      campaign: null,
      day: '2026-11-30',
      kind: 'lesson',
      lesson: 2,
      repeats: 1,
      at: '2026-11-30T15:37:00+01:00',
    },
    {
      campaign: 7,
      day: '2026-12-07',
      kind: 'repetition',
      lesson: 1,
      repeats: 1,
      at: '2026-12-07T15:37:00+01:00',
    },
  ],
  freeDays: [{ day: '2027-05-06', name }],
  others: [{ id: 7, course: 'gdpr', until: null, shared: 900 }],
  delayedShare: 0.126,
  withoutAllLessons: 0,
  expected: [{ truth: 'power', recallAtEnd: 0.38, recallLater: 0.21, mails: 7, repetitions: 3 }],
  relay: { perMinute: 30, perDay: 10_000, connections: 3 },
  windowHours: 1,
  response: 0.6,
  warnings: [{ sv: 'Det tar för lång tid.', en: 'It takes too long.' }],
};
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('says everything that was asked, in both languages', () => {
  const text = planText(plan);
  for (const part of [
    'Kurs / course: it-security, repetition: even:2',
    '1390 personer / people, 1382 med e-post / with e-mail',
    '  12  2027-05-06 → 2027-05-07  Kristi himmelsfärdsdag / Ascension Day',
    '  2026-11-30     1382         2764             1.5 h  !',
    '  2026-11-30 15:37  lektion / lesson 2 + fråga / question 1\n',
    '  2026-12-07 15:37  repetition av / of 1 (utskick / campaign 7)',
    '  7  gdpr  900 personer / people',
    '13 % av lektionerna',
    'potenslag / power law              38 %         21 %',
    'OBS: Det tar för lång tid.\nNOTE: It takes too long.',
  ])
    expect(text).toContain(part);
  expect(widest(text)).toBeLessThanOrEqual(80);
});

test('fits 80 columns whatever courses, closed periods and warnings are called', () => {
  const words = fc.string({ unit: fc.constantFrom('å', 'k', '-', ' '), maxLength: 200 });
  const both = fc.record({ sv: words, en: words });
  fc.assert(
    fc.property(words, both, fc.array(both, { maxLength: 3 }), (course, long, warnings) => {
      const text = planText({
        ...plan,
        course,
        warnings,
        moved: [{ lesson: 1, from: '2027-05-06', to: '2027-05-07', name: long }],
        freeDays: [{ day: '2027-05-06', name: long }],
        others: [{ id: 2 ** 31 - 2, course, until: '2027-05-06', shared: 100_000 }],
      });
      expect(widest(text)).toBeLessThanOrEqual(80);
    }),
  );
});

test('long lists are cut, and say by how much', () => {
  const [day] = plan.days;
  if (day === undefined) throw new Error('No day.');
  const [warning] = plan.warnings;
  if (warning === undefined) throw new Error('No warning.');
  const days = Array.from({ length: 80 }, () => day);
  const text = planText({ ...plan, days, warnings: Array.from({ length: 10 }, () => warning) });
  expect(text).toContain('rader till / more lines');
  expect(text).toContain('… och 2 varningar till / more warnings');
});

test('nobody to mail, and a campaign that exists', () => {
  expect(planText({ ...plan, days: [], sample: [] })).toContain('Inga mejl / no mails');
  expect(planText({ ...plan, campaign: 3 })).toMatch(/^Utskick \/ campaign 3\. Kurs/);
});

test('wrapLine keeps every word', () => {
  expect(wrapLine('kort', 10)).toEqual(['kort']);
  expect(wrapLine('  ett två tre fyra', 10)).toEqual(['  ett två', '    tre', '    fyra']);
  expect(wrapLine('abcdefghijklm', 10)).toEqual(['abcdefghij', '    klm']);
});
