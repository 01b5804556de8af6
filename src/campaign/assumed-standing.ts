import { dayNumber, dayText } from '../spacing/local-day.ts';
import type { Review } from '../spacing/review.ts';
import { addDays } from '../spacing/sending-window.ts';
import { baselineWaitDays } from './baseline-day.ts';
import { repeated } from './due.ts';
import type { DueReview } from './due-person.ts';
import type { AnswerModel } from './forecast.ts';
import type { ForecastEnrolment } from './forecast-step.ts';

/** A lesson that was mailed on a local day; lesson 0 is the form before the course. */
export type MailedLesson = { lesson: number; day: string };

/** A form after the lessons keeps the weekly distance of the caps. */
const formGapDays = 7;

/**
 * An enrolment as it would stand had its person answered as the model says: which lesson waits for
 * an answer, what comes back and when, whether the form after the course has gone. Nothing of it
 * is what the person really did, so that a plan, even one for a single person, tells nobody
 * whether they have answered (DESIGN rule 11).
 * @param today local day
 */
export function assumedStanding(
  enrolment: ForecastEnrolment,
  mailed: readonly MailedLesson[],
  answer: AnswerModel,
  today: string,
): ForecastEnrolment {
  const { baseline, campaign, lessonOn, nextLesson } = enrolment;
  const lessons = mailed.filter(({ lesson }) => lesson > 0);
  const last = lessons.findLast(({ lesson }) => lesson === nextLesson - 1);
  const isAnswered = (lesson: number) =>
    answer({ campaign: campaign.id, lesson, round: 1 }) !== undefined;
  const waits = last !== undefined && !isAnswered(last.lesson);
  const isOver = nextLesson > campaign.lessons || lessonOn === null;
  const hadForm = lessons.length < mailed.length;
  return {
    ...enrolment,
    baseline: isOver ? formToCome(campaign.until, last, hadForm, waits, today) : baseline,
    unanswered: waits ? unansweredSince(enrolment, last, today) : undefined,
    reviews: lessons.flatMap((one) => reviewOf(enrolment, one, answer, today)),
  };
}

function formToCome(
  until: string | null,
  last: MailedLesson | undefined,
  hadForm: boolean,
  waits: boolean,
  today: string,
): 'after' | null {
  if (!hadForm || last === undefined) return null;
  const day = addDays(last.day, waits ? baselineWaitDays : formGapDays);
  return (until !== null && until < day ? until : day) >= today ? 'after' : null;
}

function unansweredSince(
  { campaign }: ForecastEnrolment,
  { lesson, day }: MailedLesson,
  today: string,
) {
  const due = campaign.reminders.afterDays.map((days) => addDays(day, days));
  const reminded = due.filter((one) => one < today);
  return { asking: 0, lesson, sentDay: day, reminded };
}

/** The review of a lesson that the model answers, with all that would have come back until today. */
function reviewOf(
  { campaign, questions, stances }: ForecastEnrolment,
  { lesson, day }: MailedLesson,
  answer: AnswerModel,
  today: string,
): DueReview[] {
  const question = questions[lesson - 1];
  if (campaign.arm.name === 'none' || question === undefined || stances?.includes(question))
    return [];
  const endDay = campaign.until === null ? null : dayNumber(campaign.until);
  const now = dayNumber(today);
  const given = (round: number, on: number) => {
    const found = answer({ campaign: campaign.id, lesson, round });
    return found && { ...found, at: { day: Math.min(on + found.afterDays, now), endDay } };
  };
  const first = given(1, dayNumber(day));
  if (first === undefined) return [];
  let review: Review = campaign.arm.start(first.correct, first.at);
  for (let due = review.dueOn; due !== null && due < now; ) {
    review = repeated(campaign, review, dayText(due));
    const again = given(review.asked + 1, due);
    if (again !== undefined) review = campaign.arm.afterAnswer(review, again.correct, again.at);
    // A rule that names no later day has come to its end.
    due = review.dueOn !== null && review.dueOn > due ? review.dueOn : null;
  }
  return [{ lesson, question, review, round: review.asked + 2 }];
}
