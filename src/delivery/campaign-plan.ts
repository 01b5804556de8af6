import type { ForecastMail } from '../campaign/forecast.ts';
import type { MovedLesson } from '../campaign/moved-lessons.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import type { Expected } from '../spacing/simulate-expected.ts';
import { type DayLoad, hoursBetween, type TightHours, tightestHours } from './relay-day.ts';
import type { RelayLimit } from './relay-limit.ts';

/** How many a campaign would reach, or goes on mailing. */
export type AudienceCount = { people: number; withAddress: number };

export type CampaignPlan = {
  /** Number of a campaign that exists; null for one that is only thought of. */
  campaign: number | null;
  course: string;
  audience: AudienceCount;
  arm: string;
  /** Days of someone who starts on the first day and meets no other campaign. */
  lessons: { lesson: number; day: string }[];
  /**
   * Days of the form for that person, who answers at once; null: no room for it without losing a
   * lesson. Null altogether where the campaign sends none.
   */
  forms: { before: string | null; after: string | null } | null;
  /** The day of the announcement; null where none goes, or it has gone. */
  announcement: string | null;
  lessonsWithoutRoom: number;
  /** Lessons that free days move. */
  moved: MovedLesson[];
  days: PlannedDay[];
  perPerson: PerPerson;
  /** Every mail of one person of the sample, other campaigns' included. */
  sample: SampleMail[];
  /** Days within the period on which nothing leaves although their weekday is one of sending. */
  freeDays: { day: string; name: BothLanguages }[];
  /** Other campaigns in the same time that people of the audience are in. */
  others: OtherCampaign[];
  /** Share of lesson mails that come later than planned, because of other campaigns or holds. */
  delayedShare: number;
  /** People who do not get every lesson that the period has room for. */
  withoutAllLessons: number;
  expected: Expected[];
  relay: RelayLimit;
  windowHours: number;
  response: number;
  warnings: BothLanguages[];
};

/** `campaign` is null for one that is only thought of; `at` is ISO 8601 with zone. */
export type SampleMail = Omit<ForecastMail, 'campaign' | 'at' | 'hours'> & {
  campaign: number | null;
  at: string;
};

export type OtherCampaign = { id: number; course: string; until: string | null; shared: number };

/** Mails of one local day, scaled from the sample to everybody. */
export type PlannedDay = {
  day: string;
  /** Of this campaign, and of all campaigns to everybody. */
  mails: number;
  allMails: number;
  /** Hours that the relay needs for all of them; null without a limit a minute. */
  hours: number | null;
  /** False where some hours are too short for the relay, or its day's limit is too low. */
  fits: boolean;
  /** The hours that are too short. */
  tight: TightHours | null;
};

/** Mails and questions that one person gets of this campaign on average, and at most. */
export type PerPerson = {
  lessons: number;
  reminders: number;
  repetitionMails: number;
  repetitionQuestions: number;
  forms: number;
  announcements: number;
  mails: number;
  most: number;
};

/** The mails of some people; `scale` is how many each of them stands for. */
export type ForecastGroup = { mails: readonly (readonly ForecastMail[])[]; scale: number };

/** Adds up mails by day, for the days on which the campaign has any. */
export function mailsByDay(
  groups: readonly ForecastGroup[],
  campaign: number,
  { perMinute, perDay }: Pick<RelayLimit, 'perMinute' | 'perDay'>,
): PlannedDay[] {
  const days = new Map<string, { own: number; all: number; loads: Map<string, DayLoad> }>();
  for (const { mails, scale } of groups)
    for (const mail of mails.flat()) {
      const day = days.get(mail.day) ?? { own: 0, all: 0, loads: new Map() };
      days.set(mail.day, day);
      day.all += scale;
      if (mail.campaign === campaign) day.own += scale;
      const { from, until } = mail.hours;
      const load = day.loads.get(`${from}-${until}`) ?? { from, until, mails: 0 };
      day.loads.set(`${from}-${until}`, { ...load, mails: load.mails + scale });
    }
  return [...days]
    .filter(([, { own }]) => own > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, { own, all, loads }]) => {
      const allMails = Math.round(all);
      const tight = perMinute === null ? undefined : tightestHours([...loads.values()], perMinute);
      return {
        day,
        mails: Math.round(own),
        allMails,
        hours: perMinute === null ? null : oneDecimal(all / perMinute / 60),
        fits: tight === undefined && (perDay === null || allMails <= perDay),
        tight:
          tight === undefined
            ? null
            : {
                ...tight,
                mails: Math.round(tight.mails),
                hours: Math.ceil(tight.hours * 10) / 10,
                open: oneDecimal(tight.open),
              },
      };
    });
}

/** Means over everybody in the sample, those who get no mail included. */
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
    forms: ofKind('baseline'),
    announcements: ofKind('announcement'),
    mails: mean((one) => one.length),
    most: Math.max(0, ...own.map((one) => one.length)),
  };
}

/** The mails of somebody who gets neither many nor few of the campaign. */
export function typicalPerson(
  mails: readonly (readonly ForecastMail[])[],
  campaign: number,
): readonly ForecastMail[] {
  const own = (one: readonly ForecastMail[]) =>
    one.filter((mail) => mail.campaign === campaign).length;
  const sorted = mails.toSorted((one, other) => own(one) - own(other));
  return sorted[Math.floor(sorted.length / 2)] ?? [];
}

/** Hours that a window is open on a day; one over midnight in two parts. */
export function hoursOf({ from, until }: { from: string; until: string }): number {
  const hours = hoursBetween(from, until);
  return hours > 0 ? hours : hours + 24;
}

function oneDecimal(number: number): number {
  return Math.round(number * 10) / 10;
}
