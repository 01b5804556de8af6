import type { BothLanguages } from '../spacing/local-day.ts';
import type { CampaignPlan, SampleMail } from './campaign-plan.ts';
import { wrapLine } from './wrap-line.ts';

const width = 80;
const mostDays = 60;
const mostWarnings = 8;
const kinds = {
  lesson: 'lektion / lesson',
  reminder: 'påminnelse / reminder',
  repetition: 'repetition av / of',
  baseline: 'formulär / form',
  announcement: 'förannonsering / announcement',
} as const;
const truths: Record<string, string> = {
  power: 'potenslag / power law',
  hlr: 'halveringstid / half-life',
  fsrs: 'FSRS-6',
};

/** The plan as tables that fit 80 columns, in both languages. */
export function planText(plan: CampaignPlan): string {
  return [
    heading(plan),
    section(
      'Förannonseras / announced',
      plan.announcement === null ? [] : [`  ${plan.announcement}`],
    ),
    section('Formuläret före och efter / the form before and after', formLines(plan)),
    section('Lektionerna / lessons', plan.lessons.map(lessonLine)),
    section('Flyttade av lediga dagar / moved by free days', plan.moved.map(movedLine)),
    perPerson(plan),
    dayTable(plan),
    section(
      'En person / one person',
      plan.sample.map((mail) => sampleLine(mail, plan)),
    ),
    section(
      'Lediga dagar / free days',
      plan.freeDays.map(({ day, name }) => `  ${day}  ${nameOf(name)}`),
    ),
    others(plan),
    expectation(plan),
    warnings(plan),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.flatMap((line) => wrapLine(line, width)).join('\n'))
    .join('\n\n');
}

/** Nothing where there is nothing to list. */
function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - mostDays;
  return [
    title,
    ...lines.slice(0, mostDays),
    ...(rest > 0 ? [`  … ${rest} rader till / more lines`] : []),
  ];
}

function heading({ campaign, course, arm, audience, response }: CampaignPlan): string[] {
  const of = campaign === null ? '' : `Utskick / campaign ${campaign}. `;
  return [
    `${of}Kurs / course: ${course}, repetition: ${arm}`,
    `Målgrupp / audience: ${audience.people} personer / people, ${audience.withAddress} med e-post / with e-mail`,
    `Antagen svarsandel / assumed response: ${percent(response)}`,
  ];
}

function lessonLine({ lesson, day }: CampaignPlan['lessons'][number]): string {
  return `  ${two(lesson)}  ${day}`;
}

function movedLine({ lesson, from, to, name }: CampaignPlan['moved'][number]): string {
  return `  ${two(lesson)}  ${from} → ${to}  ${nameOf(name)}`;
}

function formLines({ forms }: CampaignPlan): string[] {
  if (forms === null) return [];
  const none = 'ryms inte / no room';
  return [`  före / before  ${forms.before ?? none}`, `  efter / after  ${forms.after ?? none}`];
}

function perPerson({ perPerson: mean, forms }: CampaignPlan): string[] {
  const rows = [
    [mean.mails, `mejl / mails, högst / at most ${mean.most}; därav / of which`],
    [mean.lessons, '  lektioner / lessons'],
    [mean.reminders, '  påminnelser / reminders'],
    [mean.repetitionMails, '  repetitionsmejl / repetition mails'],
    [mean.repetitionQuestions, 'repetitionsfrågor / repetition questions'],
    ...(mean.announcements === 0
      ? []
      : [[mean.announcements, '  förannonsering / announcement'] as const]),
    ...(forms === null ? [] : [[mean.forms, '  formulär / forms'] as const]),
  ] as const;
  return [
    'Per person, i medeltal / on average',
    ...rows.map(([count, what]) => `  ${count.toFixed(2).padStart(6)}  ${what}`),
  ];
}

function dayTable({ days, windowHours }: CampaignPlan): string[] {
  if (days.length === 0) return ['Inga mejl / no mails'];
  const limited = days.some(({ hours }) => hours !== null);
  const lines = days.map(({ day, mails, allMails, hours, fits }) => {
    const needs = hours === null ? '' : `${hours.toFixed(1).padStart(16)} h`;
    return `  ${day}${String(mails).padStart(9)}${String(allMails).padStart(13)}${needs}${fits ? '' : '  !'}`;
  });
  return section(`Mejl per dag / mails a day (sändningstid / window ${windowHours} h)`, [
    `  dag / day       mejl   alla / all*${limited ? '   mejlserv. / relay' : ''}`,
    ...lines,
    '  * alla utskick till alla / all campaigns to everybody',
  ]);
}

function sampleLine({ at, campaign, kind, lesson, repeats }: SampleMail, plan: CampaignPlan) {
  const time = at.slice(0, 16).replace('T', ' ');
  const rider = kind === 'lesson' && repeats !== undefined ? ` + fråga / question ${repeats}` : '';
  const other = campaign === plan.campaign ? '' : ` (utskick / campaign ${campaign})`;
  const form = lesson === 0 ? ' före / before' : ' efter / after';
  const what = kind === 'baseline' ? form : kind === 'announcement' ? '' : ` ${lesson}`;
  return `  ${time}  ${kinds[kind]}${what}${rider}${other}`;
}

function others({ others: list, delayedShare }: CampaignPlan): string[] {
  if (list.length === 0) return [];
  return [
    'Andra utskick till samma personer / other campaigns to the same people',
    ...list.map(
      ({ id, course, until, shared }) =>
        `  ${id}  ${course}  ${until === null ? '' : `–${until}  `}${shared} personer / people`,
    ),
    `  ${percent(delayedShare)} av lektionerna kommer senare än planerat / of lessons come later`,
  ];
}

function expectation({ expected }: CampaignPlan): string[] {
  const column = 13;
  return [
    `Förväntad kunskap / expected recall  ${'slut / end'.padEnd(column)}+180 dagar / days`,
    ...expected.map(({ truth, recallAtEnd, recallLater }) =>
      `  ${(truths[truth] ?? truth).padEnd(35)}${percent(recallAtEnd).padEnd(column)}${percent(recallLater)}`.trimEnd(),
    ),
    '  Jämför takter med det; nivån vilar på antaganden (docs/spacing.md).',
    '  Compare cadences by it; the level rests on assumptions.',
  ];
}

function warnings({ warnings: list }: CampaignPlan): string[] {
  const rest = list.length - mostWarnings;
  return [
    ...list.slice(0, mostWarnings).flatMap(({ sv, en }) => [`OBS: ${sv}`, `NOTE: ${en}`]),
    ...(rest > 0 ? [`… och ${rest} varningar till / more warnings`] : []),
  ];
}

function nameOf({ sv, en }: BothLanguages): string {
  return sv === en ? sv : `${sv} / ${en}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function two(number: number): string {
  return String(number).padStart(2);
}
