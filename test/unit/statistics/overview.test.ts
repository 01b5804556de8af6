import { expect, test } from 'vitest';
import { needsAttention } from '../../../src/statistics/digest.ts';
import {
  changeOf,
  digestOf,
  type Earlier,
  focusOn,
  onlyTop,
  readSort,
  sortRows,
  sortText,
  subtreeOf,
} from '../../../src/statistics/overview.ts';
import { completionWith, hiddenRow, shownRow } from '../../support/completion-rows.ts';

const rows = [
  shownRow('A', null, [100, 60, 20]),
  shownRow('A1', 'A', [50, 40, 5]),
  shownRow('A11', 'A1', [30, 30, 4]),
  hiddenRow('A2', 'A'),
  shownRow('B', null, [40, 10, 10]),
];
const completion = completionWith(rows, shownRow('', null, [150, 75, 30]));
const earlier: Earlier = {
  day: '2026-11-14',
  total: shownRow('', null, [150, 70, 32]),
  departments: new Map([
    ['A', shownRow('A', null, [100, 59, 20])],
    ['B', shownRow('B', null, [40, 4, 10])],
  ]),
};
const codes = (some: readonly { code: string }[]) => some.map(({ code }) => code);

test('a page is about all that is seen, or a department with those above and right below it', () => {
  const all = focusOn(completion, earlier, undefined);
  expect(all?.row).toBeUndefined();
  expect(all?.figures.invited).toBe(150);
  expect(codes(all?.below ?? [])).toEqual(['A', 'B']);
  const one = focusOn(completion, earlier, 'A11');
  expect(codes(one?.above ?? [])).toEqual(['A', 'A1']);
  expect(one?.below).toEqual([]);
  expect(focusOn(completion, earlier, 'A')?.before?.started).toBe(59);
  expect(focusOn(completion, earlier, 'C')).toBeUndefined();
});

test('a reader of one department begins there, of several above them', () => {
  expect(onlyTop(rows.filter(({ code }) => code !== 'B'))).toBe('A');
  expect(onlyTop(rows)).toBeUndefined();
  expect(onlyTop([])).toBeUndefined();
});

test('a change is told only where both days are, and neither is older than it says', () => {
  const now = shownRow('A', null, [100, 60, 18]);
  expect(changeOf(now, shownRow('A', null, [90, 50, 20]))).toEqual({ started: 10, completed: -2 });
  const unknown = { started: null, completed: null };
  expect(changeOf(now, undefined)).toEqual(unknown);
  expect(changeOf(now, hiddenRow('A', null))).toEqual(unknown);
  expect(changeOf(hiddenRow('A', null), now)).toEqual(unknown);
  expect(changeOf({ ...now, asOf: '2026-11-18' }, now)).toEqual(unknown);
  expect(changeOf(now, { ...now, asOf: '2026-11-10' })).toEqual(unknown);
});

test.each([
  ['name', ['A', 'A1', 'A2', 'A11', 'B']],
  ['-name', ['B', 'A11', 'A2', 'A1', 'A']],
  ['invited', ['A11', 'B', 'A1', 'A', 'A2']],
  ['-invited', ['A', 'A1', 'B', 'A11', 'A2']],
  // By share: 100, 80, 60, 25 %.
  ['-started', ['A11', 'A1', 'A', 'B', 'A2']],
  ['-change', ['B', 'A', 'A1', 'A2', 'A11']],
])('sorted by %s, what is hidden stands last', (sort, expected) => {
  expect(sortText(readSort(sort))).toBe(sort);
  expect(codes(sortRows(rows, earlier, readSort(sort)))).toEqual(expected);
});

test('an address that makes no sense sorts by name', () => {
  expect(readSort('-salary')).toEqual({ key: 'name', descending: false });
});

test('a file of a department has all below it and nothing else', () => {
  expect(codes(subtreeOf(rows, 'A1'))).toEqual(['A1', 'A11']);
  expect(codes(subtreeOf(rows, undefined))).toEqual(codes(rows));
});

test('attention looks at the lowest departments that are shown, not at those that sum them', () => {
  const facts = { id: 1, course: { sv: 'K', en: 'C' }, paused: false, until: null };
  const focus = { figures: completion.total, before: earlier.total };
  const found = needsAttention(digestOf(facts, completion, focus), '2026-11-21');
  expect(digestOf(facts, completion, focus).departments.map(({ name }) => name)).toEqual([
    'Enhet A11',
    'Enhet B',
  ]);
  expect(found).toEqual([]);
  const behind = completionWith(
    rows.map((row) => (row.code === 'B' ? { ...row, started: 9 } : row)),
    completion.total,
  );
  expect(needsAttention(digestOf(facts, behind, focus), '2026-11-21')).toEqual([
    { kind: 'behind', name: 'Enhet B', started: 9, invited: 40 },
  ]);
});
