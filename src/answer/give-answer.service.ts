import { lookForForm } from '../campaign/baseline-look.repository.ts';
import { reviewOfRow, rowOfReview } from '../campaign/review.repository.ts';
import { AppError } from '../platform/errors.ts';
import { recordAnswer } from './answer.repository.ts';
import { type Asked, type AskedDeps, type AskedPerson, readAsked } from './asked.reader.ts';
import { feedbackOn, gradeAnswer } from './grade.ts';
import { nextReview } from './next-review.ts';

export type GivenAnswer = {
  options: string[];
  correct: boolean;
  /** The same answer was given before; this is what was said then. */
  repeated: boolean;
  /** False for a link of a test mail. */
  stored: boolean;
};

/** The question as it stands after the answer. */
export type Answered = { asked: Asked; given: GivenAnswer };

/** How often an answer is tried again whose question's review changed meanwhile. */
const mostTries = 5;

/**
 * Takes the answer to a question (DESIGN section 3, flow 3). Without `options` the option
 * that the link carries counts. `evidence` says how the answer came, such as `link` or `api`;
 * having the link proves possession of the mail, not who answered. A campaign that has ended
 * takes answers until its links expire.
 * @throws AppError TOKEN_INVALID, TOKEN_EXPIRED, OPTION_UNKNOWN; ALREADY_ANSWERED with the
 *   first answer and its feedback as `extra.first` when another option was given before.
 */
export async function giveAnswer(
  deps: AskedDeps,
  now: Date,
  input: { token: string; options: readonly string[] | undefined; evidence: string },
): Promise<Answered> {
  for (let tries = 1; ; tries++) {
    const answered = await answerOnce(deps, now, input);
    if (answered !== undefined) return answered;
    // The tick sent a repetition of the same question, or another round was answered.
    if (tries === mostTries) throw new Error('The review of a question keeps changing.');
  }
}

/** Undefined when the question's review changed between reading and writing. */
async function answerOnce(
  deps: AskedDeps,
  now: Date,
  input: Parameters<typeof giveAnswer>[2],
): Promise<Answered | undefined> {
  const asked = await readAsked(deps, now, input.token);
  if (asked.expired) throw new AppError('TOKEN_EXPIRED');
  const options = input.options ?? (asked.tapped === undefined ? [] : [asked.tapped]);
  const { correct, chosen } = gradeAnswer(asked.lesson.text.sv.question, options);
  const ids = chosen.map((option) => option.id);
  if (asked.person === undefined)
    return { asked, given: { options: ids, correct, repeated: false, stored: false } };
  if (asked.answer !== undefined) return repeat(asked, ids);

  const recorded = await recordAnswer(deps.pool, {
    askingId: asked.person.askingId,
    deliveryId: asked.token.delivery,
    options: ids,
    correct,
    evidence: input.evidence,
    answeredAt: now,
    review: movedReview(asked.person, correct, now),
  });
  if (recorded === undefined) {
    // Somebody was faster, perhaps the same person's second click: theirs is the first result.
    const again = await readAsked(deps, now, input.token);
    return again.answer === undefined ? undefined : repeat(again, ids);
  }
  if (asked.lesson.number >= asked.lessons && !asked.isRepetition)
    await lookForForm(deps.pool, asked.person.enrolmentId, now);
  return {
    asked: {
      ...asked,
      lessonsAnswered: recorded.lessons_answered,
      answer: { options: ids, correct },
    },
    given: { options: ids, correct, repeated: false, stored: true },
  };
}

function movedReview({ enrolmentId, repeated }: AskedPerson, correct: boolean, now: Date) {
  if (repeated === undefined) return undefined;
  const review = repeated.review === null ? undefined : reviewOfRow(repeated.review);
  const next = nextReview({ ...repeated, review }, correct, now);
  if (next === undefined) return undefined;
  const row = rowOfReview({ ...repeated, enrolmentId, review: next });
  return { row, version: repeated.version };
}

function repeat(asked: Asked, ids: readonly string[]): Answered {
  const first = asked.answer;
  if (first === undefined) throw new AppError('TOKEN_INVALID');
  const same = first.options.length === ids.length && first.options.every((id) => ids.includes(id));
  if (!same) {
    const { question } = asked.lesson.text[asked.language];
    throw new AppError('ALREADY_ANSWERED', undefined, {
      first: { ...first, ...feedbackOn(question, first.options) },
    });
  }
  return { asked, given: { ...first, repeated: true, stored: true } };
}
