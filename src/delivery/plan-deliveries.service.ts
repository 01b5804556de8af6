import { listCampaigns, lockRunning } from '../campaign/campaign.repository.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { changeCampaign } from '../campaign/change-campaign.service.ts';
import { lockPlanning, takeCompeting, takeDueEnrolments } from '../campaign/due.repository.ts';
import { decideDue, repeated } from '../campaign/due.ts';
import type { DueDecision } from '../campaign/due-person.ts';
import { anyoneDue, planEnrolments } from '../campaign/enrolment.repository.ts';
import { saveReviews } from '../campaign/review.repository.ts';
import { loadSendingRules } from '../campaign/sending-rules.repository.ts';
import { loadPlacedDepartments, loadUsualWorkplace } from '../campaign/workplace.repository.ts';
import { placesOf } from '../campaign/workplace.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database, Trx } from '../platform/database.ts';
import { addJob } from '../platform/jobs.ts';
import { localDay } from '../spacing/sending-window.ts';
import { loadDuePeople, type Running, runningCampaign } from './due-people.service.ts';
import type { PilotLists } from './pilot.ts';
import {
  insertDeliveries,
  type PlannedAsking,
  type PlannedDelivery,
} from './planned-delivery.repository.ts';
import { hasVariants, type ScenarioOf, scenariosFrom } from './scenario.ts';

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
  const open = await openCampaigns(deps, now);
  const due = await anyoneDue(
    deps.db,
    open.map(({ id }) => id),
    now,
  );
  // Most ticks find nothing; asking first spares them the rest.
  if (due.length === 0) return total;
  const running = await loadRunning(deps, open);
  const scenarioOf = await loadScenarios(deps.db, running);
  for (const id of due) {
    while (total.planned < limit) {
      const size = Math.min(batch, limit - total.planned);
      const one = await deps.db
        .transaction()
        .execute((trx) => planBatch(deps, trx, now, { running, scenarioOf }, id, size));
      total.planned += one.planned;
      total.postponed += one.postponed;
      total.parked += one.parked;
      if (one.taken < size) break;
    }
  }
  return total;
}

/** Running campaigns; those that are over end here. */
async function openCampaigns(deps: PlanDeps, now: Date): Promise<Campaign[]> {
  const running: Campaign[] = [];
  for (const campaign of await listCampaigns(deps.db, ['running', 'paused'])) {
    const { id, until, window, status } = campaign;
    if (until !== null && localDay(window.timeZone, now) > until) {
      await changeCampaign(deps, now, { id, change: 'end' });
      continue;
    }
    if (status === 'running') running.push(campaign);
  }
  return running;
}

async function loadRunning(
  deps: PlanDeps,
  campaigns: readonly Campaign[],
): Promise<Map<number, Running>> {
  const rules = await loadSendingRules(deps.db);
  const running = new Map<number, Running>();
  for (const campaign of campaigns) {
    const { course } = await deps.courseVersions.get(campaign.courseVersionId);
    running.set(campaign.id, runningCampaign(campaign, course, rules));
  }
  return running;
}

/** Read once a tick, and only where it decides anything. */
async function loadScenarios(
  db: Database,
  running: ReadonlyMap<number, Running>,
): Promise<ScenarioOf> {
  if (![...running.values()].some(({ course }) => hasVariants(course)))
    return scenariosFrom(undefined);
  const departments = await loadPlacedDepartments(db);
  return scenariosFrom(placesOf(departments, await loadUsualWorkplace(db)));
}

type Known = { running: ReadonlyMap<number, Running>; scenarioOf: ScenarioOf };

