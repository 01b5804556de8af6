import { changeOf, rounded } from './baseline-change.ts';
import type { BaselineReport, BaselineRow } from './baseline-figures.ts';
import { sides } from './baseline-tree.ts';

type Row = BaselineReport['departments'][number];
type Figure = BaselineRow['questions'][number]['before'];

const nothing: Figure = { answered: null, mean: null, right: null };

/**
 * The part of a report that a reader may see (DESIGN rule 10). What is hidden was worked out over
 * the whole tree, so that two readers who compare notes see no more than one (rule 11): the total
 * is the sum of the topmost rows in view, hidden where one of them is, and a row that counts
 * people out of view is hidden too.
 * @param inView by the code of a department.
 */
export function partOf(report: BaselineReport, inView: (code: string) => boolean): BaselineReport {
  const partly = aboveOthers(report.departments, inView);
  const departments = report.departments
    .filter(({ code }) => inView(code))
    .map((row): Row => {
      const parent = row.parent !== null && inView(row.parent) ? row.parent : null;
      return { ...(partly.has(row.code) ? hiddenRow(row) : row), parent };
    });
  const tops = departments.filter(({ parent }) => parent === null);
  return { ...report, departments, total: sumOf(tops, report) };
}

function aboveOthers(rows: readonly Row[], inView: (code: string) => boolean): Set<string> {
  const parents = new Map(rows.map(({ code, parent }) => [code, parent]));
  const above = new Set<string>();
  for (const { code } of rows) {
    if (inView(code)) continue;
    for (let at = parents.get(code) ?? null; at !== null; at = parents.get(at) ?? null)
      above.add(at);
  }
  return above;
}

function hiddenRow<R extends BaselineRow>(row: R): R {
  return {
    ...row,
    suppressed: true,
    forms: { before: null, after: null },
    questions: row.questions.map(({ key }) => ({
      key,
      before: nothing,
      after: nothing,
      change: null,
    })),
  };
}

function sumOf(tops: readonly BaselineRow[], { total, questions }: BaselineReport): BaselineRow {
  const [only] = tops;
  if (only === undefined) return hiddenRow(total);
  const { suppressed, forms, questions: figures } = only;
  if (tops.length === 1) return { suppressed, forms, questions: figures };
  const added = Object.fromEntries(
    sides.map((side) => [side, addedUp(tops.map((row) => row.forms[side]))]),
  ) as BaselineRow['forms'];
  return {
    suppressed: sides.every((side) => added[side] === null),
    forms: added,
    questions: questions.map(({ key, kind }) => {
      const of = (side: 'before' | 'after') =>
        meanOf(
          tops.map((row) => row.questions.find((one) => one.key === key)?.[side] ?? nothing),
          kind === 'confidence' ? 'mean' : 'right',
        );
      const [before, after] = [of('before'), of('after')];
      return { key, before, after, change: changeOf(before, after) };
    }),
  };
}

function addedUp(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

/** Of the rows as they are shown, so that it says no more than they do. */
function meanOf(parts: readonly Figure[], of: 'mean' | 'right'): Figure {
  const answered = addedUp(parts.map((one) => one.answered));
  if (answered === null || answered === 0) return nothing;
  const sum = addedUp(parts.map((one) => (one.answered ?? 0) * (one[of] ?? 0))) ?? 0;
  return { ...nothing, answered, [of]: rounded(sum / answered, of === 'mean' ? 10 : 100) };
}
