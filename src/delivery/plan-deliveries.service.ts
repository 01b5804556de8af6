import { listCampaigns, lockRunning } from '../campaign/campaign.repository.ts';
import { type Campaign, dueCampaign } from '../campaign/campaign.ts';
import { changeCampaign } from '../campaign/change-campaign.service.ts';
import { type DueDecision, decideDue, respaced } from '../campaign/due.ts';
import {
  type DueRow,
  type EnrolmentPlan,
  isAnyoneDue,
  planEnrolments,
  takeDueEnrolments,
} from '../campaign/enrolment.repository.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database, Trx } from '../platform/database.ts';
import { addJob } from '../platform/jobs.ts';
import { localDay } from '../spacing/sending-window.ts';
import { mayBeMailed, type PilotLists } from './pilot.ts';
import { insertDeliveries, type PlannedDelivery } from './planned-delivery.repository.ts';

export type PlanDeps = {
  db: Database;
  courseVersions: CourseVersions;
  messageDomain: string;
  pilot: PilotLists;
};

/** Enrolments in one transaction; short, so that two tickers and the importer never wait long. */
const batch = 1_000;
/** How many processes may be woken to send at once; each takes what the others leave. */
const sendLanes = 4;

export type PlannedTick = { planned: number; postponed: number; parked: number };

/**
 * The tick: takes what is due, writes deliveries and wakes the senders in the same
 * transaction. Safe to run in any number of processes at once.
 * @param limit at most so many deliveries, so that the queue stays as short as the relay is slow.
 */
export async function planDeliveries(
  deps: PlanDeps,
  now: Date,
  limit = 10_000,
): Promise<PlannedTick> {
  const total: PlannedTick = { planned: 0, postponed: 0, parked: 0 };
  for (const campaign of await listCampaigns(deps.db, ['running', 'paused'])) {
    if (localDay(campaign.window.timeZone, now) > campaign.until) {
      await changeCampaign(deps, now, { id: campaign.id, change: 'end' });
      continue;
    }
    if (campaign.status !== 'running') continue;
    // Most ticks find nothing; asking first spares them a transaction.
    if (!(await isAnyoneDue(deps.db, campaign.id, now))) continue;
    const { course } = await deps.courseVersions.get(campaign.courseVersionId);
    while (total.planned < limit) {
      const size = Math.min(batch, limit - total.planned);
      const one = await deps.db
        .transaction()
        .execute((trx) => planBatch(deps, trx, now, campaign, course, size));
      total.planned += one.planned;
      total.postponed += one.postponed;
      total.parked += one.parked;
      if (one.taken < size) break;
    }
  }
  return total;
}

async function planBatch(
  deps: PlanDeps,
  trx: Trx,
  now: Date,
  campaign: Campaign,
  course: Course,
  size: number,
) {
  // Paused, ended or updated since the list was read: leave it to the next tick.
  if (!(await lockRunning(trx, campaign.id, campaign.courseVersionId)))
    return { taken: 0, planned: 0, postponed: 0, parked: 0 };
  const today = localDay(campaign.window.timeZone, now);
  const rows = await takeDueEnrolments(trx, campaign.id, now, today, size);
  const decisions = rows.map((row) => ({
    row,
    decision: decideDue(dueCampaign(campaign), toDue(row, deps.pilot), now),
  }));
  const planned = decisions.flatMap(({ row, decision }) => toPlanned(course, row, decision));
  const lost = await insertDeliveries(
    trx,
    now,
    {
      id: campaign.id,
      courseVersionId: campaign.courseVersionId,
      messageDomain: deps.messageDomain,
    },
    planned,
  );
  const plans = decisions.map(({ row, decision }) =>
    lost.has(row.id)
      ? postponedPlan(row, respaced(dueCampaign(campaign), row.employeeId, now))
      : toPlan(row, decision),
  );
  await planEnrolments(trx, plans);
  const written = planned.length - lost.size;
  if (written > 0) await wakeSenders(trx, written);
  const parked = plans.filter((plan) => plan.nextLesson === null && plan.dueAt === null).length;
  return {
    taken: rows.length,
    planned: written,
    postponed: rows.length - written - parked,
    parked,
  };
}

/** Wakes as many senders as there is work for; a lane that is already waiting is not doubled. */
export async function wakeSenders(trx: Trx, deliveries: number): Promise<void> {
  const lanes = Math.min(sendLanes, Math.ceil(deliveries / 500));
  for (let lane = 0; lane < lanes; lane++) await addJob(trx, 'send', { lane }, `send-${lane}`);
}

function toDue(row: DueRow, pilot: PilotLists) {
  return {
    id: row.id,
    employeeId: row.employeeId,
    anchor: row.anchor,
    nextLesson: row.nextLesson,
    dueAt: row.dueAt,
    hasLeft: row.leftAt !== null,
    hasAddress: row.email !== null,
    mayBeMailed: row.email === null || mayBeMailed(pilot, row.email),
    heldUntil: row.onHold ? (row.holdUntil ?? ('open' as const)) : undefined,
  };
}

function toPlanned(course: Course, row: DueRow, decision: DueDecision): PlannedDelivery[] {
  if (decision.kind !== 'send') return [];
  const lesson = course.lessons[decision.lesson - 1];
  if (lesson === undefined) return [];
  return [
    {
      enrolmentId: row.id,
      employeeId: row.employeeId,
      lesson: decision.lesson,
      question: lesson.text.sv.question.key,
      day: decision.day,
    },
  ];
}

function toPlan(row: DueRow, decision: DueDecision): EnrolmentPlan {
  if (decision.kind === 'send')
    return {
      id: row.id,
      nextLesson: decision.nextLesson,
      dueAt: decision.nextDueAt ?? null,
      parked: decision.nextDueAt === undefined ? 'end' : null,
    };
  if (decision.kind === 'postpone') return postponedPlan(row, decision.dueAt);
  return { id: row.id, nextLesson: null, dueAt: null, parked: decision.reason };
}

function postponedPlan(row: DueRow, dueAt: Date | undefined): EnrolmentPlan {
  return {
    id: row.id,
    nextLesson: null,
    dueAt: dueAt ?? null,
    parked: dueAt === undefined ? 'end' : null,
  };
}
