import { dayNumber } from '../spacing/local-day.ts';
import type { Review } from '../spacing/review.ts';
import { addDays, localDay, slotOn } from '../spacing/sending-window.ts';
import {
  type DueEnrolment,
  type DueMail,
  type DuePerson,
  decideDue,
  nextLook,
  repeated,
} from './due.ts';

/** A mail that somebody is going to get, if everything goes as assumed. */
export type ForecastMail = {
  campaign: number;
  day: string;
  kind: DueMail['kind'];
  lesson: number;
  /** The lesson whose question comes back with it, or alone. */
  repeats: number | undefined;
  at: Date;
};

/** An enrolment as it stands now, with the key of each lesson's question. */
export type ForecastEnrolment = DueEnrolment & { questions: readonly string[] };

/** How somebody answers: after so many days, or never; and whether they are right. */
export type AnswerModel = (asked: {
  campaign: number;
  lesson: number;
  round: number;
}) => { afterDays: number; correct: boolean } | undefined;

type Pending = {
  day: string;
  enrolment: number;
  lesson: number;
  question: string;
  first: boolean;
  correct: boolean;
};

/** No campaign plans more looks than this for one person. */
const mostLooks = 5_000;

/**
 * Runs the tick's own decisions for one person ahead in time: every mail they get of the
 * campaigns they are in. Pure; what they answer comes from the model. Ends with the campaigns,
 * for rolling ones on `last`, a local day.
 */
export function forecast(
  person: Omit<DuePerson, 'enrolments'>,
  start: readonly ForecastEnrolment[],
  answer: AnswerModel,
  last: string,
): ForecastMail[] {
  const mails: ForecastMail[] = [];
  const states = new Map<number, ForecastEnrolment | undefined>(start.map((one) => [one.id, one]));
  let history = person.history;
  let pending: Pending[] = [];
  for (let looks = 0; looks < mostLooks; looks++) {
    const open = [...states.values()].filter((one) => one !== undefined);
    const dueAt = earliest(open.map((one) => one.dueAt));
    const answeredOn = pending.map(({ day }) => day).toSorted()[0];
    const zone = start[0]?.calendar.timeZone ?? 'Europe/Stockholm';
    const dueDay = dueAt === undefined ? undefined : localDay(zone, dueAt);
    // An answer counts before whatever is sent that day.
    if (answeredOn !== undefined && (dueDay === undefined || answeredOn <= dueDay)) {
      if (answeredOn > last) break;
      for (const one of pending.filter(({ day }) => day === answeredOn)) {
        const known = states.get(one.enrolment) ?? start.find(({ id }) => id === one.enrolment);
        if (known === undefined) continue;
        const after = withAnswer(known, one);
        states.set(one.enrolment, lookAgain({ ...person, history }, after, one.day));
      }
      pending = pending.filter(({ day }) => day !== answeredOn);
      continue;
    }
    if (dueAt === undefined || dueDay === undefined || dueDay > last) break;
    const due = open.filter((one) => one.dueAt <= dueAt);
    for (const { enrolment, mail, plan } of decideDue(
      { ...person, history, enrolments: due },
      dueAt,
    )) {
      const before = due.find(({ id }) => id === enrolment.id);
      if (before === undefined) continue;
      const sent = mail === undefined ? before : withMail(before, mail);
      states.set(
        before.id,
        plan.dueAt === null ? undefined : { ...sent, ...plan, dueAt: plan.dueAt },
      );
      // Kept for answers that wake an enrolment which had come to its end.
      const place = start.findIndex(({ id }) => id === before.id);
      if (place >= 0) start = start.with(place, { ...sent, ...plan, dueAt: plan.dueAt ?? dueAt });
      if (mail === undefined) continue;
      history = [...history, { day: mail.day, campaign: enrolment.campaign.id }];
      mails.push(toMail(enrolment, mail, dueAt));
      pending.push(...answersTo(sent, mail, answer));
    }
  }
  return mails;
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}

function toMail(enrolment: DueEnrolment, mail: DueMail, at: Date): ForecastMail {
  const lesson = mail.kind === 'repetition' ? mail.repetition.lesson : mail.lesson;
  const repeats = mail.kind === 'reminder' ? undefined : mail.repetition?.lesson;
  return { campaign: enrolment.campaign.id, day: mail.day, kind: mail.kind, lesson, repeats, at };
}

function withMail(enrolment: ForecastEnrolment, mail: DueMail): ForecastEnrolment {
  const { campaign, unanswered } = enrolment;
  if (mail.kind === 'reminder')
    return {
      ...enrolment,
      unanswered: unanswered && { ...unanswered, reminded: [...unanswered.reminded, mail.day] },
    };
  const reviews = enrolment.reviews.map((one) =>
    one.question === mail.repetition?.question
      ? { ...one, round: one.round + 1, review: repeated(campaign, one.review, mail.day) }
      : one,
  );
  if (mail.kind === 'repetition') return { ...enrolment, reviews };
  return {
    ...enrolment,
    reviews,
    unanswered: { asking: 0, lesson: mail.lesson, sentDay: mail.day, reminded: [] },
  };
}

function answersTo(
  { id, campaign, questions, unanswered }: ForecastEnrolment,
  mail: DueMail,
  answer: AnswerModel,
): Pending[] {
  const asked = [
    ...(mail.kind === 'repetition' ? [] : [{ lesson: mail.lesson, round: 1 }]),
    ...(mail.kind === 'reminder' || mail.repetition === undefined
      ? []
      : [{ lesson: mail.repetition.lesson, round: mail.repetition.round }]),
  ];
  if (mail.kind === 'reminder' && unanswered === undefined) return [];
  return asked.flatMap(({ lesson, round }) => {
    const given = answer({ campaign: campaign.id, lesson, round });
    const question = questions[lesson - 1];
    if (given === undefined || question === undefined) return [];
    const day = addDays(mail.day, given.afterDays);
    return [{ day, enrolment: id, lesson, question, first: round === 1, correct: given.correct }];
  });
}

function withAnswer(enrolment: ForecastEnrolment, given: Pending): ForecastEnrolment {
  const { campaign, unanswered, reviews } = enrolment;
  const at = {
    day: dayNumber(given.day),
    endDay: campaign.until === null ? null : dayNumber(campaign.until),
  };
  const known = reviews.find(({ question }) => question === given.question);
  if (given.first) {
    // A lesson is answered once, whether from its own mail or from a reminder.
    if (known !== undefined || campaign.arm.name === 'none')
      return { ...enrolment, unanswered: open(unanswered, given.lesson) };
    const review: Review = campaign.arm.start(given.correct, at);
    const { lesson, question } = given;
    return {
      ...enrolment,
      unanswered: open(unanswered, given.lesson),
      reviews: [...reviews, { lesson, question, round: 2, review }],
    };
  }
  return {
    ...enrolment,
    reviews: reviews.map((one) =>
      one === known
        ? { ...one, review: campaign.arm.afterAnswer(one.review, given.correct, at) }
        : one,
    ),
  };
}

function open(unanswered: DueEnrolment['unanswered'], lesson: number) {
  return unanswered?.lesson === lesson ? undefined : unanswered;
}

/** An answer may bring the next look forward, never put it off. */
function lookAgain(
  person: Pick<DuePerson, 'employeeId' | 'history'>,
  enrolment: ForecastEnrolment,
  day: string,
): ForecastEnrolment | undefined {
  const now = slotOn(enrolment.calendar, day, 0);
  const plan = nextLook(person, enrolment, now, day);
  return plan.dueAt === null ? undefined : { ...enrolment, ...plan, dueAt: plan.dueAt };
}
