import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { audienceMatch } from './audience.repository.ts';
import type { Audience } from './audience.ts';
import { getCampaign, listCampaigns } from './campaign.repository.ts';
import type { Campaign } from './campaign.ts';
import { findDraft, listDrafts } from './campaign-draft.repository.ts';
import type { Draft } from './campaign-draft.ts';
import { campaignsWithPeopleOf, hasPeopleOf } from './campaign-sight.repository.ts';

/*
 * Who sees and who changes a campaign (DESIGN rule 10). Seen by whoever sees somebody who takes
 * part. Changed only by whoever sees all of its audience: what a change does to people elsewhere
 * is not theirs to decide. So titles alone never make an audience someone's own; departments do.
 */

/** Whether an audience lies wholly inside the visible departments, merged ones included. */
export async function isWithin(
  db: Database,
  audience: Audience,
  visible: VisibleDepartments,
): Promise<boolean> {
  if (visible === 'all') return true;
  const { departments } = await audienceMatch(db, audience);
  return departments?.length ? departments.every((id) => visible.has(id)) : false;
}

/** The campaigns with people in the visible departments, the newest first. */
export async function listVisibleCampaigns(
  db: Database,
  visible: VisibleDepartments,
): Promise<Campaign[]> {
  const all = await listCampaigns(db);
  const seen = await campaignsWithPeopleOf(
    db,
    all.map(({ id }) => id),
    visible,
  );
  return all.filter(({ id }) => seen.has(id)).reverse();
}

/** @throws AppError NOT_FOUND for a campaign without people in the visible departments */
export async function visibleCampaign(
  db: Database,
  id: number,
  visible: VisibleDepartments,
): Promise<Campaign> {
  const seen = await campaignsWithPeopleOf(db, [id], visible);
  if (!seen.has(id)) throw new AppError('NOT_FOUND');
  return getCampaign(db, id);
}

/** @throws AppError NOT_FOUND as above, FORBIDDEN where others take part as well */
export async function ownCampaign(
  db: Database,
  id: number,
  visible: VisibleDepartments,
): Promise<Campaign> {
  const campaign = await visibleCampaign(db, id, visible);
  if (await isWithin(db, campaign.audience, visible)) return campaign;
  throw new AppError('FORBIDDEN');
}

export type Planner = { userId: number; visible: VisibleDepartments };

/** Drafts that somebody may see, and whether they may change them. */
export async function listVisibleDrafts(
  db: Database,
  planner: Planner,
): Promise<{ draft: Draft; own: boolean }[]> {
  const found: { draft: Draft; own: boolean }[] = [];
  for (const draft of await listDrafts(db)) {
    const sight = await sightOf(db, draft, planner);
    if (sight !== 'none') found.push({ draft, own: sight === 'own' });
  }
  return found;
}

/** A draft, and whether it is theirs to change. @throws AppError NOT_FOUND for one that is not theirs to see */
export async function visibleDraft(
  db: Database,
  id: number,
  planner: Planner,
): Promise<{ draft: Draft; own: boolean }> {
  const draft = await findDraft(db, id);
  const sight = draft === undefined ? 'none' : await sightOf(db, draft, planner);
  if (draft === undefined || sight === 'none') throw new AppError('NOT_FOUND');
  return { draft, own: sight === 'own' };
}

/** @throws AppError NOT_FOUND as above, FORBIDDEN where it is theirs to see and not to change */
export async function ownDraft(db: Database, id: number, planner: Planner): Promise<Draft> {
  const { draft, own } = await visibleDraft(db, id, planner);
  if (!own) throw new AppError('FORBIDDEN');
  return draft;
}

/** @throws AppError as `ownDraft`, NOT_FOUND for one that has become a campaign */
export async function plannedDraft(db: Database, id: number, planner: Planner): Promise<Draft> {
  const draft = await ownDraft(db, id, planner);
  if (draft.campaignId !== null) throw new AppError('NOT_FOUND');
  return draft;
}

/** Without an audience it is its writer's; with one the audience decides, as for campaigns. */
async function sightOf(
  db: Database,
  { content: { audience }, createdBy }: Draft,
  { userId, visible }: Planner,
): Promise<'own' | 'seen' | 'none'> {
  if (visible === 'all') return 'own';
  const began = createdBy === userId;
  if (audience === undefined) return began ? 'own' : 'none';
  if (await isWithin(db, audience, visible)) return 'own';
  if (began) return 'seen';
  return (await hasPeopleOf(db, await audienceMatch(db, audience), visible)) ? 'seen' : 'none';
}
