import { setImmediate as giveWay } from 'node:timers/promises';
import { assumedStanding } from '../campaign/assumed-standing.ts';
import type { DueRow } from '../campaign/due.repository.ts';
import { type ForecastMail, forecast } from '../campaign/forecast.ts';
import type { Course } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { addDays, localDay } from '../spacing/sending-window.ts';
import { loadHoldsAhead } from './campaign-plan.repository.ts';
import { loadCappedMails, loadMailedLessons } from './due-mails.repository.ts';
import { historyDays, loadDuePeople, type Running } from './due-people.service.ts';
import { guessedAnswers } from './guessed-answers.ts';

/** Some tens of milliseconds. */
const peopleAtOnce = 10;

/** What is to come for somebody, and where they stand in each campaign. */
export type PersonPlan = { rows: readonly DueRow[]; mails: readonly ForecastMail[] };

/**
 * Runs the tick ahead for these people, up to the local day `last`. `rows` are their enrolments,
 * of which some may not be stored yet. What they have answered so far, and what they were mailed
 * because of it, counts for nothing but is assumed: a plan is shown to others than the person.
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
  const enrolled = rows.map(({ id }) => id);
  const [people, history, mailed] = await db
    .transaction()
    .execute(
      async (trx) =>
        [
          await loadDuePeople(undefined, trx, now, running, rows),
          await loadCappedMails(trx, employees, addDays(today, -historyDays), 'everybody'),
          await loadMailedLessons(trx, enrolled),
        ] as const,
    );
  const mails = new Map<number, ForecastMail[]>();
  for (const [index, person] of people.entries()) {
    // A second's work must not keep answers to mails waiting in the same process.
    if (index % peopleAtOnce === 0) await giveWay();
    const { employeeId } = person;
    const answers = guessedAnswers(employeeId, response);
    const enrolments = person.enrolments.map((one) => {
      const enrolment = { ...one, ...questionsOf(running.get(one.campaign.id)?.course) };
      return assumedStanding(enrolment, mailed.get(one.id) ?? [], answers, today);
    });
    const own = { history: history.get(employeeId) ?? [], holds: holds.get(employeeId) ?? [] };
    const known = { ...person, ...own };
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
