import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armNamed } from '../../../src/campaign/campaign-arm.ts';
import { decideDue } from '../../../src/campaign/due.ts';
import type {
  DueCampaign,
  DueDecision,
  DueEnrolment,
  DuePerson,
  DueReview,
} from '../../../src/campaign/due-person.ts';
import { coursePlanner } from '../../../src/campaign/lesson-course.ts';
import { defaultCaps } from '../../../src/spacing/caps.ts';
import { dayNumber } from '../../../src/spacing/local-day.ts';
import { defaultReminderRule } from '../../../src/spacing/reminder.ts';
import { firstReview } from '../../../src/spacing/review.ts';
import { addDays, isOpen, localDay, nextSlot } from '../../../src/spacing/sending-window.ts';
import { spreadFraction } from '../../../src/spacing/spread.ts';
import { anyCalendar, anyInstant, officeHours } from '../../support/windows.ts';
import '../../support/fast-check.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Monday, half past ten in Stockholm. */
const now = new Date('2026-09-14T08:30:00Z');

function campaignUntil(until: string | null, given: Partial<DueCampaign> = {}): DueCampaign {
  const cadence =
    until === null
      ? { kind: 'rolling' as const, days: 14 }
      : { kind: 'every' as const, days: 14, until };
  return {
    id: 1,
    until,
    lessons: 3,
    arm: armNamed('even:2'),
    plan: coursePlanner(cadence, defaultCaps),
    caps: defaultCaps,
    reminders: defaultReminderRule,
    ...given,
  };
}

/** The second lesson of three is due, ten minutes ago. */
const enrolment: DueEnrolment = {
  id: 11,
  employeeId: 17,
  campaign: campaignUntil('2026-12-31'),
  calendar: officeHours,
  anchor: '2026-08-31',
  anchorLesson: 1,
  nextLesson: 2,
  lessonOn: '2026-09-14',
  dueAt: new Date('2026-09-14T08:20:00Z'),
  unanswered: undefined,
  reviews: [],
};

const person: DuePerson = {
  employeeId: 17,
  hasLeft: false,
  hasAddress: true,
  mayBeMailed: true,
  heldUntil: undefined,
  history: [{ day: '2026-08-31', campaign: 1 }],
  enrolments: [enrolment],
};

const slotOf = (after: Date, day?: string) =>
  nextSlot(officeHours, after, spreadFraction(person.employeeId), day);

/** The one decision about someone with one enrolment. */
function decide(
  change: Partial<DuePerson> = {},
  changed: Partial<DueEnrolment> = {},
  at = now,
): DueDecision {
  const enrolments = change.enrolments ?? [{ ...enrolment, ...changed }];
  const [decision] = decideDue({ ...person, ...change, enrolments }, at);
  if (decision === undefined) throw new Error('Nothing was decided.');
  return decision;
}

/** The question of an earlier lesson, right once, due on that day. */
function review(lesson: number, dueOn: string): DueReview {
  const first = firstReview(true, dayNumber('2026-08-31'));
  return {
    lesson,
    question: `question-${lesson}`,
    round: 2,
    review: { ...first, dueOn: dayNumber(dueOn) },
  };
}

const sentLast = { asking: 5, lesson: 1, sentDay: '2026-09-07', reminded: [] };

