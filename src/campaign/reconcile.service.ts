import type { Database, Trx } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { audienceMatch } from './audience.repository.ts';
import { listCampaigns } from './campaign.repository.ts';
import type { Campaign } from './campaign.ts';
import {
  findMissingEmployees,
  findRevivable,
  insertEnrolments,
  planEnrolments,
  refreshEnrolments,
} from './enrolment.repository.ts';
import { loadSendingRules } from './sending-rules.repository.ts';
import { campaignStart, resumePlan, startPlan } from './start-plan.ts';

const batch = 5_000;

export type Reconciled = { enrolled: number; refreshed: number; revived: number };

/**
 * Brings the enrolments of every campaign that has not ended in step with the roster:
 * joiners and newcomers to the audience are enrolled, moves and leavings repeated, and who
 * is back goes on where they were. Running it twice changes nothing the second time.
 */
export async function reconcileEnrolments(deps: { db: Database }, now: Date): Promise<Reconciled> {
  const total: Reconciled = { enrolled: 0, refreshed: 0, revived: 0 };
  for (const campaign of await listCampaigns(deps.db, ['running', 'paused'])) {
    const one = await deps.db.transaction().execute((trx) => reconcileCampaign(trx, now, campaign));
    total.enrolled += one.enrolled;
    total.refreshed += one.refreshed;
    total.revived += one.revived;
  }
  return total;
}

/** The same for one campaign, inside the caller's transaction. */
export async function reconcileCampaign(
  trx: Trx,
  now: Date,
  campaign: Campaign,
): Promise<Reconciled> {
  const refreshed = await refreshEnrolments(trx, campaign.id);
  const today = localDay(campaign.window.timeZone, now);
  const anchor = campaign.start > today ? campaign.start : today;
  const start = campaignStart(campaign, await loadSendingRules(trx));
  const audience = await audienceMatch(trx, campaign.audience);
  let enrolled = 0;
  for (;;) {
    const missing = await findMissingEmployees(trx, campaign.id, audience, batch);
    if (missing.length === 0) break;
    const rows = missing.map((employee) => {
      const { id: employeeId, departmentId, hasAddress } = employee;
      const plan = startPlan(start, { employeeId, departmentId }, anchor, now);
      return {
        employeeId,
        departmentId,
        anchor,
        lessonOn: plan.lessonOn,
        dueAt: hasAddress ? (plan.dueAt ?? undefined) : undefined,
        parked: hasAddress ? (plan.parked ?? undefined) : ('no-address' as const),
        reachable: hasAddress,
        baseline: plan.baseline ?? null,
        announceOn: plan.announceOn ?? null,
      };
    });
    const added = await insertEnrolments(trx, campaign.id, rows);
    enrolled += added;
    // Somebody else enrolled all of them at the same moment; their transaction does the rest.
    if (added === 0) break;
  }
  const revivable = await findRevivable(trx, campaign.id, today);
  await planEnrolments(
    trx,
    revivable.map((enrolment) => ({ id: enrolment.id, ...resumePlan(start, enrolment, now) })),
  );
  return { enrolled, refreshed, revived: revivable.length };
}
