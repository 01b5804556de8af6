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

/**
 * The brake of DESIGN rule 8. `before` are the people of the scope as stored, leavers included.
 * A department counts with everything below it; exactly the limit is still let through.
 */
export function brakeReasons(
  before: readonly Placed[],
  leavers: readonly Placed[],
  unreadableRows: number,
  tree: ReadonlyMap<string, { parent: string | null }>,
): BrakeReason[] {
  if (leavers.length === 0) return [];
  const reasons: BrakeReason[] = [];
  if (unreadableRows > 0) reasons.push({ kind: 'unreadable', rows: unreadableRows });
  if (leavers.length > Math.max(leastInScope, before.length * shareOfScope))
    reasons.push({ kind: 'scope', leavers: leavers.length, people: before.length });
  const headcount = countBySubtree(before, tree);
  for (const [code, leaving] of countBySubtree(leavers, tree)) {
    const people = headcount.get(code) ?? 0;
    if (people >= leastInDepartment && leaving > people * shareOfDepartment)
      reasons.push({ kind: 'department', code, leavers: leaving, people });
  }
  return reasons;
}

function countBySubtree(
  people: readonly Placed[],
  tree: ReadonlyMap<string, { parent: string | null }>,
): Map<string, number> {
  const own = new Map<string, number>();
  for (const { department } of people)
    if (department !== null) own.set(department, (own.get(department) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [department, count] of own)
    for (const code of ancestors(department, tree))
      counts.set(code, (counts.get(code) ?? 0) + count);
  return counts;
}