describe('decideDue', () => {
  test('sends the lesson, and says when the next one falls due', () => {
    expect(decide()).toMatchObject({
      mail: { kind: 'lesson', lesson: 2, day: '2026-09-14', repetition: undefined },
      plan: {
        nextLesson: 3,
        lessonOn: '2026-09-28',
        anchor: '2026-08-31',
        anchorLesson: 1,
        parked: null,
      },
    });
  });

  test('looks again when the lesson may be reminded of', () => {
    // Five days later is a Saturday.
    expect(decide().plan.dueAt).toEqual(slotOf(now, '2026-09-21'));
  });

  test('rule 6: whose day turns out to be taken stays where they were and is looked at the next day', () => {
    expect(decide().withoutMail).toEqual({
      anchor: '2026-08-31',
      anchorLesson: 1,
      nextLesson: 2,
      lessonOn: '2026-09-14',
      // Not the next week: what took the day may be of another campaign.
      dueAt: slotOf(now, '2026-09-15'),
      parked: null,
    });
  });

  test('nothing more falls due when the next lesson and the reminders would come after the end', () => {
    const over = { campaign: campaignUntil('2026-09-17') };
    expect(decide({}, over).plan).toMatchObject({
      nextLesson: 3,
      dueAt: null,
      parked: 'end',
    });
  });

  test.each([
    ['left', { hasLeft: true }],
    ['left', { hasLeft: true, hasAddress: false, heldUntil: 'open' }],
    ['no-address', { hasAddress: false }],
    ['no-address', { hasAddress: false, heldUntil: 'open' }],
    ['hold', { heldUntil: 'open' }],
    ['hold', { heldUntil: 'open', mayBeMailed: false }],
    ['end', { heldUntil: '2026-12-31' }],
  ] as const)('rule 7: parks as %s, with the place kept: %j', (parked, change) => {
    const { mail, plan } = decide(change);
    expect(mail).toBeUndefined();
    expect(plan).toEqual({
      anchor: '2026-08-31',
      anchorLesson: 1,
      nextLesson: 2,
      lessonOn: '2026-09-14',
      dueAt: null,
      parked,
    });
  });

  test('parks as end after the last day, or with nothing left to send', () => {
    const after = decide({}, { campaign: campaignUntil('2026-09-13') });
    expect(after).toMatchObject({ mail: undefined, plan: { dueAt: null, parked: 'end' } });
    const done = decide({}, { nextLesson: 4, lessonOn: null });
    expect(done).toMatchObject({ mail: undefined, plan: { dueAt: null, parked: 'end' } });
  });

  test('rule 7: a hold with an end postpones to the first sending day after it', () => {
    // The hold ends on a Friday.
    const { mail, plan } = decide({ heldUntil: '2026-10-02' });
    expect(mail).toBeUndefined();
    expect(plan).toMatchObject({ nextLesson: 2, dueAt: slotOf(now, '2026-10-05') });
  });

  test.each([
    ['whom a pilot leaves out', { mayBeMailed: false }, {}],
    ['whose last mail still waits to be sent', {}, { unanswered: { ...sentLast, isQueued: true } }],
  ])('%s is asked about again the next day', (_who, change, changed) => {
    const { mail, plan } = decide(change, changed);
    expect(mail).toBeUndefined();
    expect(plan).toMatchObject({ nextLesson: 2, dueAt: slotOf(now, '2026-09-15') });
  });

  test('rule 6: what is an hour late is sent, a moment more and it is re-spaced', () => {
    const late = (by: number) => decide({}, { dueAt: new Date(now.getTime() - by) });
    expect(late(hour).mail?.kind).toBe('lesson');
    expect(late(hour + 1)).toMatchObject({ mail: undefined, plan: { dueAt: slotOf(now) } });
  });

  test.each([
    ['before the window opens', '2026-09-14T05:29:59Z'],
    ['when it has just closed', '2026-09-14T14:00:00Z'],
    ['on a Sunday', '2026-09-13T08:30:00Z'],
  ])('rule 6: %s nothing is sent', (_when, at) => {
    const then = new Date(at);
    expect(decide({}, { dueAt: then }, then)).toMatchObject({
      mail: undefined,
      plan: { dueAt: slotOf(then) },
    });
  });

  test('rule 6: a second mail of the day or the week waits for the day on which it may go', () => {
    const taken = (mails: { day: string; campaign: number }[]) => {
      const { mail, plan } = decide({ history: mails });
      expect(mail).toBeUndefined();
      return localDay('Europe/Stockholm', plan.dueAt ?? now);
    };
    expect(taken([{ day: '2026-09-14', campaign: 2 }])).toBe('2026-09-15');
    expect(taken([{ day: '2026-09-11', campaign: 1 }])).toBe('2026-09-16');
    expect(
      taken([
        { day: '2026-09-10', campaign: 2 },
        { day: '2026-09-11', campaign: 3 },
      ]),
    ).toBe('2026-09-15');
  });
});

