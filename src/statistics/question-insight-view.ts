import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { percentText } from '../web/components/format.ts';
import { notice } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import type { HiddenReason, QuestionInsight } from './question-insight.ts';

export const insightTexts = {
  sv: {
    title: 'Frågorna',
    campaigns: 'Utskick',
    lead: 'Hur alla deltagare svarade när frågan kom med sin lektion, till och med i går.',
    caption: 'Svar på frågorna',
    lesson: 'Lektion',
    question: 'Fråga',
    right: 'Andel rätt, ungefär',
    wrong: 'Vanligaste fel svar',
    about: 'ungefär',
    reasons: {
      few: 'För få svar',
      alike: 'Visas inte',
      stance: 'Har inget rätt svar',
      none: 'Inga svar än',
    },
    noWrong: 'Visas inte',
    how: 'Så är siffrorna framtagna',
    means: [
      'Andelarna är avrundade till närmaste fem procent och ändras en gång om dygnet, så att ingen kan räkna ut vad en enskild har svarat.',
      'För få svar: färre än fem har svarat.',
      'Visas inte: alla svarade lika, eller för få valde samma felaktiga svar. En siffra skulle då säga vad var och en har svarat.',
      'Frågan har samma svarsalternativ i alla scenarier och räknas ihop över dem.',
    ],
    partly: 'Siffrorna gäller alla deltagare och visas bara för den som får se hela målgruppen.',
  },
  en: {
    title: 'The questions',
    campaigns: 'Campaigns',
    lead: 'How everybody answered when the question came with its lesson, up to yesterday.',
    caption: 'Answers to the questions',
    lesson: 'Lesson',
    question: 'Question',
    right: 'Share right, about',
    wrong: 'Most chosen wrong option',
    about: 'about',
    reasons: {
      few: 'Too few answers',
      alike: 'Not shown',
      stance: 'Has no right answer',
      none: 'No answers yet',
    },
    noWrong: 'Not shown',
    how: 'How the figures are made',
    means: [
      'Shares are rounded to the nearest five per cent and change once a day, so that nobody can work out what one person answered.',
      'Too few answers: fewer than five have answered.',
      'Not shown: all answered alike, or too few chose the same wrong option. A figure would then say what each of them answered.',
      'A question has the same options in all scenarios, which are counted together.',
    ],
    partly: 'The figures are of everybody, and shown only to those who see the whole audience.',
  },
} as const;

/** The share right and the most chosen wrong option of each question, and why cells are empty. */
export function insightBody(
  language: Language,
  insights: readonly QuestionInsight[] | undefined,
): string {
  const text = insightTexts[language];
  const head = html`<h1>${text.title}</h1><p class="lead">${text.lead}</p>`;
  if (insights === undefined) return `${head}${notice({ body: html`<p>${text.partly}</p>` })}`;
  const rows = insights.map(({ lesson, title, question, right, wrong }) => [
    html`${lesson}. ${title[language]}`,
    html`${question[language]}`,
    'percent' in right
      ? html`<span class="visually-hidden">${text.about} </span>${percentText(language, right.percent, 100)}`
      : hidden(text.reasons[right.hidden], right.hidden),
    'percent' in right
      ? wrong === undefined
        ? hidden(text.noWrong, 'alike')
        : html`${wrong[language]}`
      : '',
  ]);
  const columns = [
    { head: text.lesson },
    { head: text.question },
    { head: text.right, number: true },
    { head: text.wrong },
  ];
  const explained = text.means.map((one) => html`<li>${one}</li>`);
  return html`!${head}
!${table({ caption: text.caption, captionHidden: true, columns, rows })}
<h2>${text.how}</h2>
<ul>!${explained}</ul>`;
}

function hidden(text: string, reason: HiddenReason): string {
  return html`<span class="soft" data-hidden="${reason}">${text}</span>`;
}
