import { setImmediate as giveWay } from 'node:timers/promises';
import type { DueRow } from '../campaign/due.repository.ts';
import { type ForecastMail, forecast } from '../campaign/forecast.ts';
import type { Course } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { loadHoldsAhead } from './campaign-plan.repository.ts';
import { loadDuePeople, type Running } from './due-people.service.ts';
import { guessedAnswers } from './guessed-answers.ts';

/** Some tens of milliseconds. */
const peopleAtOnce = 10;

/** What is to come for somebody, and where they stand in each campaign. */
export type PersonPlan = { rows: readonly DueRow[]; mails: readonly ForecastMail[] };

/**
 * Runs the tick ahead for these people, up to the local day `last`. `rows` are their enrolments,
 * of which some may not be stored yet.
 * @param response share of askings that get an answer, 0 to 1.
 * @returns one plan for each of `employees`, in their order.
 */
export async function planPeople(
  db: Database,
  now: Date,
  running: ReadonlyMap<number, Running>,
  input: { employees: readonly number[]; rows: readonly DueRow[]; last: string; response: number },
): Promise<PersonPlan[]> {
  const { employees, rows, last, response } = input;
  const [first] = running.values();
  if (first === undefined) return employees.map(() => ({ rows: [], mails: [] }));
  const today = localDay(first.campaign.window.timeZone, now);
  const holds = await loadHoldsAhead(db, employees, today);
  const people = await db
    .transaction()
    .execute((trx) => loadDuePeople(undefined, trx, now, running, rows));
  const mails = new Map<number, ForecastMail[]>();
  for (const [index, person] of people.entries()) {
    // A second's work must not keep answers to mails waiting in the same process.
    if (index % peopleAtOnce === 0) await giveWay();
    const enrolments = person.enrolments.map((one) => ({
      ...one,
      ...questionsOf(running.get(one.campaign.id)?.course),
    }));
    const { employeeId } = person;
    const known = { ...person, holds: holds.get(employeeId) ?? [] };
    const answers = guessedAnswers(employeeId, response);
    mails.set(employeeId, forecast(known, enrolments, answers, { now, last }));
  }
  const byEmployee = Map.groupBy(rows, (row) => row.employeeId);
  return employees.map((id) => ({ rows: byEmployee.get(id) ?? [], mails: mails.get(id) ?? [] }));
}

function questionsOf(course: Course | undefined) {
  const questions = course?.lessons.map(({ text }) => text.sv.question) ?? [];
  const stances = questions.filter(({ type }) => type === 'stance');
  return { questions: questions.map(({ key }) => key), stances: stances.map(({ key }) => key) };
}
