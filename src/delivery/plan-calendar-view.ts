import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { numberText } from '../web/components/format.ts';
import type { CampaignPlan } from './campaign-plan.ts';
import { type CalendarDay, type CalendarMonth, planMonths } from './plan-months.ts';
import { planTexts } from './plan-texts.ts';

const locale = { sv: 'sv-SE', en: 'en-GB' } as const;
const monthNames = {
  sv: new Intl.DateTimeFormat(locale.sv, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat(locale.en, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
};
const weekdays = {
  sv: [
    ['mån', 'måndag'],
    ['tis', 'tisdag'],
    ['ons', 'onsdag'],
    ['tor', 'torsdag'],
    ['fre', 'fredag'],
    ['lör', 'lördag'],
    ['sön', 'söndag'],
  ],
  en: [
    ['Mon', 'Monday'],
    ['Tue', 'Tuesday'],
    ['Wed', 'Wednesday'],
    ['Thu', 'Thursday'],
    ['Fri', 'Friday'],
    ['Sat', 'Saturday'],
    ['Sun', 'Sunday'],
  ],
} as const;

/** The months of a plan as small tables, each day with what goes on it in words. */
export function calendarBody(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  return html`<h2>${text.calendar}</h2>
<p>${text.calendarHelp}</p>
<div class="months">!${planMonths(plan).map((month) => monthTable(language, month))}</div>`;
}

function monthTable(language: Language, { month, weeks }: CalendarMonth): string {
  const name = monthNames[language].format(new Date(`${month}-01T00:00:00Z`));
  const heads = weekdays[language].map(
    ([short, long]) => html`<th scope="col"><abbr title="${long}">${short}</abbr></th>`,
  );
  const rows = weeks.map((week) => html`<tr>!${week.map((day) => cell(language, day))}</tr>`);
  return html`<table class="month"><caption>${name}</caption>
<thead><tr>!${heads}</tr></thead>
<tbody>!${rows}</tbody></table>`;
}

/** A Swedish name of a free day, with the places where a narrow cell may part it. */
function breakable(name: string): string {
  return name.replace(/(?<=\p{L}{3})(?=dag(?:en)?$|dag |afton$|färdsdag|freda)/gu, '\u00AD');
}

function cell(language: Language, one: CalendarDay | null): string {
  if (one === null) return '<td></td>';
  const text = planTexts[language];
  const { day, mails, fits, lesson, announced, form, free } = one;
  const look = mails === 0 ? (free === null ? '' : 'free') : fits ? 'mail' : 'tight';
  const said = [
    ...(announced ? [text.announced] : []),
    ...(form ? [text.form] : []),
    ...(lesson === null ? [] : [`${text.lesson} ${lesson}`]),
    ...(free === null ? [] : [language === 'sv' ? breakable(free.sv) : free.en]),
    ...(fits ? [] : [text.tight]),
  ];
  const count = html`<span class="what">${numberText(language, mails)}<span class="visually-hidden"> ${text.mail}</span></span>`;
  const lines = said.map((line) => html`<span class="what small">${line}</span>`);
  return html`<td class="${look}"><time datetime="${day}">${Number(day.slice(8))}</time>!${mails === 0 ? '' : count}!${lines}</td>`;
}
