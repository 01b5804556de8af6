import { baselineOptions } from '../course/baseline-question.ts';
import type { BaselineQuestion } from '../course/course.ts';
import { dayNumber, weekdayOf } from '../spacing/local-day.ts';
import { addDays } from '../spacing/sending-window.ts';

/** The chosen option of each question that was answered, by the question's key. */
export type BaselineAnswers = ReadonlyMap<string, string>;

/** How much a counter grows; '' and '' count the forms. */
export type Counter = { question: string; option: string; add: 0 | 1 };

/** Name of a question's inputs in the form. */
export function inputName({ key }: Pick<BaselineQuestion, 'key'>): string {
  return `q-${key}`;
}

/**
 * Reads a form. Every question may be left out. Undefined where something else than one of a
 * question's options was chosen.
 */
export function readAnswers(
  questions: readonly BaselineQuestion[],
  form: Readonly<Record<string, unknown>>,
): BaselineAnswers | undefined {
  const answers = new Map<string, string>();
  for (const question of questions) {
    const given = form[inputName(question)];
    if (given === undefined || given === '') continue;
    if (!baselineOptions(question).some(({ id }) => id === given)) return undefined;
    answers.set(question.key, String(given));
  }
  return answers;
}

/**
 * All counters that a form has, always in the same order and all of them, whatever was chosen:
 * so which rows are written, and when, says nothing about the answers.
 */
export function countersOf(
  questions: readonly BaselineQuestion[],
  answers: BaselineAnswers,
): Counter[] {
  const all = questions.flatMap((question) =>
    baselineOptions(question).map(
      ({ id }): Counter => ({
        question: question.key,
        option: id,
        add: answers.get(question.key) === id ? 1 : 0,
      }),
    ),
  );
  return [{ question: '', option: '', add: 1 }, ...all];
}

/** The Monday of a local day's week. */
export function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(dayNumber(day)));
}

/**
 * The week that a form counts in: the one in which it came, but once its campaign has ended one
 * after the week of the end. What is shown when a campaign ends is so shown unchanged until all
 * links have expired, and no two looks at it can be held against each other.
 */
export function bookedWeek(today: string, endedOn: string | undefined): string {
  const week = mondayOf(today);
  const after = endedOn === undefined ? week : addDays(mondayOf(endedOn), 7);
  return after > week ? after : week;
}
