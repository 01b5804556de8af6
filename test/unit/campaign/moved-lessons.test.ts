import { expect, test } from 'vitest';
import { movedLessons } from '../../../src/campaign/moved-lessons.ts';
import { defaultCaps } from '../../../src/spacing/caps.ts';
import { defaultFreeDays, freeDaysOf, freeDayTest } from '../../../src/spacing/free-days.ts';
import { officeHours } from '../../support/windows.ts';

const closed = [{ from: '2026-07-06', until: '2026-07-31', name: 'Sommar' }];
const freeDays = { ...defaultFreeDays, closed };
const calendar = { ...officeHours, isFree: freeDayTest(freeDays) };
const names = freeDaysOf(freeDays, 2026);

test('a weekly course past Easter: Good Friday’s lesson comes on Thursday, the rest stay', () => {
  const cadence = { kind: 'every', days: 7, until: '2026-06-30' } as const;
  expect(movedLessons(cadence, calendar, '2026-03-20', 5, defaultCaps, names)).toEqual([
    {
      lesson: 3,
      from: '2026-04-03',
      to: '2026-04-02',
      name: { sv: 'Långfredagen', en: 'Good Friday' },
    },
  ]);
});

test('a closed month: the lessons in it and all that they push away', () => {
  const cadence = { kind: 'every', days: 14, until: '2026-12-18' } as const;
  const moved = movedLessons(cadence, calendar, '2026-06-22', 5, defaultCaps, names);
  expect(moved.map(({ lesson, from }) => `${lesson} ${from}`)).toContain('2 2026-07-06');
  for (const { to, from, name } of moved) {
    expect(name.sv).toBe('Sommar');
    expect(to > from).toBe(true);
  }
});

test('an even spread names only lessons whose own day is free', () => {
  const cadence = { kind: 'spread', until: '2026-04-06' } as const;
  const moved = movedLessons(cadence, calendar, '2026-03-02', 4, defaultCaps, names);
  expect(moved.map(({ lesson, from, name }) => `${lesson} ${from} ${name.en}`)).toEqual([
    '4 2026-04-06 Easter Monday',
  ]);
});

test('no free days, nothing moved', () => {
  const cadence = { kind: 'every', days: 7, until: '2026-06-30' } as const;
  expect(movedLessons(cadence, officeHours, '2026-03-20', 5, defaultCaps, [])).toEqual([]);
});
