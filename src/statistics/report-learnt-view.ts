import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { type FormsReport, figureText, formsAt, formsChangeText } from './forms-table-view.ts';
import { byShareRight, type QuestionRow } from './question-rows.ts';
import { percentOf } from './question-table-view.ts';
import { reportTexts } from './report-texts.ts';

/** How many questions are named as best known, and as hardest. */
const mostNamed = 3;
const mostForms = 6;

export type Learnt = {
  language: Language;
  questions: readonly QuestionRow[] | undefined;
  forms: FormsReport | undefined;
  formsOf: string | undefined;
};

/** What the answers say of what people know: questions, and the forms before and after. */
export function learnt({ language, questions, forms, formsOf }: Learnt): string {
  const text = reportTexts[language];
  const parts = [
    questions === undefined ? '' : questionPart(language, questions),
    forms === undefined ? '' : formsPart(language, forms, formsOf),
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  return html`<section>
<h2>${text.learnt}</h2>
!${parts}
</section>`;
}

function questionPart(language: Language, questions: readonly QuestionRow[]): string {
  const text = reportTexts[language];
  const told = byShareRight(questions);
  if (told.length === 0) return html`<p>${text.noQuestions}</p>`;
  // No question is both: with few of them each side has half.
  const each = Math.min(mostNamed, Math.floor(told.length / 2));
  const hardest = told.slice(Math.max(told.length - mostNamed, each)).toReversed();
  const best = told.slice(0, each);
  return html`<div class="columns">
!${best.length === 0 ? '' : questionList(language, text.best, best, false)}
!${questionList(language, text.hardest, hardest, true)}
</div>`;
}

function questionList(
  language: Language,
  title: string,
  rows: readonly QuestionRow[],
  mistakes: boolean,
): string {
  const text = reportTexts[language];
  const items = rows.map(({ title, rightPercent, wrongText }) => {
    const right = text.right(percentOf(language, rightPercent ?? 0));
    const wrong =
      mistakes && wrongText !== null
        ? html`<br><span class="small">${text.oftenWrong(wrongText)}</span>`
        : '';
    return html`<li>${title}: <strong>${right}</strong>!${wrong}</li>`;
  });
  return html`<div><h3>${title}</h3><ul>!${items}</ul></div>`;
}

function formsPart(
  language: Language,
  report: FormsReport,
  department: string | undefined,
): string {
  const text = reportTexts[language];
  const row = formsAt(report, department);
  const items = report.questions.flatMap(({ key, kind, text: question }) => {
    const found = row?.questions.find((one) => one.key === key);
    if (found === undefined || found.change === null) return [];
    const sides = text.change(
      figureText(language, found.before),
      figureText(language, found.after),
    );
    const change = formsChangeText(language, kind, found.change);
    return [html`<li>${question[language]} ${sides} (<strong>${change}</strong>)</li>`];
  });
  if (items.length === 0) return '';
  return html`<h3>${text.forms}</h3><ul>!${items.slice(0, mostForms)}</ul>`;
}
