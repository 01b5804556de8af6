import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CappedMail, capProblem } from '../../../src/spacing/caps.ts';
import {
  nextReminderDay,
  type RemindedLesson,
  reminderRuleProblem,
} from '../../../src/spacing/reminder.ts';
import { addDays, isSendingDay } from '../../../src/spacing/sending-window.ts';
import { anyCalendar, anyDay, officeCalendar } from '../../support/windows.ts';

/** Sent on a Monday. */
const lesson: RemindedLesson = {
  campaign: 1,
  sentDay: '2026-09-14',
  reminded: [],
  hasAnswered: false,
  isHeld: false,
  isPaused: false,
  hasLeft: false,
  hasEnded: false,
};
const sent: CappedMail[] = [{ day: '2026-09-14', campaign: 1 }];
const options = { notBefore: '2026-09-15', until: '2026-12-18' };

describe('nextReminderDay', () => {
  test('five days after the lesson, or the next sending day', () => {
    expect(nextReminderDay(lesson, officeCalendar, sent, options)).toBe('2026-09-21');
    const tuesday = { ...lesson, sentDay: '2026-09-15' };
    const history = [{ day: '2026-09-15', campaign: 1 }];
    expect(nextReminderDay(tuesday, officeCalendar, history, options)).toBe('2026-09-21');
  });

  test('the second ten days after the lesson, and never sooner than five after the first', () => {
    const once = { ...lesson, reminded: ['2026-09-21'] };
    const history = [...sent, { day: '2026-09-21', campaign: 1 }];
    expect(nextReminderDay(once, officeCalendar, history, options)).toBe('2026-09-28');
    const late = { ...lesson, reminded: ['2026-09-25'] };
    const later = [...sent, { day: '2026-09-25', campaign: 1 }];
    expect(nextReminderDay(late, officeCalendar, later, options)).toBe('2026-09-30');
    const caps = { perDay: 1, perWeekPerCampaign: 7, perWeek: 7, spanDays: 1 } as const;
    expect(nextReminderDay(late, officeCalendar, later, { ...options, caps })).toBe('2026-09-30');
  });

  test('at most two, whatever the list says', () => {
    const twice = { ...lesson, reminded: ['2026-09-21', '2026-09-28'] };
    expect(nextReminderDay(twice, officeCalendar, sent, options)).toBeUndefined();
    const rule = { afterDays: [5, 10, 15], lapsesAfterDays: 7 };
    expect(nextReminderDay(twice, officeCalendar, sent, { ...options, rule })).toBeUndefined();
  });

  test.each(['hasAnswered', 'isHeld', 'isPaused', 'hasLeft', 'hasEnded'] as const)(
    'rule 7: never when %s',
    (stop) => {
      expect(
        nextReminderDay({ ...lesson, [stop]: true }, officeCalendar, sent, options),
      ).toBeUndefined();
    },
  );

  test('a lesson that is planned goes before it', () => {
    const planned = [...sent, { day: '2026-09-22', campaign: 1 }];
    // Weeks 39 and 40 would crowd the lesson of 22 September; after that it has lapsed.
    expect(nextReminderDay(lesson, officeCalendar, planned, options)).toBeUndefined();
    const rule = { afterDays: [5, 10], lapsesAfterDays: 14 };
    expect(nextReminderDay(lesson, officeCalendar, planned, { ...options, rule })).toBe(
      '2026-09-28',
    );
    const fortnight = [...sent, { day: '2026-09-28', campaign: 1 }];
    expect(nextReminderDay(lesson, officeCalendar, fortnight, options)).toBe('2026-09-21');
  });

  test('not after the end, and not once it has lapsed', () => {
    const ends = { ...options, until: '2026-09-20' };
    expect(nextReminderDay(lesson, officeCalendar, sent, ends)).toBeUndefined();
    const outage = { ...options, notBefore: '2026-09-27' };
    expect(nextReminderDay(lesson, officeCalendar, sent, outage)).toBeUndefined();
    expect(nextReminderDay(lesson, officeCalendar, sent, { ...options, until: undefined })).toBe(
      '2026-09-21',
    );
  });

  test('always on a sending day, under the caps, five days after the lesson at the soonest', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyDay,
        fc.array(
          fc.record({
            in: fc.integer({ min: 1, max: 25 }),
            campaign: fc.integer({ min: 1, max: 3 }),
          }),
        ),
        (calendar, sentDay, others) => {
          const history = [
            { day: sentDay, campaign: 1 },
            ...others.map((one) => ({ day: addDays(sentDay, one.in), campaign: one.campaign })),
          ];
          const day = nextReminderDay({ ...lesson, sentDay }, calendar, history, {
            notBefore: sentDay,
            until: addDays(sentDay, 30),
          });
          if (day === undefined) return;
          expect(day >= addDays(sentDay, 5) && day <= addDays(sentDay, 12)).toBe(true);
          expect(isSendingDay(calendar, day)).toBe(true);
          expect(capProblem(history, day, 1)).toBeUndefined();
        },
      ),
    );
  });
});

test.each([
  [[5, 10], true],
  [[7], true],
  [[], true],
  [[10, 5], false],
  [[0, 5], false],
  [[5, 10, 15], false],
  [[2.5], false],
  [[5, 5], false],
])('reminders after %j days: %s', (afterDays, isRight) => {
  expect(reminderRuleProblem({ afterDays, lapsesAfterDays: 7 }) === undefined).toBe(isRight);
});
