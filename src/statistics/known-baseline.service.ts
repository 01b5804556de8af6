import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { localDay } from '../spacing/sending-window.ts';
import type { BaselineReport } from './baseline-figures.ts';
import { type BaselineDeps, baselineReport } from './baseline-report.service.ts';
import { readK } from './k-setting.repository.ts';

/** What has been read, by all that it depends on; the oldest go first. */
export type KnownReports = Map<string, BaselineReport>;
const mostKnown = 100;

/**
 * The report of a campaign that runs, read once a day and not at each look: it moves by whole weeks
 * only, and adding up the counters of thousands of departments takes longer than all the rest of a
 * page. Of one that has ended it is read each time.
 */
export async function knownBaseline(
  deps: BaselineDeps & { known: KnownReports },
  now: Date,
  { id, status, window }: Campaign,
  visible: VisibleDepartments,
): Promise<BaselineReport> {
  const read = () => baselineReport(deps, now, { campaignId: id, visible });
  if (status === 'ended') return read();
  const seen = visible === 'all' ? 'all' : [...visible].sort((a, b) => a - b).join();
  const key = [id, localDay(window.timeZone, now), await readK(deps.db), seen].join('/');
  const report = deps.known.get(key) ?? (await read());
  deps.known.delete(key);
  deps.known.set(key, report);
  for (const oldest of [...deps.known.keys()].slice(0, deps.known.size - mostKnown))
    deps.known.delete(oldest);
  return report;
}
