import type { VisibleDepartments } from '../access/visible-departments.ts';
import { findCourseVersion } from '../course/course-version.repository.ts';
import type { Database, Trx } from '../platform/database.ts';
import { findCountedCampaign, loadTree } from './completion.repository.ts';
import { dayOf } from './completion.service.ts';
import { aboveOthers } from './completion.ts';
import { type Figures, nobody } from './figures.ts';
import { isHidden } from './hidden-rows.ts';
import {
  countAnswers,
  findInsight,
  loadTold,
  saveInsight,
  saveTold,
} from './insight.repository.ts';
import type { DepartmentInsight, QuestionInsight } from './insight.ts';
import { hasRoom, tellInBatches } from './insight-batches.ts';
import { findKeptShown, lockShown, readShown } from './shown.repository.ts';
import type { Place } from './shown.ts';
import { growTree, type Node, peopleIn } from './shown-tree.ts';

export type Insight = {
  asOf: string;
  /** Null for whoever does not see the whole organisation. */
  organisation: QuestionInsight[] | null;
  departments: { code: string; name: string; questions: QuestionInsight[] }[];
};

/**
 * How the questions of a campaign went: share right at the first try and the wrong option most
 * often chosen, in per cent, of this local day. Departments only where nothing beside them is
 * hidden and every group beside them has answers enough; the reader's own only, and not those that
 * count people out of view (DESIGN rules 10, 11).
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function insightFor(
  deps: { db: Database },
  now: Date,
  input: { campaignId: number; visible: VisibleDepartments },
): Promise<Insight> {
  const { campaignId, visible } = input;
  const { day, view, all } = await insightOfDay(deps, now, campaignId);
  const names = new Map((await loadTree(deps.db)).map((one) => [one.id, one]));
  const places = view.rows.map(([department, parent]) => ({ department, parent }));
  const partly = visible === 'all' ? new Set() : aboveOthers(places, visible);
  const organisation = all.find(({ department }) => department === null)?.questions ?? [];
  const departments = all.flatMap(({ department, questions }) => {
    if (department === null || (visible !== 'all' && !visible.has(department))) return [];
    if (partly.has(department)) return [];
    const { code = '', name = '' } = names.get(department) ?? {};
    return [{ code, name, questions }];
  });
  return { asOf: day, organisation: visible === 'all' ? organisation : null, departments };
}

/**
 * The same of every department, as it is kept; made where the day has none yet.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function insightOfDay(deps: { db: Database }, now: Date, campaignId: number) {
  const { day, view } = await dayOf(deps, now, campaignId, 'now');
  const all =
    (await findInsight(deps.db, campaignId, day)) ??
    (await deps.db.transaction().execute((trx) => makeInsight(trx, campaignId, day)));
  return { day, view, all };
}

async function makeInsight(
  trx: Trx,
  campaignId: number,
  day: string,
): Promise<DepartmentInsight[]> {
  await lockShown(trx, campaignId);
  const made = await findInsight(trx, campaignId, day);
  if (made !== undefined) return made;
  const [kept, campaign] = [
    await findKeptShown(trx, campaignId),
    await findCountedCampaign(trx, campaignId),
  ];
  const version =
    campaign === undefined ? undefined : await findCourseVersion(trx, campaign.courseVersionId);
  if (kept === undefined || version === undefined) return [];
  const shown = readShown(kept);
  const one: Figures = { ...nobody, invited: 1 };
  const everybody = new Map(shown.strands.map(({ id }) => [id, one]));
  const { root } = growTree(shown.parents.present, peopleIn('present', shown.strands, everybody));
  const strands = new Map(shown.strands.map((strand) => [strand.id, strand]));
  const counts = (await countAnswers(trx, campaignId)).flatMap((row) => {
    const strand = strands.get(row.strand);
    if (strand === undefined || strand.gone) return [];
    const { question, answers, right, wrong } = row;
    return [{ question, place: strand.present, answers, right, wrongOptions: wrong }];
  });
  const { rows, total } = shown.sides.present;
  const invited = new Map<Place, number>(rows.map((row) => [row.department, row.invited ?? 0]));
  invited.set(null, total?.invited ?? 0);
  const isOpen = (node: Node) =>
    !node.children.some((child) => isHidden(child, shown.hidden)) && hasRoom(node, invited);
  const before = await loadTold(trx, campaignId);
  const { insight, told } = tellInBatches(version.course, root, isOpen, counts, shown.k, before);
  await saveTold(trx, campaignId, told);
  await saveInsight(trx, campaignId, day, insight);
  return insight;
}
