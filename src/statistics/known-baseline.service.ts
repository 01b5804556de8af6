import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { localDay } from '../spacing/sending-window.ts';
import type { BaselineReport } from './baseline-figures.ts';
import {
  type BaselineDeps,
  partFor,
  type WholeReport,
  wholeBaseline,
} from './baseline-report.service.ts';
import { readK } from './k-setting.repository.ts';

/** What has been read, by all that it depends on; the oldest go first. */
export type KnownReports = Map<string, WholeReport>;
const mostKnown = 20;

/**
 * A reader's part of the report of a campaign, read once a day and not at each look: it moves by
 * whole weeks while the campaign runs and hardly at all afterwards, and adding up the counters of
 * thousands of departments takes longer than all the rest of a page.
 */
export async function knownBaseline(
  deps: BaselineDeps & { known: KnownReports },
  now: Date,
  { id, status, window }: Campaign,
  visible: VisibleDepartments,
): Promise<BaselineReport> {
  const key = [id, status, localDay(window.timeZone, now), await readK(deps.db)].join('/');
  const whole = deps.known.get(key) ?? (await wholeBaseline(deps, now, id));
  deps.known.delete(key);
  deps.known.set(key, whole);
  for (const oldest of [...deps.known.keys()].slice(0, deps.known.size - mostKnown))
    deps.known.delete(oldest);
  return partFor(whole, visible);
}
