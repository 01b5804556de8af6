import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DueCampaign,
  type DueEnrolment,
  decideDue,
  firstDue,
  respaced,
  resumedDue,
} from '../../../src/campaign/due.ts';
import { addDays, isOpen, localDay, nextSlot } from '../../../src/spacing/sending-window.ts';
import { spreadFraction } from '../../../src/spacing/spread.ts';
import { anyDay, anyInstant, anyWindow, officeHours } from '../../support/windows.ts';

const minute = 60_000;
const hour = 60 * minute;

const campaign: DueCampaign = {
  window: officeHours,
  everyDays: 14,
  until: '2026-12-31',
  lessons: 3,
};

/** Monday, half past ten in Stockholm. */
const now = new Date('2026-09-14T08:30:00Z');

const due: DueEnrolment = {
  id: 1,
  employeeId: 17,
  anchor: '2026-08-31',
  nextLesson: 2,
  dueAt: new Date('2026-09-14T08:20:00Z'),
  hasLeft: false,
  hasAddress: true,
  mayBeMailed: true,
  heldUntil: undefined,
};

const slotOf = (after: Date, day?: string) =>
  nextSlot(officeHours, after, spreadFraction(due.employeeId), day);

describe('decideDue', () => {
  test('sends, and says when the next lesson falls due', () => {
    expect(decideDue(campaign, due, now)).toEqual({
      kind: 'send',
      lesson: 2,
      day: '2026-09-14',
      nextLesson: 3,
      nextDueAt: slotOf(now, '2026-09-28'),
    });
  });

  test('after the last lesson nothing falls due', () => {
    expect(decideDue(campaign, { ...due, nextLesson: 3 }, now)).toMatchObject({
      kind: 'send',
      lesson: 3,
      nextLesson: 4,
      nextDueAt: undefined,
    });
  });

  test('nor when the next lesson would come after the end', () => {
    expect(decideDue({ ...campaign, until: '2026-09-27' }, due, now)).toMatchObject({
      kind: 'send',
      nextDueAt: undefined,
    });
  });

  test.each([
    ['left', { hasLeft: true }],
    ['left', { hasLeft: true, hasAddress: false, heldUntil: 'open', nextLesson: 4 }],
    ['no-address', { hasAddress: false }],
    ['no-address', { hasAddress: false, heldUntil: 'open' }],
    ['hold', { heldUntil: 'open' }],
    ['hold', { heldUntil: 'open', mayBeMailed: false }],
    ['end', { nextLesson: 4 }],
    ['end', { nextLesson: 4, heldUntil: 'open' }],
    ['end', { heldUntil: '2026-12-31' }],
  ] as const)('rule 7: parks as %s: %j', (reason, change) => {
    expect(decideDue(campaign, { ...due, ...change }, now)).toEqual({ kind: 'park', reason });
  });

  test('parks as end after the last day', () => {
    expect(decideDue({ ...campaign, until: '2026-09-13' }, due, now)).toEqual({
      kind: 'park',
      reason: 'end',
    });
  });

  test('rule 7: a hold with an end postpones to the first sending day after it', () => {
    // The hold ends on a Friday.
    expect(decideDue(campaign, { ...due, heldUntil: '2026-10-02' }, now)).toEqual({
      kind: 'postpone',
      dueAt: slotOf(now, '2026-10-05'),
    });
  });

  test('whom a pilot leaves out is asked about again the next day', () => {
    expect(decideDue(campaign, { ...due, mayBeMailed: false }, now)).toEqual({
      kind: 'postpone',
      dueAt: slotOf(now, '2026-09-15'),
    });
  });

  test('rule 6: what is an hour late is sent, a moment more and it is re-spaced', () => {
    const late = (milliseconds: number) =>
      decideDue(campaign, { ...due, dueAt: new Date(now.getTime() - milliseconds) }, now);
    expect(late(hour).kind).toBe('send');
    expect(late(hour + 1)).toEqual({ kind: 'postpone', dueAt: slotOf(now) });
  });

  test.each([
    ['before the window opens', '2026-09-14T05:29:59Z'],
    ['when it has just closed', '2026-09-14T14:00:00Z'],
    ['on a Sunday', '2026-09-13T08:30:00Z'],
  ])('rule 6: %s nothing is sent', (_when, at) => {
    const then = new Date(at);
    const decision = decideDue(campaign, { ...due, dueAt: then }, then);
    expect(decision).toEqual({ kind: 'postpone', dueAt: slotOf(then) });
  });
});

