import type { Language } from '../course/course.ts';
import { numberText } from '../web/components/format.ts';

/** What the counts of the log are of; the words follow the number. */
const words: Readonly<Record<string, Record<Language, string>>> = {
  added: { sv: 'tillagda', en: 'added' },
  changed: { sv: 'ändrade', en: 'changed' },
  changes: { sv: 'ändringar', en: 'changes' },
  connections: { sv: 'anslutningar', en: 'connections' },
  days: { sv: 'dagar', en: 'days' },
  departments: { sv: 'enheter', en: 'departments' },
  enrolled: { sv: 'deltagare', en: 'enrolled' },
  errors: { sv: 'rader med fel', en: 'rows in error' },
  found: { sv: 'träffar', en: 'found' },
  held: { sv: 'att ta ställning till', en: 'held for review' },
  joiners: { sv: 'nya', en: 'joiners' },
  k: { sv: 'personer i minsta grupp', en: 'people in the smallest group' },
  kept: { sv: 'behållna', en: 'kept' },
  leavers: { sv: 'slutar', en: 'leavers' },
  mails: { sv: 'mejl', en: 'mails' },
  movers: { sv: 'byter enhet', en: 'movers' },
  people: { sv: 'personer', en: 'people' },
  perDay: { sv: 'mejl på 24 timmar', en: 'mails in 24 hours' },
  perMinute: { sv: 'mejl i minuten', en: 'mails a minute' },
  perWeek: { sv: 'mejl i veckan', en: 'mails a week' },
  perWeekPerCampaign: { sv: 'mejl i veckan från ett utskick', en: 'mails a week from a campaign' },
  removed: { sv: 'borttagna', en: 'removed' },
  restored: { sv: 'återställda', en: 'restored' },
  revoked: { sv: 'återtagna', en: 'revoked' },
  roles: { sv: 'behörigheter', en: 'roles' },
  rows: { sv: 'rader', en: 'rows' },
  rowsInError: { sv: 'rader med fel', en: 'rows in error' },
  sent: { sv: 'skickade', en: 'sent' },
  sessions: { sv: 'inloggningar', en: 'sessions' },
  shown: { sv: 'visade', en: 'shown' },
  spanDays: { sv: 'dagar i följd', en: 'days in a row' },
};
/** Numbers of something rather than how many. */
const numbers: typeof words = { hold: { sv: 'uppehåll', en: 'hold' } };

/** The counts of a row in words; a name that a later version wrote is shown as it is. */
export function countsText(language: Language, details: Readonly<Record<string, number>>): string {
  return Object.entries(details)
    .map(([name, count]) => {
      const number = numberText(language, count);
      const word = words[name]?.[language];
      return word === undefined
        ? `${numbers[name]?.[language] ?? name} ${number}`
        : `${number} ${word}`;
    })
    .join(', ');
}
