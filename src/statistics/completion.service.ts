import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { campaignExists, countByDepartment } from './completion.repository.ts';
import { type Completion, completionFrom } from './completion.ts';
import { rollUp } from './rollup.ts';
import { DEFAULT_K } from './suppression.ts';

/**
 * How far each department in view has come in a campaign, as it is now: figures rolled up
 * the tree, small groups hidden, and the total of what is in view.
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function completionOf(
  deps: { db: Database },
  input: { campaignId: number; visible: VisibleDepartments },
): Promise<Completion> {
  if (!(await campaignExists(deps.db, input.campaignId)))
    throw new AppError('CAMPAIGN_UNKNOWN', `There is no campaign ${input.campaignId}.`);
  const rows = await countByDepartment(deps.db, input.visible, input.campaignId);
  return completionFrom(input.campaignId, rollUp(rows), DEFAULT_K);
}