const anySituation = fc.record({
  campaign: fc.record({
    window: anyWindow,
    everyDays: fc.integer({ min: 1, max: 30 }),
    until: anyDay,
    lessons: fc.integer({ min: 1, max: 8 }),
  }),
  due: fc.record({
    id: fc.constant(1),
    employeeId: fc.integer({ min: 1, max: 2 ** 40 }),
    anchor: anyDay,
    nextLesson: fc.integer({ min: 1, max: 9 }),
    dueAt: anyInstant,
    hasLeft: sometimes(),
    hasAddress: sometimes().map((no) => !no),
    mayBeMailed: sometimes().map((no) => !no),
    heldUntil: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant('open' as const) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) },
    ),
  }),
  /** How late the tick comes; mostly about an hour. */
  late: fc.oneof(
    fc.integer({ min: 0, max: 2 * hour }),
    fc.integer({ min: 0, max: 400 * 24 * hour }),
  ),
});

/** Situations as the tick meets them: due in the past, a hold that covers today. */
const situations = anySituation.map(({ campaign, due, late }) => {
  const now = new Date(due.dueAt.getTime() + late);
  const today = localDay(campaign.window.timeZone, now);
  const heldUntil =
    typeof due.heldUntil === 'number' ? addDays(today, due.heldUntil) : due.heldUntil;
  return { campaign, due: { ...due, heldUntil }, now, today };
});

