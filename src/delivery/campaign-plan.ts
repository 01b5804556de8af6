import type { ForecastMail } from '../campaign/forecast.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import type { Expected } from '../spacing/simulate-expected.ts';
import type { RelayLimit } from './relay-limit.ts';

/** How many a campaign would reach. */
export type AudienceCount = { people: number; withAddress: number };

export type CampaignPlan = {
  course: string;
  audience: AudienceCount;
  arm: string;
  /** Days of someone who starts on the first day and meets no other campaign. */
  lessons: { lesson: number; day: string }[];
  lessonsWithoutRoom: number;
  days: PlannedDay[];
  perPerson: PerPerson;
  /** Every mail of one person of the sample, other campaigns' included. */
  sample: ForecastMail[];
  /** Days within the period on which nothing leaves although their weekday is one of sending. */
  freeDays: { day: string; name: BothLanguages }[];
  /** Other campaigns in the same time that people of the audience are in. */
  others: { id: number; course: string; until: string | null; shared: number }[];
  /** Share of lesson mails that come later than planned, because of other campaigns or a joining. */
  delayedShare: number;
  expected: Expected[];
  relay: RelayLimit;
  windowHours: number;
  response: number;
  warnings: BothLanguages[];
};

/** Mails of one local day, scaled from the sample to everybody. */
export type PlannedDay = {
  day: string;
  /** Of this campaign, and of all campaigns to the same people. */
  mails: number;
  allMails: number;
  /** Hours that the relay needs for all of them; null without a limit a minute. */
  hours: number | null;
  /** False where the relay needs longer than the window is open, or a day's limit is too low. */
  fits: boolean;
};

/** Mails and questions that one person gets of this campaign on average, and at most. */
export type PerPerson = {
  lessons: number;
  reminders: number;
  repetitionMails: number;
  repetitionQuestions: number;
  mails: number;
  most: number;
};

/** Adds up the mails of a sample by day. `scale` is how many people each of the sample stands for. */
export function mailsByDay(
  mails: readonly ForecastMail[],
  campaign: number,
  scale: number,
  windowHours: number,
  { perMinute, perDay }: Pick<RelayLimit, 'perMinute' | 'perDay'>,
): PlannedDay[] {
  const days = new Map<string, { own: number; all: number }>();
  for (const mail of mails) {
    const day = days.get(mail.day) ?? { own: 0, all: 0 };
    day.all += 1;
    if (mail.campaign === campaign) day.own += 1;
    days.set(mail.day, day);
  }
  return [...days]
    .filter(([, { own }]) => own > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, { own, all }]) => {
      const allMails = Math.round(all * scale);
      const hours = perMinute === null ? null : Math.round((allMails / perMinute / 60) * 10) / 10;
      const fits =
        (hours === null || hours <= windowHours) && (perDay === null || allMails <= perDay);
      return { day, mails: Math.round(own * scale), allMails, hours, fits };
    });
}

/** @param people how many the sample has; some of them may get no mail at all. */
export function mailsPerPerson(
  mails: readonly (readonly ForecastMail[])[],
  campaign: number,
): PerPerson {
  const own = mails.map((one) => one.filter((mail) => mail.campaign === campaign));
  const mean = (count: (of: readonly ForecastMail[]) => number) =>
    own.length === 0
      ? 0
      : Math.round((own.reduce((sum, one) => sum + count(one), 0) / own.length) * 100) / 100;
  const ofKind = (kind: ForecastMail['kind']) =>
    mean((one) => one.filter((mail) => mail.kind === kind).length);
  return {
    lessons: ofKind('lesson'),
    reminders: ofKind('reminder'),
    repetitionMails: ofKind('repetition'),
    repetitionQuestions: mean((one) => one.filter(({ repeats }) => repeats !== undefined).length),
    mails: mean((one) => one.length),
    most: Math.max(0, ...own.map((one) => one.length)),
  };
}

/** Hours between two local times of day; over midnight where the second is not later. */
export function hoursOf({ from, until }: { from: string; until: string }): number {
  const minutes = (time: string) => {
    const [hours = 0, rest = 0] = time.split(':').map(Number);
    return hours * 60 + rest;
  };
  const length = minutes(until) - minutes(from);
  return (length > 0 ? length : length + 24 * 60) / 60;
}
