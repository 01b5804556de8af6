import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { carryOut, type When } from './department-carry-out.service.ts';
import type { DepartmentChange } from './department-change.ts';
import {
  type DepartmentPlan,
  findDuePlans,
  insertPlan,
  loadPlans,
  settlePlan,
  tryOut,
} from './department-plan.repository.ts';
import { lockRoster } from './roster.repository.ts';
import { rosterDay } from './roster-day.ts';
import { inBothLanguages } from './row-problem.ts';

/** How many plans the day brought about, and how many it could not. */
export type CarriedOut = { done: number; failed: number };

/**
 * Keeps a change for a day to come, once it has been tried: carried out after all that is planned
 * before it, and taken back. @returns what it would be, by the people of today.
 * @throws AppError what carrying it out throws.
 */
export async function planChange<T>(
  trx: Trx,
  now: Date,
  plan: { change: DepartmentChange; from: Date },
  work: (trx: Trx, when: When) => Promise<T>,
): Promise<{ id: number; wouldBe: T }> {
  const wouldBe = await tryOut(trx, 'back', async () => {
    for (const earlier of await findDuePlans(trx, plan.from)) await attempt(trx, earlier);
    return work(trx, whenOf(plan.from));
  });
  return { id: await insertPlan(trx, { ...plan, plannedAt: now }), wouldBe };
}

/**
 * Carries out the plans whose time has come, in the caller's transaction, which holds the
 * roster's lock. One that cannot be carried out changes nothing, stops nothing and stays listed
 * with the reason; it is not tried again by itself, since a reorganisation on a day that nobody
 * expects is worse than one that waits for a person.
 */
export async function carryOutPlans(trx: Trx, now: Date): Promise<CarriedOut> {
  const counts: CarriedOut = { done: 0, failed: 0 };
  for (const plan of await findDuePlans(trx, now)) {
    const problem = await attempt(trx, plan);
    const state = problem === null ? 'done' : 'failed';
    await settlePlan(trx, plan.id, ['planned'], { state, problem, at: now });
    counts[state] += 1;
  }
  return counts;
}

/** Plans that wait and those that failed; with `all` also what was carried out or withdrawn. */
export async function listPlans(
  deps: { db: Database },
  input: { all: boolean },
): Promise<DepartmentPlan[]> {
  return loadPlans(
    deps.db,
    input.all ? ['planned', 'failed', 'done', 'withdrawn'] : ['planned', 'failed'],
  );
}

/** Takes a plan back, or a failed one off the list. @throws AppError NOT_FOUND */
export async function withdrawPlan(
  deps: { db: Database },
  now: Date,
  input: { id: number },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    const problem = (await loadPlans(trx, ['failed'])).find(({ id }) => id === input.id)?.problem;
    const after = { state: 'withdrawn', problem: problem ?? null, at: now } as const;
    if (await settlePlan(trx, input.id, ['planned', 'failed'], after)) return;
    throw new AppError(
      'NOT_FOUND',
      inBothLanguages(
        `Det finns ingen planerad ändring ${input.id}. Se department planned.`,
        `There is no planned change ${input.id}. See department planned.`,
      ),
    );
  });
}

/** @returns why it could not be done, or null. */
async function attempt(trx: Trx, plan: DepartmentPlan): Promise<string | null> {
  try {
    await tryOut(trx, 'keep', () => carryOut(trx, whenOf(plan.from), plan.change));
    return null;
  } catch (error) {
    // The database's moods pass: the next tick tries the whole day again.
    if (isPassing(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Postgres: connection, rollback (deadlock), resources, an operator; the classes of SQLSTATE. */
function isPassing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(08|40|53|57)[0-9A-Z]{3}$/.test(code);
}

/** A plan holds from its own time, however late the day is turned. */
function whenOf(from: Date): When {
  return { validFrom: from, today: rosterDay(from) };
}
