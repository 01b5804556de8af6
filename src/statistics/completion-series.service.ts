import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { dayOf } from './completion.service.ts';
import type { View } from './completion.ts';
import { loadSeries, type SeriesDay } from './completion-series.repository.ts';

/** A day's figures; null where they were hidden that day. */
export type CompletionDay = SeriesDay;

/**
 * A campaign day by day: of a department by its code, else of all that the reader sees. Each day is
 * as it was shown on that day, so a line can be drawn and last week's change said without telling
 * more than the pages of those days did. A department out of view has no days (DESIGN rule 10); of
 * several topmost departments the sum, where every one was shown. `step` 7 leaves out all but the
 * last day and those whole weeks before it: reading a day takes its time.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function completionSeries(
  deps: { db: Database },
  now: Date,
  input: {
    campaignId: number;
    visible: VisibleDepartments;
    department?: string | undefined;
    as?: View;
    step?: number;
  },
): Promise<CompletionDay[]> {
  const { campaignId, visible, department, as = 'now', step } = input;
  const { view } = await dayOf(deps, now, campaignId, as);
  if (department === undefined && visible === 'all')
    return loadSeries(deps.db, campaignId, as, null, step);
  const within = new Map<number, number>();
  for (const [at, [id]] of view.rows.entries())
    if (visible === 'all' || visible.has(id)) within.set(id, at);
  if (department !== undefined)
    return loadSeries(deps.db, campaignId, as, { within, code: department }, step);
  const tops = within.entries().filter(([, at]) => {
    const [, parent = null] = view.rows[at] ?? [];
    return parent === null || !within.has(parent);
  });
  return loadSeries(deps.db, campaignId, as, { within: new Map(tops) }, step);
}
