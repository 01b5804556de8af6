import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { localDay } from '../spacing/sending-window.ts';
import type { BaselineReport } from './baseline-figures.ts';
import { stampTree } from './baseline-report.repository.ts';
import { type BaselineDeps, baselineReport } from './baseline-report.service.ts';
import { readK } from './k-setting.repository.ts';

/** What has been read, by all that it depends on; the oldest go first. */
export type KnownReports = Map<string, BaselineReport>;
/** Some tens of megabytes. */
const mostRowsKnown = 10_000;

/**
 * The report of a campaign, read once a day and not at each look: while it runs it moves by whole
 * weeks only, once it has ended with late forms and the tree alone, and adding up the counters of
 * thousands of departments takes longer than all the rest of a page. A tree that has changed is
 * seen at once.
 */
export async function knownBaseline(
  deps: BaselineDeps & { known: KnownReports },
  now: Date,
  { id, status, window }: Campaign,
  visible: VisibleDepartments,
): Promise<BaselineReport> {
  const { db, known } = deps;
  const ended = status === 'ended';
  const seen = visible === 'all' ? 'all' : [...visible].sort((a, b) => a - b).join();
  const tree = ended ? await stampTree(db) : '';
  const key = [id, ended, localDay(window.timeZone, now), await readK(db), tree, seen].join('/');
  const report = known.get(key) ?? (await baselineReport(deps, now, { campaignId: id, visible }));
  known.delete(key);
  known.set(key, report);
  forgetOldest(known);
  return report;
}

function forgetOldest(known: KnownReports): void {
  let rows = 0;
  for (const [key, { departments }] of [...known].reverse()) {
    // Of each department, and of the total.
    rows += departments.length + 1;
    if (rows > mostRowsKnown) known.delete(key);
  }
}
