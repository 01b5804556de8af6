import type { Question } from '../course/course.ts';

/**
 * The links that a mail has to a question, by the index of the option that each one chooses: one
 * an option where a tap says it all, else a single one to the page that chooses nothing.
 */
export function questionLinks({ type, options }: Question): (number | undefined)[] {
  return type === 'single' ? options.map((_, index) => index) : [undefined];
}
