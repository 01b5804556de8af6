import { type Arm, pickRepetition } from './arm.ts';
import type { Caps as MailCaps } from './caps.ts';
import type { Moment, Review } from './review.ts';
import { eventChance, logistic, type Person, type Spread } from './simulate-people.ts';
import type { Trace, Truth } from './truth.ts';

/** One campaign as the simulation sees it; days count from its first Monday. */
export type SimulatedCampaign = {
  lessonDays: readonly number[];
  endDay: number;
  /** The ease of each lesson's question. */
  ease: readonly number[];
};

/** How much a person may get: the caps of every mail, and how many repetition questions are in one. */
export type Caps = MailCaps & { questionsPerMail: number };

/** What became of one person. Recall is the mean over all questions, those never learnt included. */
export type Outcome = {
  questions: number;
  mails: number;
  recallAtEnd: number;
  recallLater: number;
};

export type LearnerCourse = {
  arm: Arm;
  truth: Truth;
  person: Person;
  campaigns: readonly SimulatedCampaign[];
  caps: Caps;
  spread: Spread;
  laterDays: number;
  seed: number;
  index: number;
};

const week = 7;
const reminderAfterDays = 5;
const secondReminderAfterDays = 10;
const campaignStride = 2 ** 12;
const questionStride = 2 ** 6;

type State = {
  campaign: SimulatedCampaign;
  /** First key of this campaign's chances. */
  key: number;
  reviews: (Review | undefined)[];
  traces: (Trace | undefined)[];
  lastOn: number[];
  next: number;
  /** Days of this campaign's mails, in order. */
  mails: number[];
  /** The latest lesson, while it is unanswered. */
  open: { lesson: number; sentOn: number; reminders: number; answers: boolean } | undefined;
};

/** One person through all campaigns at once, day by day. */
export function simulateLearner(course: LearnerCourse): Outcome {
  const states = course.campaigns.map(
    (campaign, index): State => ({
      campaign,
      key: index * campaignStride,
      reviews: new Array(campaign.lessonDays.length),
      traces: new Array(campaign.lessonDays.length),
      lastOn: [],
      next: 0,
      mails: [],
      open: undefined,
    }),
  );
  const lastDay = Math.max(...states.map((state) => state.campaign.endDay));
  const outcome = { questions: 0, mails: 0, recallAtEnd: 0, recallLater: 0 };
  const mails: number[] = [];
  for (let day = 0; day <= lastDay; day++) {
    if (day % week > 4) continue;
    if (isFull(mails, day, course.caps.perWeek, course.caps.spanDays)) continue;
    const chosen = choose(course, states, day);
    if (chosen === undefined) continue;
    outcome.questions += send(course, chosen.state, chosen.kind, day);
    outcome.mails++;
    mails.push(day);
  }
  let count = 0;
  for (const state of states)
    for (let lesson = 0; lesson < state.campaign.lessonDays.length; lesson++, count++) {
      const trace = state.traces[lesson];
      if (trace === undefined) continue;
      const since = state.campaign.endDay - (state.lastOn[lesson] ?? 0);
      outcome.recallAtEnd += trace.recall(since);
      outcome.recallLater += trace.recall(since + course.laterDays);
    }
  outcome.recallAtEnd /= Math.max(1, count);
  outcome.recallLater /= Math.max(1, count);
  return outcome;
}

type Kind = 'lesson' | 'reminder' | 'repetition';
const kinds: readonly Kind[] = ['lesson', 'reminder', 'repetition'];

/** One mail a day: lesson before reminder before repetition, the campaign longest without mail first. */
function choose(course: LearnerCourse, states: readonly State[], day: number) {
  const { perWeekPerCampaign, spanDays } = course.caps;
  const free = states.filter(
    ({ campaign, mails }) =>
      day <= campaign.endDay && !isFull(mails, day, perWeekPerCampaign, spanDays),
  );
  if (free.length === 0) return undefined;
  for (const kind of kinds) {
    let best: State | undefined;
    for (const state of free) {
      if (!wants(course, state, kind, day)) continue;
      if (best === undefined || lastMail(state) < lastMail(best)) best = state;
    }
    if (best !== undefined) return { state: best, kind };
  }
  return undefined;
}

function lastMail({ mails }: State): number {
  return mails.at(-1) ?? Number.NEGATIVE_INFINITY;
}

