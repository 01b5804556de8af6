import { formRoomWarnings, type Pace, paceWarnings } from '../campaign/period-warnings.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import type { PlannedDay } from './campaign-plan.ts';
import type { RelayLimit } from './relay-limit.ts';

/** What a plan is judged by. */
export type PlanFindings = {
  audience: { people: number; withAddress: number };
  start: string;
  today: string;
  until: string | null;
  window: { from: string; until: string };
  days: readonly PlannedDay[];
  lessonsWithoutRoom: number;
  withoutAllLessons: number;
  /** Absent for a campaign that has been launched: its pace was told then. */
  pace?: Pace;
  /** Whether an announcement is wished for, and its day; null where none is left before the start. */
  announces?: boolean;
  announcement?: string | null;
  /** Days of the form, null where it has no room; null altogether where none is sent. */
  forms?: { before: string | null; after: string | null } | null;
  /** Reminders of each lesson to someone who never answers, and how many the rule would send. */
  reminders: readonly number[];
  remindersWished: number;
  relay: Pick<RelayLimit, 'perDay'>;
};

/** What is doubtful about a campaign that can be, the gravest first. */
export function planWarnings(found: PlanFindings): BothLanguages[] {
  return [
    ...nobody(found),
    ...begun(found),
    ...noRoom(found),
    ...noAnnouncement(found),
    ...(found.pace === undefined ? [] : paceWarnings(found.pace)),
    ...formRoomWarnings(found.forms ?? null),
    ...someWithoutAll(found),
    ...reminderRoom(found),
    ...found.days.filter(({ fits }) => !fits).map((day) => dayTooFull(day, found)),
  ];
}

function nobody({ audience: { people, withAddress } }: PlanFindings): BothLanguages[] {
  if (withAddress > 0) return [];
  return [
    people === 0
      ? {
          sv: 'Ingen finns i målgruppen, så inga mejl skickas. Kontrollera målgruppen, eller läs in personallistan först.',
          en: 'There is nobody in the audience, so no mails are sent. Check the audience, or import the roster first.',
        }
      : {
          sv: `Ingen av de ${people} i målgruppen kan få mejl: e-postadress saknas eller inget återstår.`,
          en: `None of the ${people} in the audience can be mailed: they have no e-mail address, or nothing is left.`,
        },
  ];
}

function begun({ start, today }: PlanFindings): BothLanguages[] {
  if (start >= today) return [];
  return [
    {
      sv: `Perioden började redan ${start}. Planen räknar från i dag, ${today}.`,
      en: `The period began already on ${start}. The plan counts from today, ${today}.`,
    },
  ];
}

function noRoom({ lessonsWithoutRoom: lessons, until }: PlanFindings): BothLanguages[] {
  if (lessons === 0) return [];
  const before = until === null ? ['', ''] : [` före ${until}`, ` before ${until}`];
  return [
    {
      sv: `${lessons} ${lessons === 1 ? 'lektion' : 'lektioner'} får inte plats${before[0]}. Välj ett senare slut eller en tätare takt.`,
      en: `${lessons} ${lessons === 1 ? 'lesson does' : 'lessons do'} not fit${before[1]}. Choose a later end or a denser cadence.`,
    },
  ];
}

function noAnnouncement({ announces, announcement }: PlanFindings): BothLanguages[] {
  if (announces !== true || announcement != null) return [];
  return [
    {
      sv: 'Ingen sändningsdag är kvar före starten, så inget mejl förannonserar kursen. Välj en senare start.',
      en: 'No sending day is left before the start, so no mail announces the course. Choose a later start.',
    },
  ];
}

function someWithoutAll({ withoutAllLessons: people }: PlanFindings): BothLanguages[] {
  if (people === 0) return [];
  return [
    {
      sv: `Omkring ${people} ${people === 1 ? 'person' : 'personer'} får inte alla lektioner i tid: andra utskick, frånvaro eller avdelningens sändningstid lämnar inte plats.`,
      en: `About ${people} ${people === 1 ? 'person does' : 'people do'} not get all lessons in time: other campaigns, absence or the department's hours leave no room.`,
    },
  ];
}

function reminderRoom({ reminders, remindersWished: wished }: PlanFindings): BothLanguages[] {
  const between = reminders.slice(0, -1);
  const last = reminders.at(-1);
  if (last === undefined || reminders.every((count) => count >= wished)) return [];
  const why = { sv: 'taket för mejl och slutdagen', en: 'the caps on mails and the last day' };
  if (between.length > 0 && last > 0 && between.every((count) => count === 0))
    return [
      {
        sv: 'Påminnelser ryms bara efter den sista lektionen: lektionerna tar upp hela taket för mejl.',
        en: 'Reminders fit only after the last lesson: the lessons take up all that the caps on mails allow.',
      },
    ];
  const sum = reminders.reduce((total, count) => total + count, 0);
  return [
    {
      sv: `Den som inte svarar får ${sum} av ${wished * reminders.length} påminnelser: ${why.sv} lämnar inte plats för fler.`,
      en: `Whoever does not answer gets ${sum} of ${wished * reminders.length} reminders: ${why.en} leave no room for more.`,
    },
  ];
}

function dayTooFull(
  { day, mails, allMails, tight }: PlannedDay,
  { relay: { perDay }, window }: PlanFindings,
): BothLanguages {
  const of = {
    sv: allMails > mails ? ` (${mails} av det här utskicket)` : '',
    en: allMails > mails ? ` (${mails} of this campaign)` : '',
  };
  if (tight === null || (perDay !== null && allMails > perDay))
    return {
      sv: `${day}: ${allMails} mejl${of.sv} är fler än de ${perDay} som mejlservern tar på ett dygn. Resten skjuts till senare dagar.`,
      en: `${day}: ${allMails} mails${of.en} are more than the ${perDay} the relay takes a day. The rest moves to later days.`,
    };
  const { from, until, hours, open } = tight;
  const own =
    from === window.from && until === window.until
      ? { sv: '', en: '' }
      : { sv: ' (avdelningars egen tid)', en: " (departments' own hours)" };
  return {
    sv: `${day}: ${tight.mails} mejl ska ut ${from}–${until}${own.sv} och tar ${number(hours)} timmar, men tiden är ${number(open)}. Resten skjuts till nästa dag.`,
    en: `${day}: ${tight.mails} mails have to leave ${from}-${until}${own.en} and take ${hours} hours, but there are ${open}. The rest moves to the next day.`,
  };
}

/** With a comma, as in Swedish. */
function number(value: number): string {
  return String(value).replace('.', ',');
}
