import type { Cadence } from '../spacing/lesson-days.ts';
import type { BothLanguages } from '../spacing/local-day.ts';

/** Days between two lessons as they were asked for, and as they become. */
export type Pace = { cadence: Cadence; gapDays: number; lessons: number };

/**
 * Lessons that come closer than asked, so that all fit before the end, or farther apart, since the
 * caps let no more mails through. Half a day more or less is the calendar's.
 */
export function paceWarnings({ cadence, gapDays, lessons }: Pace): BothLanguages[] {
  if (!('days' in cadence) || lessons < 2) return [];
  const wished = cadence.days;
  if (Math.abs(gapDays - wished) < 0.5) return [];
  const gap = Math.round(gapDays);
  const sv = `Lektionerna kommer med omkring ${gap} ${gap === 1 ? 'dags' : 'dagars'} mellanrum i stället för ${wished}`;
  const en = `Lessons come about ${gap} ${gap === 1 ? 'day' : 'days'} apart instead of ${wished}`;
  if (gapDays > wished)
    return [
      {
        sv: `${sv}: taket för mejl lämnar inte plats för fler.`,
        en: `${en}: the caps on mails leave no room for more.`,
      },
    ];
  return [
    {
      sv: `${sv}, för att hinna före slutet. Välj ett senare slut om takten ska hållas.`,
      en: `${en}, to fit before the end. Choose a later end to keep the cadence.`,
    },
  ];
}

/** Forms that have no room; null where none is sent at all. */
export function formRoomWarnings(
  forms: { before: string | null; after: string | null } | null,
): BothLanguages[] {
  if (forms === null || (forms.before !== null && forms.after !== null)) return [];
  return [
    forms.before === null
      ? {
          sv: 'Formuläret före och efter kursen får inte plats utan att en lektion går bort, så det skickas inte. Välj ett senare slut om du vill kunna jämföra.',
          en: 'The form before and after the course has no room without losing a lesson, so it is not sent. Choose a later end if you want to compare.',
        }
      : {
          sv: 'Formuläret efter kursen får inte plats före slutet, så det går inte att jämföra. Välj ett senare slut.',
          en: 'The form after the course has no room before the end, so there is nothing to compare. Choose a later end.',
        },
  ];
}
