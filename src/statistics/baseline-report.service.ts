import type { VisibleDepartments } from '../access/visible-departments.ts';
import { mondayOf } from '../answer/baseline-form.ts';
import { getCampaign } from '../campaign/campaign.repository.ts';
import { type Campaign, linksExpireAt } from '../campaign/campaign.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { loadMerges } from '../roster/department-history.repository.ts';
import { type Merge, successorAt } from '../roster/department-history.ts';
import { localDay } from '../spacing/sending-window.ts';
import { type BaselineReport, reportOf } from './baseline-figures.ts';
import { type CountedForms, releasedSoFar } from './baseline-release.ts';
import { findEnd, loadCounters } from './baseline-report.repository.ts';
import { addAll, growTree, noForms, type PlacedForms, type Tallies } from './baseline-tree.ts';
import { loadTree } from './completion.repository.ts';
import { readK } from './k-setting.repository.ts';
import type { Department } from './rollup.ts';

export type BaselineDeps = { db: Database; courseVersions: CourseVersions };

/**
 * The forms before and after a course, of the departments in view as they stand today.
 *
 * While the campaign runs there is a total alone, which moves by whole weeks and at least `k`
 * forms. Departments are shown from its end on, with the forms that had come by then; those that
 * come later are added when all links have expired.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function baselineReport(
  deps: BaselineDeps,
  now: Date,
  input: { campaignId: number; visible: VisibleDepartments },
): Promise<BaselineReport> {
  const { campaignId, visible } = input;
  const campaign = await getCampaign(deps.db, campaignId);
  const k = await readK(deps.db);
  const { course } = await deps.courseVersions.get(campaign.courseVersionId);
  const final = campaign.status === 'ended';
  const root = await deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const all = await loadCounters(trx, visible, campaignId, { byDepartment: final });
      const counts = shownCounts(all, campaign, await findEnd(trx, campaignId), now, k);
      return growTree(place(counts, await loadTree(trx), await loadMerges(trx), visible));
    });
  return reportOf(campaignId, course.baseline ?? [], root, { k, final });
}

function shownCounts(
  counts: readonly CountedForms[],
  campaign: Campaign,
  endedAt: Date | null,
  now: Date,
  k: number,
): readonly CountedForms[] {
  const { timeZone } = campaign.window;
  const monday = (at: Date) => mondayOf(localDay(timeZone, at));
  if (endedAt === null) return releasedSoFar(counts, monday(now), k);
  // Links of a campaign that was ended early hold as long as its mails said.
  if (now >= linksExpireAt(campaign, endedAt)) return counts;
  const last = monday(endedAt);
  return counts.filter(({ week }) => week <= last);
}

/** Forms of a department that has become part of another count there. */
function place(
  counts: readonly CountedForms[],
  departments: readonly Department[],
  merges: ReadonlyMap<number, Merge>,
  visible: VisibleDepartments,
): PlacedForms[] {
  const byPlace = Map.groupBy(counts, ({ departmentId }) =>
    departmentId === null ? null : successorAt(departmentId, merges, null),
  );
  const talliesOf = (id: number | null): Tallies => addAll((byPlace.get(id) ?? []).map(tallied));
  const rows = departments
    .filter(({ id }) => visible === 'all' || visible.has(id))
    .map((department): PlacedForms => ({ ...talliesOf(department.id), department }));
  return [...rows, { ...talliesOf(null), department: null }];
}

function tallied({ baseline, question, option, count }: CountedForms): Tallies {
  const tally =
    question === ''
      ? { forms: count, chosen: new Map() }
      : { forms: 0, chosen: new Map([[question, new Map([[option, count]])]]) };
  return { ...noForms, [baseline]: tally };
}
