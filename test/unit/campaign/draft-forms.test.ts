import { describe, expect, test } from 'vitest';
import {
  campaignOf,
  draftContentSchema,
  missingStep,
} from '../../../src/campaign/campaign-draft.ts';
import { choosable, onlyBelow, topmost } from '../../../src/campaign/department-choice.ts';
import {
  readExceptions,
  readWhen,
  readWho,
  usualWhen,
  whenForm,
  whenFormOf,
  whoForm,
} from '../../../src/campaign/draft-forms.ts';

const listed = [
  { id: 1, code: '10', name: 'Omsorg', level: 0, people: 1 },
  { id: 2, code: '11', name: 'Hemtjänst', level: 1, people: 10 },
  { id: 3, code: '12', name: 'Boende', level: 1, people: 20 },
  { id: 4, code: '121', name: 'Eken', level: 2, people: 5 },
  { id: 5, code: '20', name: 'Skola', level: 0, people: 7 },
];
const tree = choosable(listed, 'all');
const none = { departments: [], titles: [], notDepartments: [], notTitles: [] };

describe('departments to choose from', () => {
  test('people are counted with those below', () => {
    expect(tree.map(({ code, people }) => [code, people])).toEqual([
      ['10', 36],
      ['20', 7],
    ]);
  });

  test('rule 10: only what is visible, whose parent is not stands at the top', () => {
    const seen = choosable(listed, new Set([3, 4]));
    expect(seen.map(({ code, people }) => [code, people])).toEqual([['12', 25]]);
    expect(topmost(seen, ['10', '20', '121'])).toEqual(['121']);
  });

  test('what another ticked one includes is left out', () => {
    expect(topmost(tree, ['121', '12', '20'])).toEqual(['12', '20']);
    expect(topmost(tree, [])).toEqual([]);
    expect(onlyBelow(tree, ['12']).map(({ code }) => code)).toEqual(['12']);
  });
});

describe('whom a campaign is for', () => {
  const who = (form: object, whole = true) => readWho(whoForm.parse(form), none, { tree, whole });

  test('everyone, departments, titles', () => {
    expect(who({ everyone: 'all', departments: '10' })).toEqual({
      value: { audience: { kind: 'all' } },
    });
    expect(who({ everyone: 'chosen', departments: ['121', '20'] })).toEqual({
      value: { audience: { kind: 'departments', codes: ['121', '20'] } },
    });
    expect(who({ everyone: 'chosen', titles: ' Rektor \r\n\r\nrektor\nLärare' })).toMatchObject({
      value: { audience: { kind: 'chosen', titles: ['Rektor', 'Lärare'] } },
    });
  });

  test('rule 10: whoever sees a part can neither choose everyone nor a title everywhere', () => {
    for (const form of [{ everyone: 'all' }, { everyone: 'chosen', titles: 'Rektor' }])
      expect(who(form, false)).toMatchObject({ problems: [{ field: 'departments' }] });
  });

  test('exceptions lie below what was chosen, and do not take all of it', () => {
    const before = { ...none, departments: ['12'] };
    const below = onlyBelow(tree, ['12']);
    const read = (departments: string[]) =>
      readExceptions({ departments, titles: 'Chef' }, before, below);
    expect(read(['121', '20'])).toMatchObject({
      value: { audience: { departments: ['12'], notDepartments: ['121'], notTitles: ['Chef'] } },
    });
    expect(read(['12'])).toMatchObject({ problems: [{ field: 'departments' }] });
    // A changed choice keeps those that still lie within it.
    const kept = readWho(
      whoForm.parse({ departments: '20' }),
      { ...none, notDepartments: ['121'] },
      { tree, whole: true },
    );
    expect(kept).toEqual({ value: { audience: { kind: 'departments', codes: ['20'] } } });
  });
});

describe('when a campaign sends', () => {
  const today = '2026-08-20';
  const usual = usualWhen(today, 8, 'even:2');
  const problems = (given: object) => {
    const read = readWhen(whenForm.parse({ ...usual, ...given }), today);
    return 'problems' in read ? read.problems.map(({ field }) => field) : [];
  };

  test('what the page proposes can be sent as it is, and comes back as it was', () => {
    const read = readWhen(usual, today);
    expect(read).toMatchObject({
      value: { start: '2026-09-07', announceDays: 5, cadence: { kind: 'every', days: 14 } },
    });
    if ('value' in read) expect(whenFormOf(read.value)).toEqual(usual);
  });

  test.each([
    ['start', { start: '7/9' }],
    ['start', { start: '2026-02-30' }],
    ['until', { until: '' }],
    ['until', { until: '2026-08-01' }],
    ['until', { until: '2036-08-01' }],
    ['until', { start: '2027-01-01', until: '2026-12-01' }],
    ['everyDays', { everyDays: '0' }],
    ['rollingDays', { cadence: 'rolling', rollingDays: 'x' }],
    ['retainUntil', { cadence: 'retain', retainUntil: '' }],
    ['retainUntil', { cadence: 'retain', until: '2026-12-01', retainUntil: '2026-11-01' }],
    ['arm', { arm: 'gain:3' }],
    ['weekdays', { weekdays: [] }],
    ['from', { from: '16:00', hoursUntil: '16:10' }],
    ['announceDays', { announceDays: '61' }],
  ])('%s is told to be wrong in %j, and nothing else', (field, given) => {
    expect(problems(given)).toEqual([field]);
  });

  test('a field that does not count is not looked at', () => {
    expect(problems({ cadence: 'rolling', until: 'x', everyDays: 'x' })).toEqual([]);
    expect(problems({ announce: 'no', announceDays: 'x' })).toEqual([]);
  });
});

test('a draft is a campaign once every page is filled in', () => {
  const audience = { kind: 'all' as const };
  const read = readWhen(usualWhen('2026-08-20', 8, 'none'), '2026-08-20');
  if ('problems' in read) throw new RangeError('What is usual cannot be wrong.');
  const when = read.value;
  expect(missingStep({})).toBe('course');
  expect(missingStep({ course: 'x' })).toBe('who');
  expect(missingStep({ course: 'x', audience })).toBe('when');
  expect(campaignOf({ course: 'x', audience })).toBeUndefined();
  const stored = JSON.parse(JSON.stringify({ course: 'x', audience, when }));
  expect(campaignOf(draftContentSchema.parse(stored))).toMatchObject({
    course: 'x',
    announceDays: 5,
    arm: 'none',
  });
  const quiet = campaignOf({ course: 'x', audience, when: { ...when, announceDays: null } });
  expect(quiet).not.toHaveProperty('announceDays');
});
