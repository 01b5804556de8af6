import type { CappedMail } from '../spacing/caps.ts';
import { addDays, localDay, type SendingCalendar, slotOn } from '../spacing/sending-window.ts';
import { announcementCampaign } from './announcement-day.ts';
import { decideDue } from './due.ts';
import { comingDays } from './due-day.ts';
import type { DueMail, DuePerson, DuePlan } from './due-person.ts';
import { type ForecastEnrolment, type GivenAnswer, withAnswer, withMail } from './forecast-step.ts';

/** A mail that somebody is going to get, if everything goes as assumed. */
export type ForecastMail = {
  campaign: number;
  /** Local day, YYYY-MM-DD. */
  day: string;
  kind: DueMail['kind'];
  /** 0 for the announcement and the form before the lessons; for the one after them the last one's number. */
  lesson: number;
  /** The lesson whose question comes back with it, or alone. */
  repeats: number | undefined;
  at: Date;
  /** Local times between which it has to leave that day; one side of midnight. */
  hours: { from: string; until: string };
};

/** Local days, both included, on which somebody gets nothing; null until further notice. */
export type HoldDays = { from: string; until: string | null };

/** Somebody as they stand now, with the holds they have or are going to have. */
export type ForecastPerson = Omit<DuePerson, 'enrolments' | 'heldUntil'> & {
  holds: readonly HoldDays[];
};

/**
 * Whether, and how, a question of a campaign's lesson is answered: so many whole days after its
 * mail. Round 1 is the lesson's own; reminders bring no answers of their own.
 */
export type AnswerModel = (asked: {
  campaign: number;
  lesson: number;
  round: number;
}) => { afterDays: number; correct: boolean } | undefined;

type Pending = GivenAnswer & { state: State };

/** `plan` is what the enrolment's row would say. */
type State = { enrolment: ForecastEnrolment; plan: DuePlan };

/** Far more than three years of several campaigns; only a plan that goes round in circles has more. */
const mostLooks = 20_000;
/** The tick asks for the next lessons of other campaigns so many days ahead. */
const nearbyDays = 14;

/**
 * Runs the tick's own decisions for one person ahead in time, from `now` to the end of the local
 * day `last`: every mail they get of the campaigns they are in. Pure; what they answer comes from
 * the model. What waits in the queue counts as sent.
 * @throws RangeError where the decisions come to no end.
 */
export function forecast(
  person: ForecastPerson,
  enrolments: readonly ForecastEnrolment[],
  answer: AnswerModel,
  { now, last }: { now: Date; last: string },
): ForecastMail[] {
  const zone = enrolments[0]?.calendar.timeZone;
  if (zone === undefined) return [];
  const mails: ForecastMail[] = [];
  const states = enrolments.map(startingState);
  let history = person.history;
  let pending: Pending[] = [];
  for (let looks = 0; looks < mostLooks; looks++) {
    const at = nextLookAt(states, now);
    const today = at === undefined ? undefined : localDay(zone, at);
    const answered = pending.map(({ day }) => day).toSorted()[0];
    // What is answered on a day counts before whatever is still to be sent that day.
    if (answered !== undefined && (today === undefined || answered <= today)) {
      if (answered > last) return mails;
      for (const given of pending.filter(({ day }) => day === answered)) takeAnswer(given);
      pending = pending.filter(({ day }) => day !== answered);
      continue;
    }
    if (at === undefined || today === undefined || today > last) return mails;
    const due = states.filter(({ plan: { dueAt } }) => dueAt !== null && dueAt <= at);
    const decisions = decideDue(
      {
        ...person,
        history,
        heldUntil: heldUntil(person.holds, today),
        enrolments: due.map((state) => ({
          ...state.enrolment,
          dueAt: state.plan.dueAt ?? at,
          others: comingLessons(states, state, addDays(today, nearbyDays)),
        })),
      },
      at,
    );
    for (const [index, { mail, plan }] of decisions.entries()) {
      const state = due[index];
      if (state === undefined) continue;
      const { dueAt: _dueAt, parked: _parked, ...place } = plan;
      state.plan = plan;
      state.enrolment = { ...withMail(state.enrolment, mail), ...place };
      if (mail === undefined) continue;
      const { campaign, calendar } = state.enrolment;
      const counted = mail.kind === 'announcement' ? announcementCampaign : campaign.id;
      history = [...history, { day: mail.day, campaign: counted }];
      mails.push({ campaign: campaign.id, ...contentOf(mail), at, hours: hoursAt(calendar, at) });
      pending.push(...answersTo(state, mail, answer));
    }
  }
  throw new RangeError(`No end within ${mostLooks} looks.`);
}

