import { dayNumber, dayText } from '../spacing/local-day.ts';
import type { Review } from '../spacing/review.ts';
import { repeated } from './due.ts';
import type { DueEnrolment, DueMail, DueReview } from './due-person.ts';

/** An enrolment as it stands now, with the key of each lesson's question; stances never come back. */
export type ForecastEnrolment = DueEnrolment & {
  questions: readonly string[];
  stances?: readonly string[];
};

/** An answer on a local day; round 1 is the lesson's own. */
export type GivenAnswer = {
  day: string;
  lesson: number;
  question: string;
  round: number;
  correct: boolean;
};

/** What the tables say of an enrolment's questions once a mail is written down. */
export function withMail(
  enrolment: ForecastEnrolment,
  mail: DueMail | undefined,
): ForecastEnrolment {
  const { campaign, unanswered } = enrolment;
  if (mail === undefined || mail.kind === 'baseline' || mail.kind === 'announcement')
    return enrolment;
  if (mail.kind === 'reminder')
    return {
      ...enrolment,
      unanswered: unanswered && { ...unanswered, reminded: [...unanswered.reminded, mail.day] },
    };
  const { repetition } = mail;
  const reviews = enrolment.reviews.map((one) =>
    one.question === repetition?.question
      ? { ...one, round: one.round + 1, review: repeated(campaign, one.review, mail.day) }
      : one,
  );
  if (mail.kind === 'repetition') return { ...enrolment, reviews };
  const sent = { asking: 0, lesson: mail.lesson, sentDay: mail.day, reminded: [] };
  return { ...enrolment, reviews, unanswered: sent };
}

/** What they say once a question is answered; `dueOn` is the local day on which it comes back. */
export function withAnswer(
  enrolment: ForecastEnrolment,
  given: GivenAnswer,
): { enrolment: ForecastEnrolment; dueOn: string | undefined } {
  const { campaign, reviews, unanswered } = enrolment;
  const stillOpen = given.round === 1 && unanswered?.lesson === given.lesson;
  const answered = { ...enrolment, unanswered: stillOpen ? undefined : unanswered };
  if (campaign.arm.name === 'none' || enrolment.stances?.includes(given.question))
    return { enrolment: answered, dueOn: undefined };
  const at = {
    day: dayNumber(given.day),
    endDay: campaign.until === null ? null : dayNumber(campaign.until),
  };
  const { lesson, question, correct } = given;
  const known = reviews.find((one) => one.question === question);
  const review =
    known === undefined
      ? campaign.arm.start(correct, at)
      : campaign.arm.afterAnswer(known.review, correct, at);
  const rest = reviews.filter((one) => one !== known);
  return {
    enrolment: { ...answered, reviews: [...rest, asked(lesson, question, review)].sort(byLesson) },
    dueOn: review.dueOn === null ? undefined : dayText(review.dueOn),
  };
}

function asked(lesson: number, question: string, review: Review): DueReview {
  return { lesson, question, review, round: review.asked + 2 };
}

/** The order in which they are loaded, which decides between equally urgent ones. */
function byLesson(one: DueReview, other: DueReview): number {
  return one.lesson - other.lesson;
}