async function planBatch(
  deps: PlanDeps,
  trx: Trx,
  now: Date,
  { running: all, scenarioOf }: Known,
  campaignId: number,
  size: number,
): Promise<PlannedTick & { taken: number }> {
  await lockPlanning(trx);
  const running = new Map<number, Running>();
  // Paused, ended or updated since the list was read: leave it to the next tick.
  for (const [id, one] of all)
    if (await lockRunning(trx, id, one.campaign.courseVersionId)) running.set(id, one);
  if (!running.has(campaignId)) return { taken: 0, planned: 0, postponed: 0, parked: 0 };
  const taken = await takeDueEnrolments(trx, campaignId, now, size);
  const rows = [...taken, ...(await takeCompeting(trx, taken, [...running.keys()], now))];
  const people = await loadDuePeople(deps.pilot, trx, now, running, rows);
  const decisions = people.flatMap((person) => decideDue(person, now));
  const written = await writeMails(deps, trx, now, { running, scenarioOf }, decisions);
  const plans = decisions.map(({ enrolment, mail, plan, withoutMail }) => ({
    id: enrolment.id,
    ...(mail !== undefined && !written.has(enrolment.id) ? withoutMail : plan),
  }));
  await planEnrolments(trx, plans);
  if (written.size > 0) await wakeSenders(trx, written.size);
  const rest = plans.filter(({ id }) => !written.has(id));
  const parked = rest.filter(({ dueAt }) => dueAt === null).length;
  return {
    taken: taken.length,
    planned: written.size,
    postponed: rest.length - parked,
    parked,
  };
}

/** Writes mails and what they repeat; returns the enrolments whose mail was written. */
async function writeMails(
  deps: PlanDeps,
  trx: Trx,
  now: Date,
  known: Known,
  decisions: readonly DueDecision[],
): Promise<Set<number>> {
  const planned = decisions.flatMap((decision) => toPlanned(known, decision));
  const written = await insertDeliveries(trx, now, deps.messageDomain, planned);
  const moved = decisions.flatMap(({ enrolment, mail }) => {
    if (mail === undefined || mail.kind === 'reminder' || mail.repetition === undefined) return [];
    if (!written.has(enrolment.id)) return [];
    const { lesson, question, review } = mail.repetition;
    const next = repeated(enrolment.campaign, review, mail.day);
    return [{ enrolmentId: enrolment.id, lesson, question, review: next }];
  });
  if (moved.length > 0) await saveReviews(trx, moved);
  return written;
}

function toPlanned(
  { running, scenarioOf }: Known,
  { enrolment, mail }: DueDecision,
): PlannedDelivery[] {
  const one = running.get(enrolment.campaign.id);
  if (one === undefined || mail === undefined) return [];
  const base = {
    enrolmentId: enrolment.id,
    employeeId: enrolment.employeeId,
    campaignId: one.campaign.id,
    courseVersionId: one.campaign.courseVersionId,
    kind: mail.kind,
    day: mail.day,
    baseline: null,
    asking: null,
    asks: null,
    repeats: null,
  };
  const asking = (of: { lesson: number; question: string; round: number }): PlannedAsking => {
    const { lesson: number, question, round } = of;
    const lesson = one.course.lessons[number - 1];
    const variant =
      lesson === undefined ? null : scenarioOf(lesson, enrolment.departmentId ?? null);
    return { lesson: number, question, round, variant };
  };
  if (mail.kind === 'baseline') return [{ ...base, lesson: mail.lesson, baseline: mail.baseline }];
  if (mail.kind === 'announcement') return [{ ...base, lesson: mail.lesson }];
  if (mail.kind === 'reminder') return [{ ...base, lesson: mail.lesson, asking: mail.asking }];
  if (mail.kind === 'repetition') {
    const asks = asking(mail.repetition);
    return [{ ...base, lesson: asks.lesson, asks }];
  }
  const question = one.course.lessons[mail.lesson - 1]?.text.sv.question.key;
  if (question === undefined) return [];
  const { lesson, repetition } = mail;
  const asks = asking({ lesson, question, round: 1 });
  return [{ ...base, lesson, asks, repeats: repetition ? asking(repetition) : null }];
}

/** Wakes as many senders as there is work for; a lane that is already waiting is not doubled. */
export async function wakeSenders(trx: Trx, deliveries: number): Promise<void> {
  const lanes = Math.min(sendLanes, Math.ceil(deliveries / 500));
  for (let lane = 0; lane < lanes; lane++) await addJob(trx, 'send', { lane }, `send-${lane}`);
}
