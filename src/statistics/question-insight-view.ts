import { html } from 'ghtml';
import type { Course, Language } from '../course/course.ts';
import { selectField } from '../web/components/field.ts';
import { searchForm } from '../web/components/form.ts';
import { dayText, percentText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { withQuery } from '../web/components/pagination.ts';
import { table } from '../web/components/table.ts';
import { LEAST_ANSWERS, type QuestionInsight } from './insight.ts';

export const insightTexts = {
  sv: {
    title: 'Frågorna',
    campaigns: 'Utskick',
    lead: 'Hur det gick när frågan kom första gången, per {day}.',
    of: 'Visar',
    organisation: 'Alla i utskicket',
    show: 'Visa',
    choose: 'Välj enhet',
    lesson: 'Lektion',
    question: 'Fråga',
    right: 'Andel rätt',
    wrong: 'Vanligaste fel svar',
    share: 'Andel som valde det',
    hidden: 'Visas inte',
    none: 'Inga siffror att visa',
    download: 'Hämta som CSV',
    few: 'Inget att visa än',
    fewHelp: 'Siffrorna kommer här när tillräckligt många har svarat.',
    noneHelp:
      'Det har inte kommit tillräckligt många svar än, eller så är enheterna för små för att visas.',
    how: 'Varför visas inte allt?',
    means: [
      'En andel visas först när minst {least} har svarat, och aldrig när alla eller ingen har svarat rätt. En siffra skulle då säga vad var och en har svarat.',
      'En enhet visas bara när ingen av enheterna bredvid är dold, annars gick den att räkna ut.',
      'Siffrorna ändras högst en gång om dygnet, och först när flera nya svar har kommit på samma ställe. Antal visas inte. Så kan ingen räkna ut vad en enskild har svarat.',
      'Frågor om hur man ser på något har inget rätt svar och finns inte med.',
    ],
  },
  en: {
    title: 'The questions',
    campaigns: 'Campaigns',
    lead: 'How it went when the question came for the first time, as of {day}.',
    of: 'Showing',
    organisation: 'Everybody in the campaign',
    show: 'Show',
    choose: 'Choose a department',
    lesson: 'Lesson',
    question: 'Question',
    right: 'Share right',
    wrong: 'Most chosen wrong option',
    share: 'Share who chose it',
    hidden: 'Not shown',
    none: 'No figures to show',
    download: 'Download as CSV',
    few: 'Nothing to show yet',
    fewHelp: 'The figures come here when enough people have answered.',
    noneHelp: 'There are not answers enough yet, or the departments are too small to be shown.',
    how: 'Why is not everything shown?',
    means: [
      'A share is shown once at least {least} have answered, and never when all or none answered right. A figure would then say what each of them answered.',
      'A department is shown only when none beside it is hidden, for else that one could be worked out.',
      'Figures change once a day at most, and only when several new answers have come from the same place. Counts are not shown. So nobody can work out what one person answered.',
      'Questions about how one sees something have no right answer and are left out.',
    ],
  },
} as const;

export type InsightPage = {
  path: string;
  course: Course;
  asOf: string;
  /** Groups that may be chosen; the organisation's code is empty. */
  groups: readonly { code: string; name: string }[];
  chosen: string;
  questions: readonly QuestionInsight[];
};

/** The share right and the most chosen wrong option of each question, and why cells are empty. */
export function insightBody(language: Language, page: InsightPage): string {
  const text = insightTexts[language];
  const { asOf, groups, questions } = page;
  const lead = text.lead.replace('{day}', dayText(language, asOf));
  const none = emptyState({ title: text.none, text: text.noneHelp });
  const few = emptyState({ title: text.few, text: text.fewHelp });
  const told = questions.some(
    ({ rightPercent, wrongOption }) => (rightPercent ?? wrongOption) !== null,
  );
  const means = text.means.map((one) => one.replace('{least}', String(LEAST_ANSWERS)));
  return html`<h1>${text.title}</h1>
<p class="lead">${lead}</p>
!${groups.length > 1 ? chooser(language, page) : ''}
!${questions.length === 0 ? none : told ? questionTable(language, page) + download(language, page) : few}
<h2>${text.how}</h2>
<ul>!${means.map((one) => html`<li>${one}</li>`)}</ul>`;
}

function chooser(language: Language, { path, groups, chosen }: InsightPage): string {
  const text = insightTexts[language];
  const choices = groups.map(({ code, name }) => ({
    value: code,
    label: code === '' ? text.organisation : `${name} (${code})`,
  }));
  const body = selectField({ name: 'department', label: text.of, value: chosen, choices });
  return searchForm({ action: path, body, submit: text.show, label: text.choose });
}

function questionTable(language: Language, { course, questions }: InsightPage): string {
  const text = insightTexts[language];
  const hidden = html`<span class="soft">${text.hidden}</span>`;
  const percent = (value: number | null) =>
    value === null ? hidden : html`${percentText(language, value, 100)}`;
  const rows = questions.map(({ lesson, rightPercent, wrongOption, wrongPercent }) => {
    const told = course.lessons.find(({ number }) => number === lesson)?.text[language];
    const option = told?.question.options.find(({ id }) => id === wrongOption)?.text;
    return [
      html`${lesson}. ${told?.title ?? ''}`,
      html`${told?.question.text ?? ''}`,
      percent(rightPercent),
      option === undefined ? hidden : html`${option}`,
      percent(wrongPercent),
    ];
  });
  const columns = [
    { head: text.lesson },
    { head: text.question },
    { head: text.right, number: true },
    { head: text.wrong },
    { head: text.share, number: true },
  ];
  return table({
    stacked: true,
    caption: text.title,
    captionHidden: true,
    columns,
    rows,
  });
}

function download(language: Language, { path, chosen }: InsightPage): string {
  const href = withQuery(`${path}.csv`, { department: chosen === '' ? undefined : chosen });
  return html`<p><a href="${href}">${insightTexts[language].download}</a></p>`;
}
