import type { Database, Trx } from '../platform/database.ts';
import { laterDay } from '../spacing/cadence.ts';
import { localDay } from '../spacing/sending-window.ts';
import { audienceDepartments } from './audience.repository.ts';
import { listCampaigns } from './campaign.repository.ts';
import { type Campaign, dueCampaign } from './campaign.ts';
import { firstDue, resumedDue } from './due.ts';
import {
  findMissingEmployees,
  findRevivable,
  insertEnrolments,
  planEnrolments,
  refreshEnrolments,
} from './enrolment.repository.ts';

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
  const anchor = laterDay(campaign.start, today);
  const departments = await audienceDepartments(trx, campaign.audience);
  let enrolled = 0;
  for (;;) {
    const missing = await findMissingEmployees(trx, campaign.id, departments, batch);
    if (missing.length === 0) break;
    const rows = missing.map((employee) => {
      const dueAt = employee.hasAddress
        ? firstDue(dueCampaign(campaign), employee.id, anchor, now)
        : undefined;
      return {
        employeeId: employee.id,
        departmentId: employee.departmentId,
        anchor,
        dueAt,
        parked: employee.hasAddress
          ? dueAt === undefined
            ? ('end' as const)
            : undefined
          : ('no-address' as const),
        reachable: employee.hasAddress,
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
    revivable.map((enrolment) => {
      const dueAt = resumedDue(dueCampaign(campaign), enrolment, now) ?? null;
      return {
        id: enrolment.id,
        nextLesson: null,
        dueAt,
        parked: dueAt === null ? ('end' as const) : null,
      };
    }),
  );
  return { enrolled, refreshed, revived: revivable.length };
}
