import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  circleSince,
  findCircle,
  type Merge,
  type Period,
  successorAt,
  treeAt,
  withoutCircles,
} from '../../../src/roster/department-history.ts';
import { planMerge, standsBelow } from '../../../src/roster/department-merge.ts';
import type { StoredDepartment } from '../../../src/roster/roster-state.ts';

function treeOf(parents: Record<string, string | null>): Map<string, StoredDepartment> {
  return new Map(
    Object.entries(parents).map(([code, parent]) => [
      code,
      { code, name: `Enhet ${code}`, parent, closed: false },
    ]),
  );
}

/** Each department hangs below an earlier one or stands at the top, so no tree is left out. */
const anyTree = fc.array(fc.nat(), { minLength: 2, maxLength: 12 }).map((picks) =>
  treeOf(
    Object.fromEntries(
      picks.map((pick, index) => {
        const place = pick % (index + 1);
        return [`d${index}`, place === index ? null : `d${place}`];
      }),
    ),
  ),
);

const idOf = (code: string | null) => (code === null ? null : Number(code.slice(1)));
const places = (tree: Map<string, StoredDepartment>) =>
  new Map(
    [...tree.values()].map(({ code, name, parent }) => [
      idOf(code) ?? -1,
      { name, parentId: idOf(parent) },
    ]),
  );

describe('planMerge', () => {
  test('hangs what was below the merged ones below the one they became', () => {
    const tree = treeOf({ A: null, A1: 'A', A11: 'A1', B: null });
    expect([...planMerge(tree, new Set(['A']), 'B').parents]).toEqual([
      ['A', 'B'],
      ['A1', 'B'],
    ]);
  });

  test('merging into one that stands below moves that one up', () => {
    const tree = treeOf({ T: null, A: 'T', A1: 'A', A2: 'A', A11: 'A1' });
    expect(Object.fromEntries(planMerge(tree, new Set(['A']), 'A11').parents)).toEqual({
      A11: 'T',
      A: 'A11',
      A1: 'A11',
      A2: 'A11',
    });
  });

  test('makes no circle and leaves the merged ones without anything below, in any tree', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), fc.array(fc.nat(), { minLength: 1 }), (tree, at, picks) => {
        const codes = [...tree.keys()];
        const into = codes[at % codes.length] ?? '';
        const merged = new Set(picks.map((pick) => codes[pick % codes.length] ?? ''));
        merged.delete(into);
        const after = new Map(tree);
        for (const [code, parent] of planMerge(tree, merged, into).parents) {
          const old = tree.get(code);
          if (old !== undefined) after.set(code, { ...old, parent });
        }
        expect(findCircle(places(after))).toBeUndefined();
        for (const one of after.values()) expect(merged.has(one.parent ?? '')).toBe(false);
        for (const code of merged) expect(after.get(code)?.parent).toBe(into);
      }),
    );
  });
});

test('standsBelow tells what a move would make a circle of', () => {
  const tree = treeOf({ A: null, A1: 'A', A11: 'A1', B: null });
  expect(standsBelow(tree, 'A', 'A11')).toBe(true);
  expect(standsBelow(tree, 'A', 'A')).toBe(true);
  expect(standsBelow(tree, 'A1', 'B')).toBe(false);
  expect(standsBelow(tree, 'A', null)).toBe(false);
});

describe('history', () => {
  const day = (text: string) => new Date(`2026-${text}T00:00:00Z`);
  const period = (
    department: number,
    from: string,
    to: string | null,
    name: string,
    parentId: number | null = null,
  ): Period => ({
    department,
    from: day(from),
    to: to === null ? null : day(to),
    name,
    parentId,
  });
  const periods = [
    period(1, '03-01', '06-01', 'Skola'),
    period(1, '06-01', null, 'Lärande'),
    period(2, '03-01', '05-01', 'Stängd', 1),
  ];

  test('a department is what it was at the instant; before and after, what is nearest', () => {
    const names = (at: Date | null) => [...treeAt(periods, at).values()].map(({ name }) => name);
    expect(names(day('01-01'))).toEqual(['Skola', 'Stängd']);
    expect(names(new Date(day('06-01').getTime() - 1))).toEqual(['Skola', 'Stängd']);
    expect(names(day('06-01'))).toEqual(['Lärande', 'Stängd']);
    expect(names(null)).toEqual(['Lärande', 'Stängd']);
  });

  test('merges are followed up to the instant and no further', () => {
    const merges = new Map<number, Merge>([
      [1, { department: 1, into: 2, at: day('04-01') }],
      [2, { department: 2, into: 3, at: day('06-01') }],
    ]);
    expect(successorAt(1, merges, day('03-01'))).toBe(1);
    expect(successorAt(1, merges, day('05-01'))).toBe(2);
    expect(successorAt(1, merges, null)).toBe(3);
    expect(successorAt(9, merges, null)).toBe(9);
  });

  test('a change dated back is found to have made a circle in between', () => {
    const past = [
      period(1, '01-01', '03-01', 'A', null),
      period(1, '03-01', null, 'A', 2),
      period(2, '01-01', '06-01', 'B', 1),
      period(2, '06-01', null, 'B', null),
    ];
    expect(circleSince(past, day('02-01'))).toMatchObject({ at: day('03-01') });
    expect(circleSince(past, day('06-01'))).toBeUndefined();
    expect(findCircle(withoutCircles(treeAt(past, day('04-01'))))).toBeUndefined();
  });
});
