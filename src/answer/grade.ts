import type { Option, Question } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';

export type Grade = { correct: boolean; chosen: Option[]; right: Option[] };

/**
 * Grades option ids against a question in any of its languages: ids are the same in all.
 * @throws AppError OPTION_UNKNOWN when none, too many or an unknown option was given.
 */
export function gradeAnswer(question: Question, optionIds: readonly string[]): Grade {
  const { chosen, right } = explainAnswer(question, optionIds);
  const ids = new Set(optionIds);
  if (chosen.length !== 1 || ids.size !== 1)
    throw new AppError(
      'OPTION_UNKNOWN',
      `Choose one of ${question.options.map((option) => option.id).join(', ')}.`,
    );
  return { correct: chosen.every((option) => option.correct), chosen, right };
}

/** The options behind stored ids, and the right ones; ids that a later version dropped are left out. */
export function explainAnswer(
  question: Question,
  optionIds: readonly string[],
): { chosen: Option[]; right: Option[] } {
  return {
    chosen: question.options.filter((option) => optionIds.includes(option.id)),
    right: question.options.filter((option) => option.correct),
  };
}

export type Feedback = { rightOptions: string[]; feedback: string; rightFeedback: string };

/** Why an answer is right or wrong, in the language of the question. */
export function feedbackOn(question: Question, optionIds: readonly string[]): Feedback {
  const { chosen, right } = explainAnswer(question, optionIds);
  return {
    rightOptions: right.map((option) => option.id),
    feedback: chosen.map((option) => option.feedback).join(' '),
    rightFeedback: right.map((option) => option.feedback).join(' '),
  };
}
