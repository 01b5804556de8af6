import { lookForForm } from '../campaign/baseline-look.repository.ts';
import { reviewOfRow, rowOfReview } from '../campaign/review.repository.ts';
import type { Question } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { recordAnswer } from './answer.repository.ts';
import { recordStep } from './answer-step.repository.ts';
import { type Asked, type AskedDeps, type AskedPerson, readAsked } from './asked.reader.ts';
import { explainAnswer, feedbackOn, type Grade, gradeAnswer } from './grade.ts';
import { nextReview } from './next-review.ts';
import { recordStance } from './stance.repository.ts';
import { idsOfStep, stepsOf } from './steps.ts';

export type GivenAnswer = {
  /** The step that was answered, from 1. */
  step: number;
  /** The options of that step; of a stance only in the result of the answer itself, never later. */
  options: string[];
  /** Of a first step whether it was right, of the last one whether all were; null for a stance. */
  correct: boolean | null;
  /** False while another step is to come. */
  complete: boolean;
  /** The same answer was given before; this is what was said then. */
  repeated: boolean;
  /** False for a link of a test mail. */
  stored: boolean;
};

/** The question as it stands after the answer. */
export type Answered = { asked: Asked; given: GivenAnswer };

export type AnswerInput = {
  token: string;
  /** Absent: the option that the link carries. Empty: a stance is skipped. */
  options: readonly string[] | undefined;
  /** From 1, which is also what counts where it is absent. */
  step?: number | undefined;
  evidence: string;
};

/** How often an answer is tried again whose question's review changed meanwhile. */
const mostTries = 5;

/**
 * Takes the answer to a question, or to one step of it (DESIGN section 3, flow 3). `evidence`
 * says how the answer came, such as `link` or `api`; having the link proves possession of the
 * mail, not who answered. A campaign that has ended takes answers until its links expire.
 *
 * A link of a test mail stores nothing, so there a second step is graded by itself.
 * @throws AppError TOKEN_INVALID, TOKEN_EXPIRED, OPTIONS_MISSING, OPTION_UNKNOWN; BAD_REQUEST for
 *   a step that the question does not have; STEP_TOO_EARLY for a second step before the first;
 *   ALREADY_ANSWERED with the first answer and its feedback as `extra.first` when another option
 *   was given before. A stance that was answered gives no error: what was chosen is not known.
 */
export async function giveAnswer(
  deps: AskedDeps,
  now: Date,
  input: AnswerInput,
): Promise<Answered> {
  for (let tries = 1; ; tries++) {
    const answered = await answerOnce(deps, now, input);
    if (answered !== undefined) return answered;
    // The tick sent a repetition of the same question, or another round was answered.
    if (tries === mostTries) throw new Error('The review of a question keeps changing.');
  }
}

/** An answer, or a step of one, that is right in form. */
type Attempt = Pick<AnswerInput, 'evidence'> & {
  now: Date;
  step: number;
  last: boolean;
  ids: string[];
  grade: Grade;
};

/** Undefined when the question's review changed between reading and writing. */
async function answerOnce(
  deps: AskedDeps,
  now: Date,
  input: AnswerInput,
): Promise<Answered | undefined> {
  const asked = await readAsked(deps, now, input.token);
  if (asked.expired) throw new AppError('TOKEN_EXPIRED');
  const { question } = asked.lesson.text.sv;
  const attempt = { ...readAttempt(asked, question, input), now, evidence: input.evidence };
  const { step, ids, last, grade } = attempt;
  const result = { step, options: ids, complete: last, repeated: false };
  if (asked.person === undefined)
    return { asked, given: { ...result, correct: grade.correct, stored: false } };
  const before = firstResult(asked, question, attempt);
  if (before !== undefined) return before;

  const stored = await store(deps, { asked, person: asked.person }, attempt);
  if (stored !== undefined && last && asked.lesson.number >= asked.lessons && !asked.isRepetition)
    await lookForForm(deps.pool, asked.person.enrolmentId, now);
  if (stored !== undefined)
    return { asked: stored, given: { ...result, correct: resultOf(stored), stored: true } };
  // Somebody was faster, perhaps the same person's second click: theirs is the first result.
  return firstResult(await readAsked(deps, now, input.token), question, attempt);
}

