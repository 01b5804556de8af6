/**
 * How one question stands for one enrolment, as it is kept in the table `reviews`. It exists
 * from the answer to the lesson on; before that there is nothing to repeat. Days are local
 * days counted from 1970-01-01.
 */
export type Review = {
  /** The day of the lesson's answer. */
  since: number;
  /** Repetitions sent, answered or not. */
  asked: number;
  /** Repetitions sent since the last answer. */
  unanswered: number;
  rightInRow: number;
  /** Wrong answers so far, the lesson's own included. */
  wrong: number;
  last: 'right' | 'wrong';
  lastOn: number;
  /** The day from which a repetition may be sent; null when none is planned. */
  dueOn: number | null;
  /** No longer repeated because it is known; never after a single right answer. */
  retired: boolean;
  /** What a memory model remembers, in its own order; only arms that use one keep it. */
  memory?: readonly number[];
};

/** When something happens, and when the campaign ends (null: rolling, without an end). */
export type Moment = { day: number; endDay: number | null };

const millisecondsInADay = 86_400_000;

/** A local day, YYYY-MM-DD, as the number of days since 1970-01-01. */
export function epochDay(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / millisecondsInADay);
}

/** The opposite of `epochDay`. */
export function dayText(epoch: number): string {
  return new Date(epoch * millisecondsInADay).toISOString().slice(0, 10);
}

/** The review of a question whose lesson has just been answered, with nothing planned yet. */
export function firstReview(correct: boolean, day: number): Review {
  return {
    since: day,
    asked: 0,
    unanswered: 0,
    rightInRow: correct ? 1 : 0,
    wrong: correct ? 0 : 1,
    last: correct ? 'right' : 'wrong',
    lastOn: day,
    dueOn: null,
    retired: false,
  };
}

/** What an answer changes whatever the arm; the arm then plans what comes next. */
export function answered(review: Review, correct: boolean, day: number): Review {
  return {
    ...review,
    unanswered: 0,
    rightInRow: correct ? review.rightInRow + 1 : 0,
    wrong: review.wrong + (correct ? 0 : 1),
    last: correct ? 'right' : 'wrong',
    lastOn: day,
  };
}

/** What sending a repetition changes whatever the arm. */
export function sent(review: Review): Review {
  return { ...review, asked: review.asked + 1, unanswered: review.unanswered + 1 };
}
