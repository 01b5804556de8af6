import { describe, expect, test } from 'vitest';
import { followAliases } from '../../../src/roster/department-alias.ts';
import {
  recogniseReorganisation,
  type Transfer,
} from '../../../src/roster/department-reorganisation.ts';
import { diffRoster } from '../../../src/roster/diff.ts';
import { rosterReport } from '../../../src/roster/roster-report.ts';
import type { RosterState } from '../../../src/roster/roster-state.ts';
import { afterApply, departments, nothing, row, rows } from '../../support/roster-cases.ts';

const went = (count: number, from: string, to: string): Transfer[] =>
  Array.from({ length: count }, () => ({ from, to }));
const none = { merged: [], replaced: [], split: [] };
const recognise = (transfers: Transfer[], gone: string[], added: string[]) =>
  recogniseReorganisation(transfers, new Set(gone), new Set(added));

describe('recogniseReorganisation', () => {
  test('several codes gone into one, new or old, is a merge', () => {
    const moved = [...went(9, 'A', 'C'), ...went(1, 'A', 'D'), ...went(4, 'B', 'C')];
    const merged = [{ codes: ['A', 'B'], into: 'C', people: 13 }];
    expect(recognise(moved, ['A', 'B'], ['C'])).toEqual({ ...none, merged });
    expect(recognise(moved, ['A', 'B'], [])).toEqual({ ...none, merged });
  });

  test('one code gone into an old one is a merge, into a new one a new code', () => {
    expect(recognise(went(5, 'A', 'C'), ['A'], [])).toEqual({
      ...none,
      merged: [{ codes: ['A'], into: 'C', people: 5 }],
    });
    expect(recognise(went(5, 'A', 'C'), ['A'], ['C'])).toEqual({
      ...none,
      replaced: [{ code: 'A', by: 'C', people: 5 }],
    });
  });

  test('people of one code under several new ones is a split, whether or not it stays', () => {
    const parts = [...went(5, 'A', 'A1'), ...went(4, 'A', 'A2')];
    expect(recognise(parts, ['A'], ['A1', 'A2'])).toEqual({
      ...none,
      split: [{ code: 'A', into: ['A1', 'A2'], people: 9 }],
    });
    expect(recognise([...went(5, 'A', 'A'), ...went(4, 'A', 'A2')], [], ['A2'])).toEqual({
      ...none,
      split: [{ code: 'A', into: ['A', 'A2'], people: 9 }],
    });
  });

  test('ordinary movers, small departments and scattered people tell nothing', () => {
    expect(recognise([...went(20, 'A', 'A'), ...went(4, 'A', 'B')], [], [])).toEqual(none);
    expect(recognise(went(2, 'A', 'C'), ['A'], [])).toEqual(none);
    expect(recognise([...went(5, 'A', 'B'), ...went(5, 'A', 'C')], ['A'], [])).toEqual(none);
  });
});

const stored = (...files: ReturnType<typeof rows>[]): RosterState =>
  afterApply(nothing, diffRoster(nothing, files.flat()));
const unit = (code: string) => ({ departments: departments('10', code) });

describe('the diff', () => {
  test('shows a merge, and closes the codes where nobody is left', () => {
    const before = stored(
      rows(5, unit('1001')),
      rows(5, unit('1002'), 6),
      rows(5, unit('1003'), 11),
    );
    const diff = diffRoster(before, [...rows(10, unit('1009')), ...rows(5, unit('1003'), 11)]);
    expect(diff.departments).toMatchObject({
      added: [{ code: '1009' }],
      merged: [{ codes: ['1001', '1002'], into: '1009', people: 10 }],
      closed: ['1001', '1002'],
      aliases: [],
    });
    expect(diff.leavers).toEqual([]);
    const report = rosterReport(1, 'x.csv', diff);
    expect(report).toContain('Looks like a merge (1)\n  1001, 1002 -> 1009  (10)');
    expect(report).toContain('Stängs / Closed (2)');
  });

  test('a partial file closes nothing outside its scope', () => {
    const before = stored(
      rows(5, unit('1001')),
      rows(5, { departments: departments('20', '2001') }, 6),
    );
    expect(diffRoster(before, rows(5, unit('1002'))).departments.closed).toEqual(['1001']);
  });

  test('a department stays open while a row in error, another source or a child needs it', () => {
    const before = stored(
      rows(3, unit('1001')),
      rows(3, unit('1002'), 4),
      rows(3, unit('1003'), 7),
    );
    const bad = { kind: 'bad' as const, row: 9, number: '1', problems: [] };
    const file = [bad, ...rows(8, unit('1009'), 2)];
    const state = { ...before, departmentsElsewhere: ['1002'] };
    expect(diffRoster(state, file).departments.closed).toEqual(['1003']);
  });

  test('a closed department that occurs again is opened and said to be', () => {
    const before = stored(rows(3, unit('1001')));
    const closed = {
      ...before,
      departments: before.departments.map((one) => ({ ...one, closed: one.code === '1001' })),
    };
    const diff = diffRoster(closed, rows(3, unit('1001')));
    expect(diff.departments.reopened).toEqual(['1001']);
    expect(diff.apply.departments).toMatchObject([{ code: '1001' }]);
  });

  test('a code that a merge retired lands where its people went, with a note', () => {
    const before = stored(rows(3, { departments: departments('20', '2001') }));
    const merged = {
      ...before,
      departments: [
        ...before.departments,
        { code: '1001', name: 'Gammal', parent: '2001', closed: true, mergedInto: '2001' },
      ],
    };
    const old = [row('4', unit('1001')), ...rows(3, { departments: departments('20', '2001') })];
    const diff = diffRoster(merged, old);
    expect(diff.joiners).toMatchObject([{ number: '4', department: '2001' }]);
    expect(diff.departments).toMatchObject({
      added: [],
      moved: [],
      reopened: [],
      aliases: [{ code: '1001', into: '2001', rows: 1 }],
    });
    expect(diff.apply.departments).toEqual([]);
    expect(rosterReport(1, 'x.csv', diff)).toContain('1001 -> 2001  (1 rader / rows)');
  });
});

describe('followAliases', () => {
  const tree = [
    { code: '10', name: 'Ett', parent: null, closed: false },
    { code: '1002', name: 'Två', parent: '10', closed: false },
    { code: '1001', name: 'Gammal', parent: '1002', closed: true, mergedInto: '1002' },
    { code: '900', name: 'Äldre', parent: '1001', closed: true, mergedInto: '1001' },
  ];
  const codes = (path: string[]) =>
    followAliases([row('1', { departments: departments(...path) })], tree).rows[0]?.departments.map(
      ({ code }) => code,
    );

  test('follows merges of merges, and what stands below comes along', () => {
    expect(codes(['90', '900'])).toEqual(['10', '1002']);
    expect(codes(['10', '1001', '100101'])).toEqual(['10', '1002', '100101']);
    expect(codes(['10', '1001', '1002'])).toEqual(['10', '1002']);
  });

  test('the place that the file gives the successor counts before the stored one', () => {
    const file = [
      row('1', { departments: departments('10', '1001') }),
      row('2', { departments: departments('30', '1002') }),
    ];
    const { rows: moved, used } = followAliases(file, tree);
    expect(moved.map((one) => one.departments.map(({ code }) => code))).toEqual([
      ['30', '1002'],
      ['30', '1002'],
    ]);
    expect(used).toEqual([{ code: '1001', into: '1002', rows: 1 }]);
  });

  test('gives the same rows back where nothing is retired', () => {
    const file = [row('1', { departments: departments('10', '1002') })];
    expect(followAliases(file, tree).rows).toBe(file);
  });
});
