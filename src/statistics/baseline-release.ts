import { type Side, sides } from './baseline-tree.ts';

/** What counters say of a department and week; question and option '' count the forms. */
export type CountedForms = {
  departmentId: number | null;
  baseline: Side;
  /** A Monday, YYYY-MM-DD. */
  week: string;
  question: string;
  option: string;
  count: number;
};

/**
 * While a campaign runs: the weeks that are over, and of the last ones only as many as together
 * brought `k` new forms. So of two looks at the total the later one has at least `k` people more,
 * or is the same, and nobody's form can be told from the difference.
 * @param week the Monday of the week that is not over yet.
 */
export function releasedSoFar(
  counts: readonly CountedForms[],
  week: string,
  k: number,
): CountedForms[] {
  return sides.flatMap((side) => {
    const own = counts.filter((one) => one.baseline === side && one.week < week);
    let pending = 0;
    let last = '';
    for (const [of, rows] of [...Map.groupBy(own, (one) => one.week)].sort(byWeek)) {
      pending += rows.reduce((sum, row) => sum + (row.question === '' ? row.count : 0), 0);
      if (pending < k) continue;
      pending = 0;
      last = of;
    }
    return own.filter((one) => one.week <= last);
  });
}

function byWeek([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
