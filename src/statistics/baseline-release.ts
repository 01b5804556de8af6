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

/** Whether all who answered a question said the same; by the number of each option. */
export type SaidTheSame = (question: string, chosen: ReadonlyMap<string, number>) => boolean;

/**
 * What may be told of the weeks before one: of the forms, and of each question by itself, only as
 * many weeks as together brought `k` new answers that are not all the same. So of two looks the
 * later one has at least `k` people more, or is the same, and nobody's form can be told from the
 * difference: neither from week to week nor when the campaign ends.
 * @param week the Monday of the first week that is left out.
 */
export function releasedSoFar(
  counts: readonly CountedForms[],
  week: string,
  k: number,
  saidTheSame: SaidTheSame,
): CountedForms[] {
  const past = counts.filter((one) => one.week < week);
  return sides.flatMap((side) => {
    const own = past.filter((one) => one.baseline === side);
    return [...Map.groupBy(own, ({ question }) => question)].flatMap(([question, rows]) => {
      const last = lastReleased(question, rows, k, saidTheSame);
      return rows.filter((one) => one.week <= last);
    });
  });
}

function lastReleased(
  question: string,
  rows: readonly CountedForms[],
  k: number,
  saidTheSame: SaidTheSame,
): string {
  let pending = new Map<string, number>();
  let last = '';
  for (const [of, inWeek] of [...Map.groupBy(rows, ({ week }) => week)].sort(byWeek)) {
    for (const { option, count } of inWeek) pending.set(option, (pending.get(option) ?? 0) + count);
    const answered = [...pending.values()].reduce((sum, count) => sum + count, 0);
    if (answered < k || (question !== '' && saidTheSame(question, pending))) continue;
    pending = new Map();
    last = of;
  }
  return last;
}

function byWeek([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