/**
 * `capProblem` of caps.ts for a day no earlier than any mail: so many in its calendar week or in
 * the span that ends with it. Day 0 is a Monday. `also` counts as one mail more.
 */
function isFull(mails: readonly number[], day: number, most: number, span: number, also?: number) {
  const monday = day - (day % week);
  let [inWeek, inSpan] = [0, 0];
  const count = (mail: number) => {
    if (mail >= monday) inWeek++;
    if (mail > day - span) inSpan++;
  };
  if (also !== undefined) count(also);
  for (let at = mails.length - 1; at >= 0; at--) {
    const mail = mails[at] ?? 0;
    if (mail <= day - week) break;
    count(mail);
  }
  return inWeek >= most || inSpan >= most;
}

function wants(course: LearnerCourse, state: State, kind: Kind, day: number): boolean {
  const { lessonDays, endDay } = state.campaign;
  const nextLesson = lessonDays[state.next];
  if (kind === 'lesson') return nextLesson !== undefined && nextLesson <= day;
  // What would push the next lesson out of its day is not sent.
  const { perWeekPerCampaign, spanDays } = course.caps;
  if (
    nextLesson !== undefined &&
    isFull(state.mails, nextLesson, perWeekPerCampaign, spanDays, day)
  )
    return false;
  if (kind === 'reminder') {
    const { open } = state;
    if (open === undefined || open.reminders > 1) return false;
    const after = open.reminders === 0 ? reminderAfterDays : secondReminderAfterDays;
    return day - open.sentOn >= after;
  }
  return pickRepetition(course.arm, state.reviews, { day, endDay }) !== undefined;
}

/** Sends one mail and lets the person answer; gives the number of repetition questions in it. */
function send(course: LearnerCourse, state: State, kind: Kind, day: number): number {
  const at = { day, endDay: state.campaign.endDay };
  state.mails.push(day);
  const { open } = state;
  if (kind === 'reminder' && open !== undefined) {
    open.reminders++;
    if (open.answers) learn(course, state, open.lesson, at);
    return 0;
  }
  if (kind === 'lesson') {
    // A slow answer that no reminder drew comes with the next lesson at the latest.
    if (open?.answers) learn(course, state, open.lesson, at);
    teach(course, state, at);
  }
  let questions = 0;
  while (questions < course.caps.questionsPerMail) {
    const question = pickRepetition(course.arm, state.reviews, at);
    if (question === undefined) break;
    repeat(course, state, question, at);
    questions++;
  }
  return questions;
}

function teach(course: LearnerCourse, state: State, at: Moment): void {
  const { seed, index, person, spread } = course;
  const lesson = state.next++;
  const key = state.key + lesson * questionStride;
  state.open = undefined;
  const answers = eventChance(seed, index, 'lesson', key) < person.answers;
  if (answers && eventChance(seed, index, 'prompt', key) < spread.prompt)
    learn(course, state, lesson, at);
  else state.open = { lesson, sentOn: at.day, reminders: 0, answers };
}

function learn(course: LearnerCourse, state: State, lesson: number, at: Moment): void {
  const { seed, index, person, spread, truth, arm } = course;
  const key = state.key + lesson * questionStride;
  const ease = person.ease + (state.campaign.ease[lesson] ?? 0);
  const knows = eventChance(seed, index, 'lessonRight', key) < logistic(spread.firstLogit + ease);
  const right = knows || eventChance(seed, index, 'guess', key) < spread.guess;
  state.traces[lesson] = truth.first(ease, knows);
  state.lastOn[lesson] = at.day;
  state.reviews[lesson] = arm.start(right, at);
  state.open = undefined;
}

function repeat(course: LearnerCourse, state: State, question: number, at: Moment): void {
  const { seed, index, person, spread, arm } = course;
  const [review, trace] = [state.reviews[question], state.traces[question]];
  if (review === undefined || trace === undefined) return;
  const after = arm.afterSent(review, at);
  state.reviews[question] = after;
  const key = state.key + question * questionStride + after.asked;
  if (eventChance(seed, index, 'asking', key) >= person.answers) return;
  const days = at.day - (state.lastOn[question] ?? at.day);
  const knows = eventChance(seed, index, 'recall', key) < trace.recall(days);
  const right = knows || eventChance(seed, index, 'guess', key) < spread.guess;
  state.traces[question] = trace.repeated(days, knows);
  state.lastOn[question] = at.day;
  state.reviews[question] = arm.afterAnswer(after, right, at);
}
