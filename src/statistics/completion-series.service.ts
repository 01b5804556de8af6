import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { dayOf } from './completion.service.ts';
import { aboveOthers, type View } from './completion.ts';
import {
  findDepartmentId,
  loadAncestry,
  loadSeries,
  loadSeriesAt,
  loadTotalSeries,
  type SeriesDay,
} from './completion-series.repository.ts';

/** A day's figures; null where they were hidden that day. */
export type CompletionDay = SeriesDay;

const unseen = { invited: null, delivered: null, failed: null, started: null, completed: null };

/**
 * A campaign day by day: of a department by its code, else of all that the reader sees. Each day is
 * as it was shown on that day to whoever sees these departments, so a line can be drawn and last
 * week's change said without telling more than the pages of those days did. A department out of
 * view has no days, and one that counted people out of view on a day no figures that day (DESIGN
 * rule 10); of several topmost departments the sum, where every one was shown. `step` 7 leaves out
 * all but the last day and those whole weeks before it: reading a day takes its time.
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
  const { db } = deps;
  const { view } = await dayOf(deps, now, campaignId, as);
  if (department === undefined && visible === 'all')
    return loadTotalSeries(db, campaignId, as, step);
  const one = department === undefined ? undefined : await findDepartmentId(db, department);
  if (visible === 'all') {
    const place = view.rows.findIndex(([id]) => id === one);
    if (one === undefined || place < 0) return [];
    return loadSeriesAt(db, campaignId, as, { id: one, place }, step);
  }
  const rows = view.rows.filter(([id]) => visible.has(id));
  const seen = new Set(rows.map(([id]) => id));
  const tops = rows.filter(([, parent]) => parent === null || !seen.has(parent)).map(([id]) => id);
  const ids = department === undefined ? tops : one !== undefined && seen.has(one) ? [one] : [];
  const days = await loadSeries(db, campaignId, as, { ids, within: [...visible] }, step);
  const mixed = days.filter(({ others }) => others.length > 0).map(({ day }) => day);
  const ancestry = await loadAncestry(db, campaignId, as, mixed);
  const isUnseen = (day: string) => {
    const partly = aboveOthers(ancestry.get(day) ?? [], visible);
    return ids.some((id) => partly.has(id));
  };
  return days.map(({ others: _, ...day }) => (isUnseen(day.day) ? { ...day, ...unseen } : day));
}
