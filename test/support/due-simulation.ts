import { nextReview } from '../../src/answer/next-review.ts';
import { baselinePlanner } from '../../src/campaign/baseline-planner.ts';
import { armNamed } from '../../src/campaign/campaign-arm.ts';
import { decideDue } from '../../src/campaign/due.ts';
import { comingDays } from '../../src/campaign/due-day.ts';
import type {
  DueCampaign,
  DueEnrolment,
  DueMail,
  DuePerson,
  DuePlan,
  DueReview,
} from '../../src/campaign/due-person.ts';
import { resumePlan, startPlan } from '../../src/campaign/start-plan.ts';
import { type CappedMail, type Caps, defaultCaps } from '../../src/spacing/caps.ts';
import type { Cadence } from '../../src/spacing/lesson-days.ts';
import { defaultReminderRule } from '../../src/spacing/reminder.ts';
import { addDays, localDay, type SendingCalendar } from '../../src/spacing/sending-window.ts';

export type SimulatedCampaign = {
  cadence: Cadence;
  arm: string;
  lessons: number;
  start: string;
  calendar: SendingCalendar;
  /** Whether a form goes out before the course and after it. */
  baseline?: boolean | undefined;
  /** Local days, both included, on which it is paused. */
  paused?: { from: string; until: string } | undefined;
};

/** What somebody does with a question in a round: right or wrong after so many days, or nothing. */
export type Reaction = { correct: boolean; afterDays: number } | undefined;

export type SimulatedPerson = {
  employeeId: number;
  /** Enrolled in campaigns that began earlier from this day on. */
  joins?: string | undefined;
  /** Days inclusive; `open`: HR gives its end only when it is over. */
  hold?: { from: string; until: string; open: boolean } | undefined;
  /** Away from the staff list on these days, both included. */
  gone?: { from: string; until: string } | undefined;
  /** Days that turn out to be taken when a mail is about to be written. */
  lostDays?: readonly string[] | undefined;
  react(campaign: number, lesson: number, round: number): Reaction;
};

export type Simulation = {
  campaigns: readonly SimulatedCampaign[];
  person: SimulatedPerson;
  caps?: Caps;
  /** Days without ticks, both included. */
  outages?: readonly { from: string; until: string }[];
  /** The first and last day that is played. */
  from: string;
  until: string;
};

export type SimulatedMail = DueMail & { at: Date; campaign: number };
export type SimulatedAnswer = {
  campaign: number;
  lesson: number;
  round: number;
  correct: boolean;
  day: string;
};

type State = {
  enrolment: DueEnrolment;
  stay: DuePlan;
  answered: Set<number>;
};

export type Played = {
  mails: SimulatedMail[];
  answers: SimulatedAnswer[];
  states: { campaign: DueCampaign; plan: DuePlan; reviews: readonly DueReview[] }[];
  /** Each time that something was parked as over although the campaign was not. */
  ended: { campaign: DueCampaign; on: string; plan: DuePlan; history: CappedMail[] }[];
  /** Mails of others that took a day. */
  taken: CappedMail[];
};

const hour = 3_600_000;
const zone = 'Europe/Stockholm';
const within = (day: string, days: { from: string; until: string } | undefined) =>
  days !== undefined && day >= days.from && day <= days.until;
const midnights = new Map<string, Date>();
const midnight = (day: string) => {
  const known = midnights.get(day);
  if (known !== undefined) return known;
  const found = new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);
  midnights.set(day, found);
  return found;
};

/**
 * Plays the tick for one person through a whole season, in memory: at every instant at which
 * something is due, unless there is an outage, and at each midnight, when roster and holds change.
 */
