import { ancestors } from './department-tree.ts';

/** Why leavers must be confirmed by their number: file, scope or one department. */
export type BrakeReason =
  | { kind: 'unreadable'; rows: number }
  | { kind: 'scope'; leavers: number; people: number }
  | { kind: 'department'; code: string; leavers: number; people: number };

const leastInScope = 10;
const shareOfScope = 0.05;
const shareOfDepartment = 0.2;
const leastInDepartment = 25;

type Placed = { department: string | null };

/** How many people by the code of their department. */
export type Headcount = ReadonlyMap<string | null, number>;

export function headcountOf(people: readonly Placed[]): Headcount {
  const counts = new Map<string | null, number>();
  for (const { department } of people) counts.set(department, (counts.get(department) ?? 0) + 1);
  return counts;
}

/**
 * The brake of DESIGN rule 8. `before` are the people of the scope as stored, leavers included.
 * A department counts with everything below it; exactly the limit is still let through.
 */
export function brakeReasons(
  before: Headcount,
  leavers: readonly Placed[],
  unreadableRows: number,
  tree: ReadonlyMap<string, { parent: string | null }>,
): BrakeReason[] {
  if (leavers.length === 0) return [];
  const reasons: BrakeReason[] = [];
  if (unreadableRows > 0) reasons.push({ kind: 'unreadable', rows: unreadableRows });
  const all = [...before.values()].reduce((sum, count) => sum + count, 0);
  if (leavers.length > Math.max(leastInScope, all * shareOfScope))
    reasons.push({ kind: 'scope', leavers: leavers.length, people: all });
  const headcount = countBySubtree(before, tree);
  for (const [code, leaving] of countBySubtree(headcountOf(leavers), tree)) {
    const people = headcount.get(code) ?? 0;
    if (people >= leastInDepartment && leaving > people * shareOfDepartment)
      reasons.push({ kind: 'department', code, leavers: leaving, people });
  }
  return reasons;
}

function countBySubtree(
  people: Headcount,
  tree: ReadonlyMap<string, { parent: string | null }>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [department, count] of people)
    for (const code of department === null ? [] : ancestors(department, tree))
      counts.set(code, (counts.get(code) ?? 0) + count);
  return counts;
}
