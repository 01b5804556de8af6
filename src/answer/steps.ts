import type { Option, Question } from '../course/course.ts';

/** What is asked at once: a question, or one of the two steps of a scenario. */
export type Step = { text: string; options: Option[] };

/** In the order in which they are answered; option ids tell the step they belong to. */
export function stepsOf({ text, options, second }: Question): Step[] {
  return second === undefined ? [{ text, options }] : [{ text, options }, second];
}

/** Of option ids those that belong to a step (from 1), in the order of its options. */
export function idsOfStep(question: Question, step: number, ids: readonly string[]): string[] {
  const options = stepsOf(question)[step - 1]?.options ?? [];
  return options.map(({ id }) => id).filter((id) => ids.includes(id));
}