export function play(simulation: Simulation): Played {
  const { person, caps = defaultCaps, outages = [] } = simulation;
  const played: Played = { mails: [], answers: [], states: [], ended: [], taken: [] };
  const history: CappedMail[] = [];
  const pending: { at: Date; state: State; lesson: number; round: number; correct: boolean }[] = [];
  const states: State[] = [];
  const starts = simulation.campaigns.map((given, index) => {
    const until = given.cadence.kind === 'rolling' ? null : given.cadence.until;
    const { baseline = false } = given;
    const plan = baselinePlanner(given.cadence, caps, baseline);
    const campaign: DueCampaign = {
      id: index + 1,
      until,
      lessons: given.lessons,
      arm: armNamed(given.arm),
      plan,
      caps,
      reminders: defaultReminderRule,
      baseline,
    };
    const start = { campaign, plan, caps, calendarOf: () => given.calendar };
    return { given, campaign, start };
  });
  const who = { employeeId: person.employeeId, departmentId: null };

  let now = midnight(simulation.from);
  const last = midnight(addDays(simulation.until, 1));
  while (now < last) {
    const today = localDay(zone, now);
    const isMidnight = now.getTime() === midnight(today).getTime();
    if (isMidnight) atMidnight(today);
    for (const answer of pending.filter(({ at }) => at <= now)) {
      pending.splice(pending.indexOf(answer), 1);
      takeAnswer(answer, today);
    }
    if (!outages.some((outage) => within(today, outage))) tick(today);
    const due = states.flatMap((state) => {
      const { campaign } = state.enrolment;
      const paused = within(today, starts[campaign.id - 1]?.given.paused);
      return state.stay.dueAt === null || paused ? [] : [state.stay.dueAt.getTime()];
    });
    const next = [...due, ...pending.map(({ at }) => at.getTime())].filter(
      (at) => at > now.getTime(),
    );
    now = new Date(Math.min(midnight(addDays(today, 1)).getTime(), ...next));
  }
  played.states = states.map(({ enrolment, stay }) => ({
    campaign: enrolment.campaign,
    plan: stay,
    reviews: enrolment.reviews,
  }));
  return played;

  function atMidnight(today: string): void {
    const gone = within(today, person.gone);
    for (const { given, campaign, start } of starts) {
      const state = states.find(({ enrolment }) => enrolment.campaign === campaign);
      if (state === undefined) {
        if (gone || today < (person.joins ?? simulation.from) || today < addDays(given.start, -3))
          continue;
        if (campaign.until !== null && today > campaign.until) continue;
        const plan = startPlan(start, who, given.start > today ? given.start : today, now);
        states.push(enrolled(campaign, given.calendar, plan));
        continue;
      }
      const { stay } = state;
      if (campaign.until !== null && today > campaign.until) {
        if (stay.dueAt !== null) state.stay = { ...stay, dueAt: null, parked: 'end' };
        continue;
      }
      if (gone && stay.parked !== 'left') state.stay = { ...stay, dueAt: null, parked: 'left' };
      const held = person.hold?.open === true && within(today, person.hold);
      if ((stay.parked === 'left' && !gone && !held) || (stay.parked === 'hold' && !held))
        state.stay = resumePlan(start, { ...who, ...stay }, now);
    }
  }

  function enrolled(campaign: DueCampaign, calendar: SendingCalendar, plan: DuePlan): State {
    const { dueAt, parked: _, ...place } = plan;
    const enrolment: DueEnrolment = {
      ...place,
      id: campaign.id,
      employeeId: person.employeeId,
      campaign,
      calendar,
      dueAt: dueAt ?? now,
      unanswered: undefined,
      reviews: [],
    };
    return { enrolment, stay: plan, answered: new Set() };
  }

  function tick(today: string): void {
    const due = states.filter(
      ({ enrolment: { campaign }, stay }) =>
        stay.dueAt !== null &&
        stay.dueAt <= now &&
        (campaign.until === null || today <= campaign.until) &&
        !within(today, starts[campaign.id - 1]?.given.paused),
    );
    if (due.length === 0) return;
    const { hold } = person;
    const enrolments = due.map(({ enrolment, stay }): DueEnrolment => {
      const { dueAt, parked: _, ...place } = stay;
      const others = states.flatMap((other) => {
        const { campaign: of } = other.enrolment;
        const runs = other.stay.dueAt !== null && !within(today, starts[of.id - 1]?.given.paused);
        if (!runs || of === enrolment.campaign) return [];
        const near = comingDays(other.stay).filter((day) => day <= addDays(today, 14));
        return near.map((day) => ({ day, campaign: of.id }));
      });
      return { ...enrolment, ...place, others, dueAt: dueAt ?? now };
    });
    const asked: DuePerson = {
      employeeId: person.employeeId,
      hasLeft: within(today, person.gone),
      hasAddress: true,
      mayBeMailed: true,
      heldUntil: hold && within(today, hold) ? (hold.open ? 'open' : hold.until) : undefined,
      history: [...history],
      enrolments,
    };
    const decisions = decideDue(asked, now);
    for (const { enrolment, mail, plan, withoutMail } of decisions) {
      const state = due.find((one) => one.enrolment.id === enrolment.id);
      if (state === undefined) throw new Error('A decision about nobody.');
      const lost = mail !== undefined && person.lostDays?.includes(mail.day) === true;
      if (lost && !history.some(({ day }) => day === mail.day)) {
        history.push({ day: mail.day, campaign: 0 });
        played.taken.push({ day: mail.day, campaign: 0 });
      }
      state.stay = lost ? withoutMail : plan;
      if (mail !== undefined && !lost) send(state, mail);
    }
    for (const { enrolment, stay } of due)
      if (stay.parked === 'end')
        played.ended.push({
          campaign: enrolment.campaign,
          on: today,
          plan: stay,
          history: [...history],
        });
  }

  function send(state: State, mail: DueMail): void {
    const { enrolment } = state;
    const { campaign } = enrolment;
    history.push({ day: mail.day, campaign: campaign.id });
    played.mails.push({ ...mail, at: now, campaign: campaign.id });
    if (mail.kind === 'baseline') return;
    if (mail.kind === 'reminder') {
      const { unanswered } = enrolment;
      enrolment.unanswered = unanswered && {
        ...unanswered,
        reminded: [...unanswered.reminded, mail.day],
      };
      return;
    }
    const { repetition } = mail;
    if (repetition !== undefined) {
      enrolment.reviews = enrolment.reviews.map((one) =>
        one.lesson === repetition.lesson
          ? {
              ...one,
              round: one.round + 1,
              review: campaign.arm.afterSent(one.review, moment(campaign, mail.day)),
            }
          : one,
      );
      expectAnswer(state, repetition.lesson, repetition.round);
    }
    if (mail.kind !== 'lesson') return;
    enrolment.unanswered = {
      asking: mail.lesson,
      lesson: mail.lesson,
      sentDay: mail.day,
      reminded: [],
    };
    expectAnswer(state, mail.lesson, 1);
  }

  function expectAnswer(state: State, lesson: number, round: number): void {
    const reaction = person.react(state.enrolment.campaign.id, lesson, round);
    if (reaction === undefined) return;
    const at = new Date(now.getTime() + Math.max(reaction.afterDays * 24 * hour, hour));
    pending.push({ at, state, lesson, round, correct: reaction.correct });
  }

  function takeAnswer(answer: (typeof pending)[number], today: string): void {
    const { state, lesson, round, correct } = answer;
    const { enrolment } = state;
    const { campaign } = enrolment;
    played.answers.push({ campaign: campaign.id, lesson, round, correct, day: today });
    if (enrolment.unanswered?.lesson === lesson && round === 1) enrolment.unanswered = undefined;
    lookForForm(state, lesson, round, today);
    const before = enrolment.reviews.find((one) => one.lesson === lesson);
    const review = nextReview(
      {
        arm: campaign.arm.name,
        timeZone: zone,
        until: campaign.until,
        round,
        review: before?.review,
      },
      correct,
      now,
    );
    if (review === undefined) return;
    const others = enrolment.reviews.filter((one) => one !== before);
    const moved = { lesson, question: `q${lesson}`, round: review.asked + 2, review };
    enrolment.reviews = [...others, moved].sort((one, other) => one.lesson - other.lesson);
    const { stay } = state;
    const dueOn = review.dueOn === null ? undefined : dayOf(review.dueOn);
    const ended =
      campaign.until !== null && (today > campaign.until || (dueOn ?? '') > campaign.until);
    if (dueOn === undefined || ended || (stay.parked ?? 'end') !== 'end') return;
    const at = midnight(dueOn);
    const dueAt = stay.dueAt === null || at < stay.dueAt ? at : stay.dueAt;
    state.stay = { ...stay, dueAt, parked: null };
  }

  /** As an answer does: the form after the course need not wait once the last lesson is answered. */
  function lookForForm(state: State, lesson: number, round: number, today: string): void {
    const { stay } = state;
    const { campaign } = state.enrolment;
    const ended = campaign.until !== null && today > campaign.until;
    if (stay.baseline !== 'after' || round > 1 || lesson < campaign.lessons) return;
    if (ended || (stay.parked ?? 'end') !== 'end') return;
    const dueAt = stay.dueAt === null || now < stay.dueAt ? now : stay.dueAt;
    state.stay = { ...stay, dueAt, parked: null };
  }
}

function moment({ until }: DueCampaign, day: string) {
  return { day: numberOf(day), endDay: until === null ? null : numberOf(until) };
}

const numberOf = (day: string) => Date.parse(day) / (24 * hour);
const dayOf = (number: number) => new Date(number * 24 * hour).toISOString().slice(0, 10);
