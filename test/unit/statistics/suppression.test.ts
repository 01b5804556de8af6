import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Group, suppress } from '../../../src/statistics/suppression.ts';

const K = 5;

type Tree = { name: string; direct: number; invited: number; children: Tree[] };

function tree(name: string, direct: number, ...children: Tree[]): Tree {
  const invited = children.reduce((sum, child) => sum + child.invited, direct);
  return { name, direct, invited, children };
}

const everyGroup = (group: Tree): Tree[] => [group, ...group.children.flatMap(everyGroup)];

function hiddenNames(root: Tree): string[] {
  const hidden = suppress(root, K);
  return everyGroup(root)
    .filter((group) => hidden.has(group))
    .map((group) => group.name)
    .sort();
}

/** Knows every shown figure and all of linear algebra; a cell is the people placed directly on a group. */
function attacker(root: Tree, hidden: ReadonlySet<Group>) {
  const cells = everyGroup(root).filter((group) => group.direct > 0);
  const row = (members: readonly Tree[]) => cells.map((cell) => (members.includes(cell) ? 1 : 0));
  const shown = everyGroup(root).filter((group) => !hidden.has(group));
  const known = shown.map((group) => row(everyGroup(group)));
  const rank = rankOf(known);
  return {
    cells,
    canCompute: (members: readonly Tree[]) => rankOf([...known, row(members)]) === rank,
  };
}

function rankOf(rows: readonly number[][]): number {
  const left = rows.map((row) => [...row]);
  const width = left[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width; column += 1) {
    const pivot = left.findIndex((row, i) => i >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    const pivotRow = left[pivot];
    if (pivotRow === undefined) continue;
    left.splice(pivot, 1);
    left.splice(rank, 0, pivotRow);
    for (const row of left.slice(rank + 1)) {
      const factor = (row[column] ?? 0) / (pivotRow[column] ?? 1);
      for (let i = column; i < width; i += 1) row[i] = (row[i] ?? 0) - factor * (pivotRow[i] ?? 0);
    }
    rank += 1;
  }
  return rank;
}

/** Every choice of some of the items, each item in or out by a bit of a counter. */
function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, choice) =>
    items.filter((_, i) => (choice >> i) & 1),
  );
}

const size = (cells: readonly Tree[]) => cells.reduce((sum, cell) => sum + cell.direct, 0);

/** Each group's parent is an earlier one, so every shape of tree can come up. */
const trees = fc
  .array(fc.record({ direct: fc.nat(12), parent: fc.nat() }), { minLength: 1, maxLength: 9 })
  .map((groups) => {
    const build = (index: number): Tree =>
      tree(
        `g${index}`,
        groups[index]?.direct ?? 0,
        ...groups.flatMap((group, child) =>
          child > 0 && group.parent % child === index ? [build(child)] : [],
        ),
      );
    return build(0);
  });

describe('suppress', () => {
  test('shows everything where every group is large enough', () => {
    expect(hiddenNames(tree('all', 0, tree('a', 5), tree('b', 6)))).toEqual([]);
  });

  test('rule 11: a small group takes its smallest sibling with it', () => {
    const root = tree('all', 0, tree('a', 3), tree('b', 20), tree('c', 30));
    expect(hiddenNames(root)).toEqual(['a', 'b']);
  });

  test('rule 11: small groups that are enough together need no sibling', () => {
    const root = tree('all', 0, tree('a', 3), tree('b', 4), tree('c', 30));
    expect(hiddenNames(root)).toEqual(['a', 'b']);
  });

  test('rule 11: few people directly on a department are a group too', () => {
    expect(hiddenNames(tree('all', 2, tree('b', 20), tree('c', 30)))).toEqual(['b']);
    expect(hiddenNames(tree('all', 8, tree('a', 3), tree('b', 20)))).toEqual(['a']);
  });

  test('rule 11: hiding a department hides enough below it that it cannot be added up again', () => {
    const b = tree('b', 0, tree('b1', 9), tree('b2', 11));
    expect(hiddenNames(tree('all', 0, tree('a', 3), b, tree('c', 30)))).toEqual(['a', 'b', 'b1']);
  });

  test('an empty group harms nobody, and takes nobody with it', () => {
    expect(hiddenNames(tree('all', 0, tree('a', 0), tree('b', 20)))).toEqual(['a']);
  });

  test('hides all of a tree that is too small itself', () => {
    expect(hiddenNames(tree('all', 1, tree('a', 3)))).toEqual(['a', 'all']);
  });

  test('rule 11: no shown group has fewer than k people', () => {
    fc.assert(
      fc.property(trees, (root) => {
        const hidden = suppress(root, K);
        for (const group of everyGroup(root))
          expect(hidden.has(group) || group.invited >= K).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('rule 11: neither a hidden group nor any 1 to k - 1 people can be computed from what is shown', () => {
    fc.assert(
      fc.property(trees, (root) => {
        const hidden = suppress(root, K);
        const { cells, canCompute } = attacker(root, hidden);
        for (const group of everyGroup(root))
          if (hidden.has(group) && group.invited > 0)
            expect(canCompute(everyGroup(group))).toBe(false);
        for (const some of subsets(cells))
          if (size(some) > 0 && size(some) < K) expect(canCompute(some)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('the attacker of the property above does find what hiding small groups alone leaves open', () => {
    const small = tree('a', 3);
    const root = tree('all', 0, small, tree('b', 20));
    expect(attacker(root, new Set([small])).canCompute([small])).toBe(true);
  });
});
