import { isoWithZone } from '../campaign/campaign.ts';
import type { ForecastMail } from '../campaign/forecast.ts';
import type { CampaignPlan } from './campaign-plan.ts';

const mostDays = 60;
const mostWarnings = 5;
const kinds = {
  lesson: 'lektion / lesson',
  reminder: 'påminnelse / reminder',
  repetition: 'repetition',
} as const;
const truths: Record<string, string> = {
  power: 'potenslag / power law',
  hlr: 'halveringstid / half-life',
  fsrs: 'FSRS-6',
};

/** The plan as tables that fit 80 columns. */
export function planText(plan: CampaignPlan, timeZone: string): string {
  const { audience, perPerson, expected, warnings } = plan;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const sections = [
    [
      `Kurs / course: ${plan.course}, repetition: ${plan.arm}`,
      `Målgrupp / audience: ${audience.people} personer, ${audience.withAddress} med e-post / with e-mail`,
      `Antagen svarsandel / assumed response: ${percent(plan.response)}`,
    ],
    ['Lektionerna / lessons', ...plan.lessons.map(({ lesson, day }) => `  ${two(lesson)}  ${day}`)],
    [
      'Per person (medel / mean)',
      `  ${perPerson.mails} mejl / mails (högst / at most ${perPerson.most}): ${perPerson.lessons} lektioner / lessons,`,
      `  ${perPerson.reminders} påminnelser / reminders, ${perPerson.repetitionMails} repetitionsmejl / repetition mails;`,
      `  ${perPerson.repetitionQuestions} repetitionsfrågor / repetition questions`,
    ],
    dayTable(plan),
    ['En person / one person', ...plan.sample.map((mail) => `  ${sampleLine(mail, timeZone)}`)],
    plan.freeDays.length === 0
      ? []
      : [
          'Lediga dagar / free days',
          ...plan.freeDays.slice(0, mostDays).map(({ day, name }) => `  ${day}  ${nameOf(name)}`),
        ],
    plan.others.length === 0
      ? []
      : [
          'Andra utskick till samma personer / other campaigns to the same people',
          ...plan.others.map(
            ({ id, course, until, shared }) =>
              `  ${id}  ${course}  –${until ?? ''}  ${shared} personer / people`,
          ),
          `  ${percent(plan.delayedShare)} av lektionerna kommer senare än planerat / of lessons come later`,
        ],
    [
      'Förväntad kunskap / expected recall             vid slutet   efter 180 dagar',
      ...expected.map(({ truth, recallAtEnd, recallLater }) =>
        `  ${(truths[truth] ?? truth).padEnd(46)}${percent(recallAtEnd).padEnd(13)}${percent(recallLater)}`.trimEnd(),
      ),
      '  Jämför takter med det; nivån vilar på antaganden (docs/spacing.md).',
      '  Compare cadences by it; the level rests on assumptions.',
    ],
    [
      ...warnings.slice(0, mostWarnings).map(({ sv, en }) => `OBS: ${sv}\nNOTE: ${en}`),
      ...(warnings.length > mostWarnings
        ? [`… och ${warnings.length - mostWarnings} varningar till / more warnings`]
        : []),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function dayTable({ days, windowHours }: CampaignPlan): string[] {
  if (days.length === 0) return ['Inga mejl / no mails'];
  const limited = days.some(({ hours }) => hours !== null);
  const lines = days.slice(0, mostDays).map(({ day, mails, allMails, hours, fits }) => {
    const needs = hours === null ? '' : `${String(hours).padStart(7)} h`;
    return `  ${day}${String(mails).padStart(9)}${String(allMails).padStart(11)}${needs}${fits ? '' : '  !'}`;
  });
  const more = days.length - lines.length;
  return [
    `Mejl per dag / mails a day   (fönster / window ${windowHours} h)`,
    `  dag / day       mejl   alla / all${limited ? '  servern' : ''}`,
    ...lines,
    ...(more > 0 ? [`  … ${more} dagar till / more days`] : []),
  ];
}

function sampleLine({ at, kind, lesson, repeats }: ForecastMail, timeZone: string): string {
  const time = isoWithZone(timeZone, at).slice(0, 16).replace('T', ' ');
  const rider =
    kind === 'lesson' && repeats !== undefined ? ` + fråga från / question of ${repeats}` : '';
  return `${time}  ${kinds[kind]} ${lesson}${rider}`;
}

function nameOf({ sv, en }: { sv: string; en: string }): string {
  return sv === en ? sv : `${sv} / ${en}`;
}

function two(number: number): string {
  return String(number).padStart(2);
}