function readAttempt(asked: Asked, question: Question, input: AnswerInput) {
  const { step = 1 } = input;
  const steps = stepsOf(question).length;
  if (step > steps)
    throw new AppError('BAD_REQUEST', `step: the question has ${steps === 1 ? 'one' : steps}.`);
  const tapped = step > 1 || asked.tapped === undefined ? undefined : [asked.tapped];
  const options = input.options ?? tapped;
  // Leaving a stance out is a choice of its own, which has to be said.
  if (options === undefined) throw new AppError('OPTIONS_MISSING');
  const grade = gradeAnswer(question, options, step);
  return { step, last: step === steps, ids: grade.chosen.map(({ id }) => id), grade };
}

/** What was answered before; undefined where this step is open. */
function firstResult(asked: Asked, question: Question, attempt: Attempt): Answered | undefined {
  const { step, last, ids } = attempt;
  const stored = asked.answer?.options ?? (step === 1 ? asked.firstStep?.options : undefined);
  if (stored === undefined) {
    if (step > 1 && asked.firstStep === undefined) throw new AppError('STEP_TOO_EARLY');
    return undefined;
  }
  const complete = last || asked.answer !== undefined;
  const given = { step, complete, repeated: true, stored: true };
  if (asked.answer?.correct === null)
    return { asked, given: { ...given, options: [], correct: null } };
  const first = question.second === undefined ? stored : idsOfStep(question, step, stored);
  const correct = last ? resultOf(asked) : (asked.firstStep?.correct ?? isRight(question, first));
  const same = first.length === ids.length && first.every((id) => ids.includes(id));
  if (same) return { asked, given: { ...given, options: first, correct } };
  const words = asked.lesson.text[asked.language].question;
  throw new AppError('ALREADY_ANSWERED', undefined, {
    first: { options: first, correct, ...feedbackOn(words, first, step) },
  });
}

/** Of a first step that the whole answer was stored with. */
function isRight({ options }: Question, ids: readonly string[]): boolean {
  const { chosen } = explainAnswer(options, ids);
  return chosen.length > 0 && chosen.every((option) => option.correct);
}

/** Whether what is stored so far is right. */
function resultOf({ answer, firstStep }: Asked): boolean | null {
  return (answer ?? firstStep)?.correct ?? null;
}

/** The question as it stands once this is stored; undefined where something else was first. */
async function store(
  deps: AskedDeps,
  { asked, person }: { asked: Asked; person: AskedPerson },
  { now, evidence, last, ids, grade }: Attempt,
): Promise<Asked | undefined> {
  const { askingId } = person;
  const base = { askingId, deliveryId: asked.token.delivery, evidence, answeredAt: now };
  if (grade.correct === null) {
    const scale = asked.lesson.text.sv.question.options.map(({ id }) => id);
    const recorded = await recordStance(deps.pool, { ...base, scale, chosen: ids });
    return recorded && answeredBy(asked, recorded, { options: [], correct: null });
  }
  if (!last) {
    const firstStep = { options: ids, correct: grade.correct };
    const recorded = await recordStep(deps.pool, askingId, firstStep);
    return recorded && { ...asked, firstStep };
  }
  const { firstStep } = asked;
  const options = [...(firstStep?.options ?? []), ...ids];
  const correct = grade.correct && (firstStep?.correct ?? true);
  const review = movedReview(person, correct, now);
  const recorded = await recordAnswer(deps.pool, { ...base, options, correct, review });
  return recorded && answeredBy(asked, recorded, { options, correct });
}

function answeredBy(
  asked: Asked,
  { lessons_answered: lessonsAnswered }: { lessons_answered: number },
  answer: NonNullable<Asked['answer']>,
): Asked {
  return { ...asked, lessonsAnswered, answer, firstStep: undefined };
}

function movedReview({ enrolmentId, repeated }: AskedPerson, correct: boolean, now: Date) {
  if (repeated === undefined) return undefined;
  const review = repeated.review === null ? undefined : reviewOfRow(repeated.review);
  const next = nextReview({ ...repeated, review }, correct, now);
  if (next === undefined) return undefined;
  const row = rowOfReview({ ...repeated, enrolmentId, review: next });
  return { row, version: repeated.version };
}
