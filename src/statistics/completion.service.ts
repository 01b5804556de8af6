import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { loadMerges, loadPeriods } from '../roster/department-history.repository.ts';
import { treeAt, withoutCircles } from '../roster/department-history.ts';
import {
  type CountedCampaign,
  countNow,
  countThen,
  findCountedCampaign,
  loadTree,
} from './completion.repository.ts';
import { type Completion, completionFrom, type View } from './completion.ts';
import { placePeople } from './placed.ts';
import { type Department, type DepartmentCounts, rollUp } from './rollup.ts';
import { DEFAULT_K } from './suppression.ts';

/**
 * How far each department in view has come in a campaign: figures rolled up the tree, small
 * groups hidden, and the total of what is in view.
 *
 * `now` (the default): those still employed, in the department they have now, in today's tree.
 * Leavers drop out, also from campaigns that have ended, until answers lose their person
 * (DESIGN rule 15); from then on it stays as the campaign left it.
 *
 * `then`: everyone who was enrolled, leavers too, in the department they had when the campaign
 * ended or when they left, with the names and the tree of the moment it ended; while it runs,
 * with today's. Reorganisations after the end change none of it, unless dated back to before it.
 *
 * In both: invited = with an address (a leaver: when leaving); what people did counts until this
 * moment, since answers come in for 60 days after the end; completed <= started <= delivered <=
 * invited. The visible departments are those of today in both (DESIGN rule 10): a then-view shows
 * nothing that the now-view would not. Two views of one campaign side by side can tell of the few
 * who left or moved between them; hiding is for one view at a time.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function completionOf(
  deps: { db: Database },
  input: { campaignId: number; visible: VisibleDepartments; as?: View },
): Promise<Completion> {
  const as = input.as ?? 'now';
  const rows = await deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const campaign = await findCountedCampaign(trx, input.campaignId);
      if (campaign === undefined)
        throw new AppError('CAMPAIGN_UNKNOWN', `There is no campaign ${input.campaignId}.`);
      return rowsOf(trx, input.visible, campaign, as);
    });
  return completionFrom(input.campaignId, as, rollUp(rows), DEFAULT_K);
}

async function rowsOf(
  db: Database,
  visible: VisibleDepartments,
  campaign: CountedCampaign,
  as: View,
): Promise<DepartmentCounts[]> {
  const today = await loadTree(db);
  const merges = await loadMerges(db);
  const isVisible = (id: number) => visible === 'all' || visible.has(id);
  if (as === 'now') {
    const counts = await countNow(db, visible, campaign);
    return placePeople(counts, today, merges, null, isVisible);
  }
  const counts = await countThen(db, visible, campaign);
  const past = withoutCircles(treeAt(await loadPeriods(db), campaign.endedAt));
  const departments = today.map(
    (one): Department => ({ id: one.id, code: one.code, ...(past.get(one.id) ?? one) }),
  );
  return placePeople(counts, departments, merges, campaign.endedAt, isVisible);
}
