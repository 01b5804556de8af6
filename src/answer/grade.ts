import type { Option, Question } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { stepsOf } from './steps.ts';

/** `correct` is null where nothing is graded. */
export type Grade = { correct: boolean | null; chosen: Option[]; right: Option[] };

/**
 * Grades option ids against one step (from 1) of a question in any of its languages: ids are the
 * same in all. Of several right options all are needed and no other. A stance is not graded, and
 * may be left without a choice.
 * @throws AppError OPTIONS_MISSING when none was given, OPTION_UNKNOWN when too many or an unknown
 *   one was.
 */
export function gradeAnswer(question: Question, optionIds: readonly string[], step = 1): Grade {
  const options = stepsOf(question)[step - 1]?.options ?? [];
  const { chosen, right } = explainAnswer(options, optionIds);
  const ids = new Set(optionIds);
  const { type } = question;
  const names = options.map(({ id }) => id).join(', ');
  if (ids.size === 0 && type !== 'stance')
    throw new AppError('OPTIONS_MISSING', `Give at least one of the options ${names}.`);
  const most = type === 'multiple' ? options.length : 1;
  if (chosen.length !== ids.size || ids.size > most)
    throw new AppError(
      'OPTION_UNKNOWN',
      `Choose ${type === 'multiple' ? 'some' : 'one'} of ${names}.`,
    );
  if (type === 'stance') return { correct: null, chosen, right: [] };
  const correct = chosen.every((option) => option.correct);
  return {
    correct: type === 'multiple' ? correct && chosen.length === right.length : correct,
    chosen,
    right,
  };
}

/** The options behind stored ids, and the right ones; ids that a later version dropped are left out. */
export function explainAnswer(
  options: readonly Option[],
  optionIds: readonly string[],
): { chosen: Option[]; right: Option[] } {
  return {
    chosen: options.filter((option) => optionIds.includes(option.id)),
    right: options.filter((option) => option.correct),
  };
}

/** What there is to say about one option; `correct` is null where nothing is right or wrong. */
export type Explained = {
  option: string;
  chosen: boolean;
  correct: boolean | null;
  feedback: string;
};

export type Feedback = {
  rightOptions: string[];
  feedback: string;
  rightFeedback: string;
  explained: Explained[];
};

/** Why one step of an answer is right or wrong, in the language of the question. */
export function feedbackOn(question: Question, optionIds: readonly string[], step = 1): Feedback {
  const options = stepsOf(question)[step - 1]?.options ?? [];
  const { chosen, right } = explainAnswer(options, optionIds);
  return {
    rightOptions: right.map((option) => option.id),
    feedback: chosen.map((option) => option.feedback).join(' '),
    rightFeedback: right.map((option) => option.feedback).join(' '),
    explained: explainedOptions(question, options, optionIds).map(({ id, correct, feedback }) => ({
      option: id,
      chosen: optionIds.includes(id),
      correct: question.type === 'stance' ? null : correct,
      feedback,
    })),
  };
}

/** Where several may be right each option teaches; else the chosen one, and the right one. */
function explainedOptions(
  { type }: Question,
  options: readonly Option[],
  optionIds: readonly string[],
): readonly Option[] {
  if (type === 'multiple') return options;
  return options.filter(({ id, correct }) => correct || optionIds.includes(id));
}