describe('decideDue with a question to repeat', () => {
  const reviews = [review(1, '2026-09-12')];

  test('the lesson takes it along, never more than one', () => {
    const both = [review(1, '2026-09-12'), review(2, '2026-09-10')];
    const { mail } = decide({}, { nextLesson: 3, reviews: both });
    expect(mail).toMatchObject({ kind: 'lesson', lesson: 3, repetition: { lesson: 2, round: 2 } });
  });

  test('it goes alone where no lesson is near', () => {
    const alone = decide({}, { lessonOn: '2026-09-28', reviews });
    expect(alone.mail).toMatchObject({ kind: 'repetition', repetition: { lesson: 1 } });
    expect(alone.plan).toMatchObject({ nextLesson: 2, lessonOn: '2026-09-28' });
  });

  test('it waits for a lesson whose place it would take', () => {
    const waits = decide({}, { lessonOn: '2026-09-17', reviews });
    expect(waits.mail).toBeUndefined();
    expect(waits.plan.dueAt).toEqual(slotOf(now, '2026-09-17'));
  });

  test('nor does it take the place of the lesson after the next where two a week are allowed', () => {
    const caps = { ...defaultCaps, perWeekPerCampaign: 2, spanDays: 1 };
    const plan = coursePlanner({ kind: 'rolling', days: 1 }, caps);
    // Lessons on Tuesday and Friday of this week: the Monday is free, its mail would be a third.
    const twice = { caps, plan, until: null, lessons: 7 };
    const waits = decide(
      { history: [{ day: '2026-09-11', campaign: 1 }] },
      {
        campaign: campaignUntil(null, twice),
        anchor: '2026-09-11',
        nextLesson: 2,
        lessonOn: '2026-09-15',
        reviews,
      },
    );
    expect(waits.mail).toBeUndefined();
    expect(waits.plan.dueAt).toEqual(slotOf(now, '2026-09-15'));
  });

  test('nor does it take the place of lessons of other campaigns', () => {
    const near = [
      { day: '2026-09-16', campaign: 2 },
      { day: '2026-09-18', campaign: 3 },
    ];
    const done = { lessonOn: null, nextLesson: 4, reviews };
    expect(decide({}, { ...done, others: near.slice(1) }).mail?.kind).toBe('repetition');
    const waits = decide({}, { ...done, others: near });
    expect(waits.mail).toBeUndefined();
    expect(waits.plan.dueAt).toEqual(slotOf(now, '2026-09-21'));
  });

  test('what is not due stays', () => {
    expect(decide({}, { reviews: [review(1, '2026-09-15')] }).mail).toMatchObject({
      kind: 'lesson',
      repetition: undefined,
    });
  });
});

describe('rule 7: decideDue with a lesson that has no answer', () => {
  const waiting = { lessonOn: '2026-09-28', unanswered: sentLast };

  test('reminds, with the same asking, and not again before five days more', () => {
    const { mail, plan } = decide({ history: [] }, waiting);
    expect(mail).toEqual({ kind: 'reminder', day: '2026-09-14', lesson: 1, asking: 5 });
    // Five days later is a Saturday.
    expect(plan.dueAt).toEqual(slotOf(now, '2026-09-21'));
  });

  test('not a third time, not early, and not after a week without a day for it', () => {
    const twice = { ...sentLast, sentDay: '2026-08-24', reminded: ['2026-08-31', '2026-09-07'] };
    expect(decide({ history: [] }, { ...waiting, unanswered: twice }).mail).toBeUndefined();
    const young = { ...sentLast, sentDay: '2026-09-10' };
    expect(decide({ history: [] }, { ...waiting, unanswered: young }).mail).toBeUndefined();
    const old = { ...sentLast, sentDay: '2026-09-01' };
    expect(decide({ history: [] }, { ...waiting, unanswered: old }).mail).toBeUndefined();
  });

  test('the lesson that is due goes instead', () => {
    expect(decide({ history: [] }, { unanswered: sentLast }).mail?.kind).toBe('lesson');
  });
});

describe('decideDue with several campaigns', () => {
  const other = (given: Partial<DueEnrolment>): DueEnrolment => ({
    ...enrolment,
    id: 12,
    campaign: campaignUntil('2026-12-31', { id: 2 }),
    ...given,
  });

  test('rule 6: one mail in all, the oldest lesson; the other looks again tomorrow', () => {
    const enrolments = [enrolment, other({ lessonOn: '2026-09-11' })];
    const [one, two] = decideDue({ ...person, enrolments }, now);
    expect(one).toMatchObject({ mail: undefined, plan: { dueAt: slotOf(now, '2026-09-15') } });
    expect(two?.mail).toMatchObject({ kind: 'lesson' });
  });

  test('a lesson before a reminder before a repetition', () => {
    const reminder = other({ lessonOn: null, nextLesson: 4, unanswered: sentLast });
    const repetition = {
      ...enrolment,
      lessonOn: null,
      nextLesson: 4,
      reviews: [review(1, '2026-09-01')],
    };
    const kinds = (enrolments: DueEnrolment[]) =>
      decideDue({ ...person, history: [], enrolments }, now).flatMap(
        ({ mail }) => mail?.kind ?? [],
      );
    expect(kinds([repetition, reminder])).toEqual(['reminder']);
    expect(kinds([repetition, other({})])).toEqual(['lesson']);
    expect(kinds([repetition])).toEqual(['repetition']);
  });
});

