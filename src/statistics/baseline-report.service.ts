import type { VisibleDepartments } from '../access/visible-departments.ts';
import { mondayOf } from '../answer/baseline-form.ts';
import { getCampaign } from '../campaign/campaign.repository.ts';
import { linksExpireAt } from '../campaign/campaign.ts';
import type { BaselineQuestion } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database, Trx } from '../platform/database.ts';
import { loadMerges, loadPeriods } from '../roster/department-history.repository.ts';
import { successorAt, treeAt, withoutCircles } from '../roster/department-history.ts';
import { addDays, localDay } from '../spacing/sending-window.ts';
import { allSaidTheSame, type BaselineReport, reportOf } from './baseline-figures.ts';
import { partOf } from './baseline-part.ts';
import { type CountedForms, releasedSoFar, type SaidTheSame } from './baseline-release.ts';
import { findEnd, findShownK, loadCounters } from './baseline-report.repository.ts';
import { addAll, growTree, noForms, type PlacedForms, type Tallies } from './baseline-tree.ts';
import { type Department, loadTree } from './completion.repository.ts';
import { readK } from './k-setting.repository.ts';

export type BaselineDeps = { db: Database; courseVersions: CourseVersions };

/** A report of the whole organisation, and which departments its codes stand for. */
export type WholeReport = { report: BaselineReport; ids: ReadonlyMap<string, number> };

/**
 * The forms before and after a course, as far as a reader may see them.
 *
 * While the campaign runs there is the total of the whole organisation alone, which moves by whole
 * weeks and at least `k` answers. Departments are shown from its end on, as they stood then, with
 * the forms that had come by then, and never change: neither later forms nor a reorganisation may
 * be told from two looks. The total counts later forms once all links have expired, if they are
 * enough.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function baselineReport(
  deps: BaselineDeps,
  now: Date,
  input: { campaignId: number; visible: VisibleDepartments },
): Promise<BaselineReport> {
  return partFor(await wholeBaseline(deps, now, input.campaignId), input.visible);
}

/** What of a report a reader sees (DESIGN rule 10). */
export function partFor({ report, ids }: WholeReport, visible: VisibleDepartments): BaselineReport {
  if (visible === 'all') return report;
  return partOf(report, (code) => visible.has(ids.get(code) ?? 0));
}

/** @throws AppError CAMPAIGN_UNKNOWN */
export async function wholeBaseline(
  deps: BaselineDeps,
  now: Date,
  campaignId: number,
): Promise<WholeReport> {
  const campaign = await getCampaign(deps.db, campaignId);
  const { course } = await deps.courseVersions.get(campaign.courseVersionId);
  const questions = course.baseline ?? [];
  const saidTheSame = sameness(questions);
  const { timeZone } = campaign.window;
  const monday = (at: Date) => mondayOf(localDay(timeZone, at));
  return deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const k = Math.max(await readK(trx), (await findShownK(trx, campaignId)) ?? 0);
      const endedAt = await findEnd(trx, campaignId);
      const final = endedAt !== null;
      const all = await loadCounters(trx, campaignId, { byDepartment: final });
      const until = (week: string) => releasedSoFar(all, week, k, saidTheSame);
      if (!final) {
        const root = growTree([{ ...talliesOf(until(monday(now))), department: null }]);
        return { report: reportOf(campaignId, questions, root, { k, final }), ids: new Map() };
      }
      const departments = await departmentsAt(trx, endedAt);
      const counts = until(addDays(monday(endedAt), 7));
      const root = growTree(await place(trx, counts, departments, endedAt));
      // Links of a campaign that was ended early hold as long as its mails said.
      const isOver = now >= linksExpireAt(campaign, endedAt);
      const latest = talliesOf(isOver ? until(addDays(monday(now), 7)) : counts);
      return {
        report: reportOf(campaignId, questions, root, { k, final, latest }),
        ids: new Map(departments.map(({ id, code }) => [code, id])),
      };
    });
}

function sameness(questions: readonly BaselineQuestion[]): SaidTheSame {
  const byKey = new Map(questions.map((question) => [question.key, question]));
  return (key, chosen) => {
    const question = byKey.get(key);
    return question !== undefined && allSaidTheSame(question, { chosen: new Map([[key, chosen]]) });
  };
}

/** Every department with the name and the place that it had when the campaign ended. */
async function departmentsAt(trx: Trx, endedAt: Date): Promise<Department[]> {
  const past = withoutCircles(treeAt(await loadPeriods(trx), endedAt));
  return (await loadTree(trx)).map((one) => {
    const { name, parentId } = past.get(one.id) ?? one;
    return { ...one, name, parentId };
  });
}

/** Forms of a department that had become part of another by then count there. */
async function place(
  trx: Trx,
  counts: readonly CountedForms[],
  departments: readonly Department[],
  endedAt: Date,
): Promise<PlacedForms[]> {
  const merges = await loadMerges(trx);
  const byPlace = Map.groupBy(counts, ({ departmentId }) =>
    departmentId === null ? null : successorAt(departmentId, merges, endedAt),
  );
  const placed = (id: number | null) => talliesOf(byPlace.get(id) ?? []);
  const rows = departments.map((department) => ({ ...placed(department.id), department }));
  return [...rows, { ...placed(null), department: null }];
}

function talliesOf(counts: readonly CountedForms[]): Tallies {
  return addAll(counts.map(tallied));
}

function tallied({ baseline, question, option, count }: CountedForms): Tallies {
  const tally =
    question === ''
      ? { forms: count, chosen: new Map() }
      : { forms: 0, chosen: new Map([[question, new Map([[option, count]])]]) };
  return { ...noForms, [baseline]: tally };
}
