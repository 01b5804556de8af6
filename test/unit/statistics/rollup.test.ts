import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Branch, type DepartmentCounts, rollUp } from '../../../src/statistics/rollup.ts';

function counted(id: number | null, parentId: number | null, invited: number): DepartmentCounts {
  return {
    department: id === null ? null : { id, code: `D${id}`, name: `Enhet ${id}`, parentId },
    headcount: invited,
    invited,
    delivered: invited,
    failed: 0,
    started: 0,
    completed: 0,
  };
}

const outline = (branch: Branch): unknown[] => [
  branch.department?.code ?? 'total',
  branch.invited,
  ...branch.children.map(outline),
];

describe('rollUp', () => {
  test('counts everyone below in, and those without a department only in the total', () => {
    const rows = [counted(3, 2, 4), counted(null, null, 1), counted(1, null, 0), counted(2, 1, 10)];
    expect(outline(rollUp(rows))).toEqual(['total', 15, ['D1', 14, ['D2', 14, ['D3', 4]]]]);
  });

  test('a department whose parent is out of view stands at the top', () => {
    expect(outline(rollUp([counted(7, 2, 9)]))).toEqual(['total', 9, ['D7', 9]]);
  });

  test('leaves out departments without anybody enrolled, but keeps those without an address', () => {
    const unreachable = { ...counted(2, null, 0), headcount: 3 };
    expect(outline(rollUp([counted(1, null, 0), unreachable]))).toEqual(['total', 0, ['D2', 0]]);
  });

  test('sorts siblings as Swedes do', () => {
    const named = (id: number, name: string) => {
      const row = counted(id, null, 1);
      return { ...row, department: { id, code: `D${id}`, name, parentId: null } };
    };
    const names = ['Öbo skola', 'Zon 10', 'Zon 9', 'Ängsgården', 'Åsen'];
    expect(
      rollUp(names.map((name, id) => named(id, name))).children.map((b) => b.department?.name),
    ).toEqual(['Zon 9', 'Zon 10', 'Åsen', 'Ängsgården', 'Öbo skola']);
  });

  test('refuses a circle of parents instead of losing its people', () => {
    expect(() => rollUp([counted(1, 2, 5), counted(2, 1, 5), counted(3, null, 5)])).toThrow(
      '2 departments form a circle',
    );
  });

  test('the total is the sum of all rows, whatever the tree', () => {
    const rows = fc
      .array(fc.record({ invited: fc.nat(50), parent: fc.nat() }), { maxLength: 30 })
      .map((list) =>
        list.map(({ invited, parent }, id) =>
          counted(id, id === 0 || parent % 3 === 0 ? null : parent % id, invited),
        ),
      );
    fc.assert(
      fc.property(rows, (list) => {
        const root = rollUp(list);
        expect(root.invited).toBe(list.reduce((sum, row) => sum + row.invited, 0));
      }),
    );
  });
});
