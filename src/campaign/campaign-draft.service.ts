import { AppError } from '../platform/errors.ts';
import { joinTransactions } from '../platform/joined-transaction.ts';
import { getCampaign } from './campaign.repository.ts';
import {
  deleteDraft,
  insertDraft,
  lockDraft,
  markLaunched,
  updateDraft,
} from './campaign-draft.repository.ts';
import { campaignOf, type Draft, type DraftContent } from './campaign-draft.ts';
import { isWithin, type Planner } from './campaign-sight.service.ts';
import { type CreatedCampaign, courseNamed, createCampaign } from './create-campaign.service.ts';

type Deps = Parameters<typeof createCampaign>[0];

/** Begins a draft with its course. @throws AppError COURSE_UNKNOWN */
export async function beginDraft(
  deps: Pick<Deps, 'db' | 'courses'>,
  now: Date,
  { course, userId }: { course: string; userId: number },
): Promise<number> {
  courseNamed(deps.courses, course);
  const draft = { content: { course }, createdBy: userId };
  return deps.db.transaction().execute((trx) => insertDraft(trx, now, draft));
}

/**
 * Writes parts of a draft. An audience must lie within what the planner sees.
 * @throws AppError NOT_FOUND where it is gone, CONFLICT once it is launched, FORBIDDEN
 */
export async function saveDraft(
  deps: Pick<Deps, 'db'>,
  now: Date,
  { id, planner, parts }: { id: number; planner: Planner; parts: Partial<DraftContent> },
): Promise<void> {
  const { audience } = parts;
  if (audience !== undefined && !(await isWithin(deps.db, audience, planner.visible)))
    throw new AppError('FORBIDDEN');
  await deps.db.transaction().execute(async (trx) => {
    const draft = openDraft(await lockDraft(trx, id));
    await updateDraft(trx, now, id, { ...draft.content, ...parts });
  });
}

/** @throws AppError NOT_FOUND where it is gone, CONFLICT once it is launched */
export async function dropDraft(deps: Pick<Deps, 'db'>, id: number): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    openDraft(await lockDraft(trx, id));
    await deleteDraft(trx, id);
  });
}

/** `created` is undefined where it had been launched before: sent twice, it starts once. */
export type LaunchedDraft = { campaign: number; created: CreatedCampaign | undefined };

/**
 * Makes a draft the campaign that it describes, which runs from then on.
 * @throws AppError NOT_FOUND, BAD_REQUEST where a part is missing, and what createCampaign throws
 */
export async function launchDraft(
  deps: Deps,
  now: Date,
  { id, planner }: { id: number; planner: Planner },
): Promise<LaunchedDraft> {
  return joinTransactions(deps.db, async (db, trx) => {
    const draft = await lockDraft(trx, id);
    if (draft === undefined) throw new AppError('NOT_FOUND');
    if (draft.campaignId !== null) {
      const { id: campaign } = await getCampaign(trx, draft.campaignId);
      return { campaign, created: undefined };
    }
    const described = campaignOf(draft.content);
    if (described === undefined)
      throw new AppError(
        'BAD_REQUEST',
        'Utskicket är inte ifyllt. / The campaign is not filled in.',
      );
    // Departments may have been merged or moved since the draft was written.
    if (!(await isWithin(trx, described.audience, planner.visible)))
      throw new AppError('FORBIDDEN');
    const created = await createCampaign({ ...deps, db }, now, described);
    await markLaunched(trx, id, created.id);
    return { campaign: created.id, created };
  });
}

function openDraft(draft: Draft | undefined): Draft {
  if (draft === undefined) throw new AppError('NOT_FOUND');
  if (draft.campaignId === null) return draft;
  throw new AppError(
    'CONFLICT',
    'Utskicket är redan startat. / The campaign has already been launched.',
  );
}