function startingState(one: ForecastEnrolment): State {
  const { anchor, anchorLesson, announceOn, baseline, lessonOn, nextLesson } = one;
  const { dueAt, unanswered } = one;
  return {
    enrolment: { ...one, unanswered: unanswered && { ...unanswered, isQueued: false } },
    plan: { anchor, anchorLesson, announceOn, baseline, lessonOn, nextLesson, dueAt, parked: null },
  };
}

/** The earliest due time, or now where that has passed: nobody is mailed yesterday. */
function nextLookAt(states: readonly State[], now: Date): Date | undefined {
  const times = states.flatMap(({ plan }) => (plan.dueAt === null ? [] : [plan.dueAt.getTime()]));
  return times.length === 0 ? undefined : new Date(Math.max(Math.min(...times), now.getTime()));
}

/** As the tick reads it: of the holds that cover the day the one that lasts longest. */
function heldUntil(holds: readonly HoldDays[], today: string): DuePerson['heldUntil'] {
  const covering = holds.filter(({ from, until }) => from <= today && (until ?? today) >= today);
  if (covering.some(({ until }) => until === null)) return 'open';
  return covering
    .flatMap(({ until }) => until ?? [])
    .toSorted()
    .at(-1);
}

function comingLessons(states: readonly State[], own: State, until: string): CappedMail[] {
  return states.flatMap((state) => {
    if (state === own || state.plan.dueAt === null) return [];
    return comingDays(state.plan)
      .filter((day) => day <= until)
      .map((day) => ({ day, campaign: state.enrolment.campaign.id }));
  });
}

function contentOf(mail: DueMail): Pick<ForecastMail, 'day' | 'kind' | 'lesson' | 'repeats'> {
  const { day, kind } = mail;
  if (kind === 'reminder') return { day, kind, lesson: mail.lesson, repeats: undefined };
  const repeats = mail.repetition?.lesson;
  return {
    day,
    kind,
    lesson: kind === 'repetition' ? mail.repetition.lesson : mail.lesson,
    repeats,
  };
}

function answersTo(state: State, mail: DueMail, answer: AnswerModel): Pending[] {
  if (mail.kind !== 'lesson' && mail.kind !== 'repetition') return [];
  const { campaign, questions } = state.enrolment;
  const own = mail.kind === 'lesson' ? questions[mail.lesson - 1] : undefined;
  const asked = [
    ...(mail.kind === 'lesson' && own !== undefined
      ? [{ lesson: mail.lesson, question: own, round: 1 }]
      : []),
    ...(mail.repetition === undefined ? [] : [mail.repetition]),
  ];
  return asked.flatMap(({ lesson, question, round }) => {
    const given = answer({ campaign: campaign.id, lesson, round });
    if (given === undefined) return [];
    const { afterDays, correct } = given;
    return [{ state, day: addDays(mail.day, afterDays), lesson, question, round, correct }];
  });
}

/** An answer may bring the next look forward to the day its question falls due, never put it off. */
function takeAnswer({ state, ...given }: Pending): void {
  const { enrolment, dueOn: repeatedOn } = withAnswer(state.enrolment, given);
  state.enrolment = enrolment;
  const { baseline, campaign, calendar } = enrolment;
  // The form after the lessons waits for the last one's answer.
  const bringsForm = baseline === 'after' && given.lesson >= campaign.lessons;
  const dueOn = bringsForm ? given.day : repeatedOn;
  if (dueOn === undefined || (campaign.until !== null && dueOn > campaign.until)) return;
  if ((state.plan.parked ?? 'end') !== 'end') return;
  const at = slotOn({ ...calendar, from: '00:00', until: '24:00' }, dueOn, 0);
  const { dueAt } = state.plan;
  state.plan = { ...state.plan, dueAt: dueAt === null || at < dueAt ? at : dueAt, parked: null };
}

/** The part of the window that an instant lies in: one over midnight has two on a local day. */
function hoursAt({ from, until, timeZone }: SendingCalendar, at: Date): ForecastMail['hours'] {
  if (from < until) return { from, until };
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return time >= from ? { from, until: '24:00' } : { from: '00:00', until };
}
