import type { Completion, CompletionRow } from '../../src/statistics/completion.ts';

/** A department that is shown. */
export function shownRow(
  code: string,
  parent: string | null,
  [invited, started, completed]: readonly [number, number, number],
): CompletionRow {
  return {
    code,
    name: `Enhet ${code}`,
    parent,
    invited,
    delivered: invited,
    failed: 0,
    started,
    completed,
    suppressed: false,
  };
}

export function hiddenRow(code: string, parent: string | null): CompletionRow {
  return {
    code,
    name: `Enhet ${code}`,
    parent,
    invited: null,
    delivered: null,
    failed: null,
    started: null,
    completed: null,
    suppressed: true,
  };
}

export function completionWith(
  departments: CompletionRow[],
  total: Completion['total'],
): Completion {
  return { campaign: 1, as: 'now', asOf: '2026-11-21', k: 5, hiddenPercent: 3, departments, total };
}