describe('decideDue in any situation', () => {
  const check = (
    property: (
      situation: { campaign: DueCampaign; due: DueEnrolment; now: Date; today: string },
      decision: ReturnType<typeof decideDue>,
    ) => void,
  ) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(situations, (situation) => {
        const decision = decideDue(situation.campaign, situation.due, situation.now);
        seen.add(decision.kind);
        property(situation, decision);
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(['park', 'postpone', 'send']);
  };

  test('rule 6: sends only inside the window and at most an hour late', () => {
    check(({ campaign, due, now, today }, decision) => {
      if (decision.kind !== 'send') return;
      expect(isOpen(campaign.window, now)).toBe(true);
      expect(now.getTime() - due.dueAt.getTime()).toBeLessThanOrEqual(hour);
      expect(decision.day).toBe(today);
      expect(isOpen(campaign.window, now)).toBe(true);
      expect(today <= campaign.until).toBe(true);
    });
  });

  test('rule 7: sends to nobody who has left, is held, has no address or is left out of the pilot', () => {
    check(({ campaign, due }, decision) => {
      if (decision.kind !== 'send') return;
      expect(due).toMatchObject({
        hasLeft: false,
        hasAddress: true,
        mayBeMailed: true,
        heldUntil: undefined,
      });
      expect(decision.lesson).toBe(due.nextLesson);
      expect(decision.nextLesson).toBe(due.nextLesson + 1);
      expect(decision.lesson).toBeLessThanOrEqual(campaign.lessons);
    });
  });

  test('rule 6: the next lesson keeps its distance, on a sending day not after the end', () => {
    check(({ campaign, today }, decision) => {
      if (decision.kind !== 'send' || decision.nextDueAt === undefined) return;
      const day = localDay(campaign.window.timeZone, decision.nextDueAt);
      expect(day >= addDays(today, Math.min(campaign.everyDays, 7))).toBe(true);
      expect(day <= campaign.until).toBe(true);
      expect(decision.nextLesson).toBeLessThanOrEqual(campaign.lessons);
    });
  });

  test('rule 6: postpones into the window, past the hold, never after the end', () => {
    check(({ campaign, due, now, today }, decision) => {
      if (decision.kind !== 'postpone') return;
      expect(decision.dueAt >= now).toBe(true);
      expect(isOpen(campaign.window, decision.dueAt)).toBe(true);
      const day = localDay(campaign.window.timeZone, decision.dueAt);
      expect(day <= campaign.until).toBe(true);
      if (due.heldUntil !== undefined) expect(day > due.heldUntil).toBe(true);
      if (!due.mayBeMailed) expect(day > today).toBe(true);
    });
  });

  test('parks for the reason that holds', () => {
    check(({ campaign, due, now, today }, decision) => {
      if (decision.kind !== 'park') return;
      if (due.hasLeft) expect(decision.reason).toBe('left');
      else if (!due.hasAddress) expect(decision.reason).toBe('no-address');
      else if (decision.reason === 'hold') expect(due.heldUntil).toBe('open');
      else {
        expect(decision.reason).toBe('end');
        if (due.nextLesson > campaign.lessons || today > campaign.until) return;
        // Otherwise no slot is left: with a later end the same would only be postponed.
        const longer = { ...campaign, until: addDays(campaign.until, 500) };
        expect(decideDue(longer, due, now).kind).toBe('postpone');
      }
    });
  });

  test('rule 2: what is postponed is sent when its time comes', () => {
    check(({ campaign, due }, decision) => {
      if (decision.kind !== 'postpone') return;
      const then = { ...due, dueAt: decision.dueAt, heldUntil: undefined, mayBeMailed: true };
      expect(decideDue(campaign, then, decision.dueAt)).toMatchObject({
        kind: 'send',
        lesson: due.nextLesson,
      });
    });
  });
});

describe('respaced', () => {
  test('rule 6: the loser of a day goes to its slot on a later sending day', () => {
    expect(respaced(campaign, 17, now)).toEqual(slotOf(now, '2026-09-15'));
    expect(respaced(campaign, 17, new Date('2026-09-18T08:30:00Z'))).toEqual(
      slotOf(now, '2026-09-21'),
    );
  });

  test('is undefined when no day is left', () => {
    expect(respaced({ ...campaign, until: '2026-09-14' }, 17, now)).toBeUndefined();
  });
});

describe('firstDue', () => {
  test('is the slot of the anchor day', () => {
    expect(firstDue(campaign, 17, '2026-09-21', now)).toEqual(slotOf(now, '2026-09-21'));
  });

  test('is today at the earliest, tomorrow when the slot has passed', () => {
    const early = new Date('2026-09-14T04:00:00Z');
    expect(firstDue(campaign, 17, '2026-08-31', early)).toEqual(slotOf(early, '2026-09-14'));
    const late = new Date('2026-09-14T20:00:00Z');
    expect(firstDue(campaign, 17, '2026-08-31', late)).toEqual(slotOf(late, '2026-09-15'));
  });

  test('is undefined when the campaign ends before', () => {
    expect(firstDue({ ...campaign, until: '2026-09-20' }, 17, '2026-09-21', now)).toBeUndefined();
  });
});

describe('resumedDue', () => {
  const resumed = (nextLesson: number, at = now, until = campaign.until) =>
    resumedDue({ ...campaign, until }, { employeeId: 17, anchor: '2026-08-31', nextLesson }, at);

  test('rule 6: a short leave does not bring the next lesson forward', () => {
    expect(resumed(3)).toEqual(slotOf(now, '2026-09-28'));
  });

  test('a lesson whose day has passed comes at the next slot', () => {
    expect(resumed(2, new Date('2026-09-16T04:00:00Z'))).toEqual(slotOf(now, '2026-09-16'));
  });

  test('is undefined when the campaign ends before', () => {
    expect(resumed(3, now, '2026-09-27')).toBeUndefined();
  });
});

function sometimes(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 5 }).map((value) => value === 0);
}
