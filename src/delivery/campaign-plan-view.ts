import { html } from 'ghtml';
import { warningList } from '../campaign/campaign-words-view.ts';
import type { Course, Language } from '../course/course.ts';
import { dayElement, dayText, numberText, percentText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { figures } from '../web/components/summary-list.ts';
import { table } from '../web/components/table.ts';
import type { CampaignPlan, SampleMail } from './campaign-plan.ts';
import { calendarBody } from './plan-calendar-view.ts';
import { planTexts } from './plan-texts.ts';

const mostSample = 80;
const mostUnfolded = 14;

/** A plan as it is shown before a launch and, for what is left, after it. */
export function planBody(language: Language, plan: CampaignPlan, courses: readonly Course[]) {
  const text = planTexts[language];
  const none = emptyState({ title: text.nothing, text: text.nothingHelp });
  return html`!${warningList(language, plan.warnings)}
!${headFigures(language, plan)}
!${plan.days.length === 0 ? none : calendarBody(language, plan)}
!${plan.days.length === 0 ? '' : dayTable(language, plan)}
!${perPerson(language, plan)}
!${sample(language, plan)}
!${moved(language, plan)}
!${freeDays(language, plan)}
!${others(language, plan, courses)}
!${recall(language, plan)}`;
}

function headFigures(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  const { audience, days, perPerson: mean } = plan;
  const number = (value: number) => numberText(language, value);
  const missing = audience.people - audience.withAddress;
  const first = days[0]?.day;
  const last = days.at(-1)?.day;
  const period =
    first === undefined || last === undefined
      ? ''
      : html`<p>${text.between.replace('{first}', dayText(language, first)).replace('{last}', dayText(language, last))}</p>`;
  return `${figures([
    { value: number(audience.people), name: text.audience },
    {
      value: number(audience.withAddress),
      name: text.withAddress,
      ...(plan.campaign === null && missing > 0
        ? { note: `${number(missing)} ${text.withoutAddress}` }
        : {}),
    },
    {
      value: meanText(language, mean.mails),
      name: text.mailsEach,
      note: `${text.atMost} ${number(mean.most)}`,
    },
  ])}${period}`;
}

/** A mean over a sample: more than a tenth of it is known by nobody. */
function meanText(language: Language, mean: number): string {
  return numberText(language, Math.round(mean * 10) / 10);
}

function dayTable(language: Language, { days, relay }: CampaignPlan): string {
  const text = planTexts[language];
  const most = Math.max(...days.map(({ mails }) => mails));
  const fullest = days.find(({ mails }) => mails === most);
  const peak =
    fullest === undefined
      ? ''
      : text.fullest
          .replace('{n}', numberText(language, most))
          .replace('{day}', dayText(language, fullest.day));
  const limited = relay.perMinute !== null;
  const rows = days.map(({ day, mails, allMails, hours, fits }) => [
    dayElement(language, day),
    html`${numberText(language, mails)}`,
    bar(mails, most),
    html`${numberText(language, allMails)}`,
    ...(limited ? [html`${numberText(language, hours ?? 0)} ${text.hour}`] : []),
    html`${fits ? text.fitsYes : text.fitsNo}`,
  ]);
  const columns = [
    { head: text.day },
    { head: text.mails, number: true },
    { head: text.bar },
    { head: text.all, number: true },
    ...(limited ? [{ head: text.hours, number: true }] : []),
    { head: text.fits },
  ];
  return html`<h2>${text.loads}</h2>
<p>${peak} ${text.loadsHelp}!${limited ? '' : html` ${text.noLimit}`}</p>
!${folded(days.length > mostUnfolded, text.allDays, table({ caption: text.loads, captionHidden: true, columns, rows }))}`;
}

/** A long table waits until it is asked for: the calendar above it says the same. */
function folded(isLong: boolean, summary: string, body: string): string {
  return isLong ? html`<details><summary>${summary}</summary>!${body}</details>` : body;
}

/** Decoration beside its number. */
function bar(value: number, most: number): string {
  const width = most === 0 ? 0 : Math.round((value / most) * 1000) / 10;
  return html`<div class="bar-cell"><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100" height="10"/><rect class="bar-value" width="${width}" height="10"/></svg></div>`;
}

function perPerson(language: Language, { perPerson: mean }: CampaignPlan): string {
  const text = planTexts[language];
  const kinds = [
    'announcements',
    'forms',
    'lessons',
    'reminders',
    'repetitionMails',
    'repetitionQuestions',
  ] as const;
  const rows = kinds
    .filter((kind) => mean[kind] > 0)
    .map((kind) => [html`${text.eachKinds[kind]}`, html`${meanText(language, mean[kind])}`]);
  if (rows.length === 0) return '';
  const columns = [{ head: text.what }, { head: text.count, number: true }];
  return html`<h2>${text.each}</h2>!${table({ caption: text.each, captionHidden: true, columns, rows })}`;
}

function sample(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  if (plan.sample.length === 0) return '';
  const rows = plan.sample
    .slice(0, mostSample)
    .map((mail) => [
      html`<time datetime="${mail.at}">${dayText(language, mail.at.slice(0, 10))} ${mail.at.slice(11, 16)}</time>`,
      html`${mailText(language, mail, plan)}`,
    ]);
  const share = percentText(language, plan.response, 1);
  const columns = [{ head: text.when }, { head: text.what }];
  return html`<h2>${text.sample}</h2>
<p>${text.sampleHelp.replace('{share}', share)}</p>
!${table({ caption: text.sample, captionHidden: true, columns, rows })}`;
}

function mailText(language: Language, mail: SampleMail, plan: CampaignPlan): string {
  const text = planTexts[language];
  const { kind, lesson, repeats } = mail;
  const name = kind === 'baseline' ? (lesson === 0 ? 'before' : 'after') : kind;
  const parts = [text.kinds[name].replace('{n}', String(lesson))];
  if (kind === 'lesson' && repeats !== undefined)
    parts.push(text.repeats.replace('{n}', String(repeats)));
  if (mail.campaign !== plan.campaign) parts.push(`(${text.other})`);
  return parts.join(' ');
}

function moved(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  if (plan.moved.length === 0) return '';
  const rows = plan.moved.map(({ lesson, from, to, name }) => [
    html`${lesson}`,
    dayElement(language, from),
    dayElement(language, to),
    html`${name[language]}`,
  ]);
  const columns = [text.lesson, text.from, text.to, text.why].map((head) => ({ head }));
  return html`<h2>${text.moved}</h2>!${table({ caption: text.moved, captionHidden: true, columns, rows })}`;
}

function freeDays(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  if (plan.freeDays.length === 0) return '';
  const items = plan.freeDays.map(
    ({ day, name }) => html`<li>!${dayElement(language, day)}: ${name[language]}</li>`,
  );
  return html`<details><summary>${text.freeDays}</summary><ul>!${items}</ul></details>`;
}

function others(language: Language, plan: CampaignPlan, courses: readonly Course[]): string {
  const text = planTexts[language];
  if (plan.others.length === 0) return '';
  const title = (slug: string) => courses.find((one) => one.slug === slug)?.title[language] ?? slug;
  const rows = plan.others.map(({ course, until, shared }) => [
    html`${title(course)}`,
    until === null ? '–' : dayElement(language, until),
    html`${numberText(language, shared)}`,
  ]);
  const columns = [{ head: text.course }, { head: text.to }, { head: text.shared, number: true }];
  const share = percentText(language, plan.delayedShare, 1);
  return html`<h2>${text.others}</h2>
!${table({ caption: text.others, captionHidden: true, columns, rows })}
<p>${text.late.replace('{share}', share)}</p>`;
}

function recall(language: Language, plan: CampaignPlan): string {
  const text = planTexts[language];
  const rows = plan.expected.map(({ truth, recallAtEnd, recallLater }) => [
    html`${text.truths[truth]}`,
    html`${percentText(language, recallAtEnd, 1)}`,
    html`${percentText(language, recallLater, 1)}`,
  ]);
  if (rows.length === 0) return '';
  const columns = [
    { head: text.model },
    { head: text.atEnd, number: true },
    { head: text.later, number: true },
  ];
  const between = (shares: readonly number[]) =>
    text.range
      .replace('{least}', percentText(language, Math.min(...shares), 1))
      .replace('{most}', percentText(language, Math.max(...shares), 1));
  const inShort = text.recallShort
    .replace('{end}', between(plan.expected.map(({ recallAtEnd }) => recallAtEnd)))
    .replace('{later}', between(plan.expected.map(({ recallLater }) => recallLater)));
  return html`<h2>${text.recall}</h2>
<p>${inShort}</p>
<p>${text.recallHelp}</p>
!${table({ caption: text.recall, captionHidden: true, columns, rows })}`;
}
