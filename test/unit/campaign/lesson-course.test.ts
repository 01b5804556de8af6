import { describe, expect, test } from 'vitest';
import {
  coursePlanner,
  firstLesson,
  followingLesson,
} from '../../../src/campaign/lesson-course.ts';
import { defaultCaps } from '../../../src/spacing/caps.ts';
import { officeCalendar } from '../../support/windows.ts';

const until = '2026-09-28';
const mondays = { ...officeCalendar, weekdays: [1] };
const plan = coursePlanner({ kind: 'every', days: 7, until }, defaultCaps);

describe('followingLesson', () => {
  test('whoever is on time keeps the days of the plan', () => {
    const place = firstLesson(plan, officeCalendar, '2026-08-31', 5);
    expect(place).toEqual({ anchor: '2026-08-31', anchorLesson: 1, lessonOn: '2026-08-31' });
    const input = { next: 2, lessons: 5, previous: '2026-08-31', until };
    expect(followingLesson(plan, officeCalendar, place, input).lessonOn).toBe('2026-09-07');
  });

  test('a delay costs no lesson: the rest begins as much sooner as it takes', () => {
    // Lesson 2 was to come on Monday 7 September and came on the Saturday.
    const place = { anchor: '2026-09-07', anchorLesson: 2 };
    const input = { next: 3, lessons: 5, previous: '2026-09-12', until };
    // Evenly would be from Thursday 17th on, which leaves two Mondays for three lessons.
    expect(followingLesson(plan, mondays, place, input)).toEqual({
      anchor: '2026-09-14',
      anchorLesson: 3,
      lessonOn: '2026-09-14',
    });
  });

  test('after the last lesson there is none', () => {
    const place = { anchor: '2026-08-31', anchorLesson: 1 };
    const input = { next: 6, lessons: 5, previous: '2026-09-28', until };
    expect(followingLesson(plan, officeCalendar, place, input)).toEqual({
      ...place,
      lessonOn: null,
    });
  });
});
