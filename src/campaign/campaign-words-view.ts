import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import type { SendingWindow } from '../spacing/sending-window.ts';
import { dayText } from '../web/components/format.ts';
import { tag } from '../web/components/tag.ts';
import { type Audience, audienceParts } from './audience.ts';
import type { CampaignStatus } from './campaign.ts';

/** Names of departments by code. */
export type DepartmentNames = ReadonlyMap<string, string>;

const statusWords = {
  sv: { running: 'Pågår', waiting: 'Startar snart', paused: 'Pausat', ended: 'Avslutat' },
  en: { running: 'Running', waiting: 'Starts soon', paused: 'Paused', ended: 'Ended' },
} as const;
const looks = { running: 'good', waiting: 'accent', paused: 'warn', ended: 'plain' } as const;

/** How a campaign stands, as a tag; one that has been launched ahead of its first day says so. */
export function statusTag(
  language: Language,
  campaign: { status: CampaignStatus; start: string },
  today: string,
): string {
  const { status, start } = campaign;
  const state = status === 'running' && start > today ? 'waiting' : status;
  return tag(statusWords[language][state], looks[state]);
}

/** Whom a campaign is for, in words; a department that is gone stands by its code. */
export function audienceText(
  language: Language,
  audience: Audience,
  names: DepartmentNames,
): string {
  const { departments, titles, notDepartments, notTitles } = audienceParts(audience);
  const named = (codes: readonly string[]) =>
    codes.map((code) => names.get(code) ?? code).join(', ');
  const sv = language === 'sv';
  const everyone = sv ? 'Alla medarbetare' : 'All employees';
  const parts = [departments.length === 0 ? everyone : named(departments)];
  if (titles.length > 0)
    parts.push(`${sv ? 'med titeln' : 'with the title'} ${titles.join(sv ? ' eller ' : ' or ')}`);
  const left = [named(notDepartments), notTitles.join(', ')].filter((one) => one !== '');
  const said = parts.join(' ');
  return left.length === 0 ? said : `${said}, ${sv ? 'utom' : 'except'} ${left.join(', ')}`;
}

/** How often lessons come. */
export function cadenceText(language: Language, cadence: Cadence): string {
  const sv = language === 'sv';
  if (cadence.kind === 'rolling')
    return sv
      ? `${everyText('sv', cadence.days)}, räknat från den dag var och en börjar`
      : `${everyText('en', cadence.days)}, counted from the day each person begins`;
  if (cadence.kind === 'every') return everyText(language, cadence.days);
  if (cadence.kind === 'spread')
    return sv ? 'Jämnt fördelade över hela tiden' : 'Evenly over the whole period';
  const day = dayText(language, cadence.retainUntil);
  return sv ? `Så att det bäst sitter kvar ${day}` : `So that it is best remembered on ${day}`;
}

function everyText(language: Language, days: number): string {
  const sv = language === 'sv';
  if (days === 1) return sv ? 'En lektion om dagen' : 'A lesson a day';
  if (days === 7) return sv ? 'En lektion i veckan' : 'A lesson a week';
  if (days === 14) return sv ? 'En lektion varannan vecka' : 'A lesson every other week';
  if (days % 7 === 0)
    return sv ? `En lektion var ${days / 7}:e vecka` : `A lesson every ${days / 7} weeks`;
  return sv ? `En lektion var ${days}:e dag` : `A lesson every ${days} days`;
}

/** From when to when. */
export function periodText(
  language: Language,
  { start, until }: { start: string; until: string | null },
): string {
  const first = dayText(language, start);
  if (until === null) return language === 'sv' ? `${first} och tills vidare` : `${first}, no end`;
  return `${first} – ${dayText(language, until)}`;
}

/** By which rule questions come back. */
export function armText(language: Language, arm: string): string {
  const sv = language === 'sv';
  const times = /^even:(\d+)$/.exec(arm)?.[1];
  if (arm === 'none') return sv ? 'Frågor kommer inte tillbaka' : 'Questions do not come back';
  if (arm === '12-24')
    return sv
      ? 'Varje fråga kommer tillbaka efter 12 och 24 dagar'
      : 'Each question comes back after 12 and 24 days';
  if (times === undefined) return arm;
  const often =
    times === '1' ? (sv ? 'en gång' : 'once') : sv ? `${times} gånger` : `${times} times`;
  return sv
    ? `Varje fråga kommer tillbaka ${often}, oftare för den som svarat fel`
    : `Each question comes back ${often}, more often to who answered wrong`;
}

export const weekdayNames = {
  sv: ['måndag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lördag', 'söndag'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

/** Hours and weekdays of sending. */
export function hoursText(language: Language, { weekdays, from, until }: SendingWindow): string {
  const usual = weekdays.join() === '1,2,3,4,5';
  const names = weekdays.map((day) => weekdayNames[language][day - 1]).join(', ');
  const days = usual ? (language === 'sv' ? 'måndag–fredag' : 'Monday–Friday') : names;
  return language === 'sv' ? `${days} kl. ${from}–${until}` : `${days}, ${from}–${until}`;
}

/** Whether, and when, the course is announced. */
export function announceText(language: Language, days: number | null): string {
  const sv = language === 'sv';
  if (days === null) return sv ? 'Ingen förannonsering' : 'Not announced';
  if (days === 1) return sv ? 'Ett mejl dagen före start' : 'A mail on the day before the start';
  return sv ? `Ett mejl ${days} dagar före start` : `A mail ${days} days before the start`;
}

/** What is doubtful, as a list; markup, empty for nothing. */
export function warningList(
  language: Language,
  warnings: readonly { sv: string; en: string }[],
): string {
  if (warnings.length === 0) return '';
  const title = language === 'sv' ? 'Att tänka på' : 'To consider';
  const items = warnings.map((one) => html`<li>${one[language]}</li>`);
  return html`<div class="notice warn"><h2>${title}</h2><ul>!${items}</ul></div>`;
}