describe('decideDue in any situation', () => {
  const anySituation = fc
    .record({
      calendar: anyCalendar,
      length: fc.integer({ min: -5, max: 100 }),
      dueAt: anyInstant,
      lessonIn: fc.integer({ min: -60, max: 60 }),
      nextLesson: fc.integer({ min: 1, max: 4 }),
      hasLeft: sometimes(),
      hasAddress: sometimes().map((no) => !no),
      mayBeMailed: sometimes().map((no) => !no),
      heldFor: fc.option(fc.constantFrom('open' as const, 0, 10, 60), { nil: undefined, freq: 2 }),
      late: fc.oneof(fc.integer({ min: 0, max: hour }), fc.integer({ min: 0, max: 1e10 })),
      history: fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 3 })), {
        maxLength: 4,
      }),
    })
    .map((given) => {
      const { calendar } = given;
      const dueAt = nextSlot(calendar, given.dueAt, spreadFraction(person.employeeId));
      const at = new Date(dueAt.getTime() + given.late);
      const today = localDay('Europe/Stockholm', at);
      const on = addDays(today, given.lessonIn);
      const { heldFor, hasLeft, hasAddress, mayBeMailed, nextLesson } = given;
      const heldUntil = typeof heldFor === 'number' ? addDays(today, heldFor) : heldFor;
      const history = given.history.map(([ago, campaign]) => ({
        day: addDays(today, -ago),
        campaign,
      }));
      const one: DueEnrolment = {
        ...enrolment,
        campaign: campaignUntil(addDays(today, given.length)),
        calendar,
        dueAt,
        nextLesson,
        lessonOn: nextLesson === 4 ? null : on,
        anchor: on,
      };
      const who = { ...person, hasLeft, hasAddress, mayBeMailed, heldUntil, history };
      return { at, today, one, who: { ...who, enrolments: [one] } };
    });

  test('rules 6 and 7: a mail only to whom it may go, inside the window, at most an hour late', () => {
    let sent = 0;
    fc.assert(
      fc.property(anySituation, ({ at, today, one, who }) => {
        const { mail } = decideDue(who, at)[0] ?? {};
        if (mail === undefined) return;
        sent += 1;
        expect(isOpen(one.calendar, at)).toBe(true);
        expect(at.getTime() - one.dueAt.getTime()).toBeLessThanOrEqual(hour);
        expect(mail.day).toBe(today);
        expect(today <= (one.campaign.until ?? '')).toBe(true);
        expect(who).toMatchObject({ hasLeft: false, hasAddress: true, mayBeMailed: true });
        expect(who.heldUntil).toBeUndefined();
        expect(who.history.some(({ day }) => day === today)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
    expect(sent).toBeGreaterThan(50);
  });

  test('it is always clear what comes next: a later slot inside the window, or why there is none', () => {
    let planned = 0;
    fc.assert(
      fc.property(anySituation, ({ at, one, who }) => {
        for (const { plan, withoutMail } of decideDue(who, at))
          for (const { dueAt, parked } of [plan, withoutMail]) {
            expect((dueAt === null) !== (parked === null)).toBe(true);
            if (dueAt === null) continue;
            planned += 1;
            expect(dueAt >= at).toBe(true);
            expect(isOpen(one.calendar, dueAt)).toBe(true);
            const day = localDay('Europe/Stockholm', dueAt);
            expect(day <= (one.campaign.until ?? '')).toBe(true);
            if (who.heldUntil !== undefined) expect(day > who.heldUntil).toBe(true);
          }
      }),
      { numRuns: 2_000 },
    );
    expect(planned).toBeGreaterThan(500);
  });
});

function sometimes(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 5 }).map((value) => value === 0);
}
