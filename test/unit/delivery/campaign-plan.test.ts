import { describe, expect, test } from 'vitest';
import type { ForecastMail } from '../../../src/campaign/forecast.ts';
import {
  hoursOf,
  mailsByDay,
  mailsPerPerson,
  typicalPerson,
} from '../../../src/delivery/campaign-plan.ts';
import { tightestHours } from '../../../src/delivery/relay-day.ts';

const office = { from: '08:00', until: '16:00' };
const night = { from: '00:00', until: '02:00' };
const unlimited = { perMinute: null, perDay: null };

function mail(given: Partial<ForecastMail> = {}): ForecastMail {
  const base = { campaign: 1, day: '2026-09-01', kind: 'lesson', lesson: 1 } as const;
  const at = new Date('2026-09-01T08:00:00Z');
  return { ...base, repeats: undefined, at, hours: office, ...given };
}

describe('mailsByDay', () => {
  const groups = [
    { mails: [[mail(), mail({ day: '2026-09-08' })], [mail()], []], scale: 10 },
    { mails: [[mail({ campaign: 2 })], [mail({ campaign: 2, day: '2026-09-02' })]], scale: 2.5 },
  ];

  test('each stands for as many as its group says; days without own mails are left out', () => {
    expect(mailsByDay(groups, 1, unlimited)).toEqual([
      { day: '2026-09-01', mails: 20, allMails: 23, hours: null, fits: true, tight: null },
      { day: '2026-09-08', mails: 10, allMails: 10, hours: null, fits: true, tight: null },
    ]);
  });

  test('a relay’s day is for all campaigns', () => {
    const fits = (perDay: number) => mailsByDay(groups, 1, { ...unlimited, perDay })[0]?.fits;
    expect(fits(23)).toBe(true);
    expect(fits(22)).toBe(false);
  });

  test('hours at so many a minute, and the hours that are too short', () => {
    const many = [
      { mails: [[mail()]], scale: 4_800 },
      { mails: [[mail({ hours: night })]], scale: 1_201 },
    ];
    expect(mailsByDay(many, 1, { perMinute: 10, perDay: null })).toEqual([
      {
        day: '2026-09-01',
        mails: 6_001,
        allMails: 6_001,
        hours: 10,
        fits: false,
        tight: { ...night, mails: 1_201, hours: 2.1, open: 2 },
      },
    ]);
    const less = [{ mails: [[mail()], [mail({ hours: night })]], scale: 1_200 }];
    expect(mailsByDay(less, 1, { perMinute: 10, perDay: null })[0]).toMatchObject({
      hours: 4,
      fits: true,
    });
  });
});

describe('tightestHours', () => {
  const load = (from: string, until: string, mails: number) => ({ from, until, mails });

  test('windows that lie in one another share its time', () => {
    const loads = [load('08:00', '16:00', 420), load('08:00', '10:00', 60)];
    expect(tightestHours(loads, 1)).toBeUndefined();
    expect(tightestHours([...loads, load('14:00', '15:00', 1)], 1)).toEqual(
      load2('08:00', '16:00', 481, 8),
    );
    expect(tightestHours([load('08:00', '16:00', 10), load('09:00', '10:00', 61)], 1)).toEqual(
      load2('09:00', '10:00', 61, 1),
    );
  });

  test('windows that overlap: what lies within both has the time of both', () => {
    const loads = [load('08:00', '12:00', 240), load('10:00', '14:00', 120)];
    expect(tightestHours(loads, 1)).toBeUndefined();
    expect(tightestHours([load('08:00', '12:00', 240), load('10:00', '14:00', 121)], 1)).toEqual(
      load2('08:00', '14:00', 361, 6),
    );
  });

  test('nothing to send fits', () => {
    expect(tightestHours([], 1)).toBeUndefined();
  });

  function load2(from: string, until: string, mails: number, open: number) {
    return { from, until, mails, hours: mails / 60, open };
  }
});

test('mailsPerPerson: means of the campaign’s own mails, those without any included', () => {
  const one = [
    mail(),
    mail({ kind: 'reminder' }),
    mail({ lesson: 2, repeats: 1 }),
    mail({ kind: 'repetition', lesson: 2, repeats: 2 }),
    mail({ campaign: 2 }),
  ];
  expect(mailsPerPerson([one, [mail()], []], 1)).toEqual({
    lessons: 1,
    reminders: 0.33,
    repetitionMails: 0.33,
    repetitionQuestions: 0.67,
    forms: 0,
    announcements: 0,
    mails: 1.67,
    most: 4,
  });
  expect(mailsPerPerson([], 1)).toMatchObject({ mails: 0, most: 0 });
});

test('typicalPerson has neither many nor few, and keeps the mails of other campaigns', () => {
  const other = mail({ campaign: 2 });
  const middle = [mail(), other];
  expect(typicalPerson([[other, other, other], middle, [mail(), mail()]], 1)).toBe(middle);
  expect(typicalPerson([], 1)).toEqual([]);
});

test('hoursOf counts over midnight', () => {
  expect(hoursOf({ from: '07:30', until: '16:00' })).toBe(8.5);
  expect(hoursOf({ from: '22:00', until: '05:00' })).toBe(7);
  expect(hoursOf({ from: '00:00', until: '24:00' })).toBe(24);
});
