import { html } from 'ghtml';
import type { BaselineTime } from '../campaign/baseline-day.ts';
import { baselineOptions } from '../course/baseline-question.ts';
import type { BaselineQuestion, Language } from '../course/course.ts';
import { inputName } from './baseline-form.ts';
import { baselineTexts } from './baseline-texts.ts';

/** What stands on every page of a form. Nobody's name does: the form belongs to nobody. */
export type FormContext = {
  language: Language;
  courseTitle: string;
  baseline: BaselineTime;
  isPreview: boolean;
};

export type FormView = {
  token: string;
  /** The language the reader chose, kept through the form; undefined where none was chosen. */
  lang: Language | undefined;
  questions: readonly BaselineQuestion[];
  problem: 'empty' | 'unreadable' | undefined;
};

export function formTitle({ language, baseline }: FormContext): string {
  const text = baselineTexts[language];
  return baseline === 'before' ? text.titleBefore : text.titleAfter;
}

/** The questions with one button; none is required, and it works without scripts (rule 1). */
export function formBody(context: FormContext, view: FormView): string {
  const { language, courseTitle, baseline, isPreview } = context;
  const text = baselineTexts[language];
  const { problem } = view;
  const lang = html`<input type="hidden" name="lang" value="${view.lang}">`;
  const alert =
    problem &&
    html`<p class="notice bad" role="alert" tabindex="-1" autofocus>${text[problem]}</p>`;
  const test = html`<p class="notice warn"><strong>${text.preview}</strong> ${text.previewMeans}</p>`;
  return html`!${isPreview ? test : ''}
<p class="muted">${courseTitle} · ${baseline === 'before' ? text.before : text.after}</p>
<h1>${formTitle(context)}</h1>
!${alert ?? ''}
<p class="lead">${text.lead}</p>
<p>${text.how}</p>
<form method="post" action="/b" autocomplete="off">
<input type="hidden" name="token" value="${view.token}">
!${view.lang === undefined ? '' : lang}
!${view.questions.map((question, index) => questionFields(question, index + 1, language))}
<p class="muted">${text.once}</p>
<button class="button" type="submit">${text.send}</button>
<button class="button quiet" type="reset">${text.clear}</button>
</form>`;
}

function questionFields(question: BaselineQuestion, number: number, language: Language): string {
  const name = inputName(question);
  const options = baselineOptions(question).map(
    ({
      id,
      text,
    }) => html`<label class="choice"><input type="radio" name="${name}" value="${id}"><span>${text[language]}</span></label>
`,
  );
  const kind = question.kind === 'confidence' ? 'choices scale' : 'choices';
  return html`<fieldset class="${kind}">
<legend>${number}. ${question.text[language]}</legend>
!${options}</fieldset>
`;
}

export type Said = 'stored' | 'used' | 'expired';

/** What became of a form, in a title and a few words. */
export function saidTitle({ language }: FormContext, said: Said): string {
  const text = baselineTexts[language];
  return { stored: text.thanks, used: text.used, expired: text.expired }[said];
}

export function saidBody(context: FormContext, said: Said): string {
  const { language, courseTitle, baseline, isPreview } = context;
  const text = baselineTexts[language];
  const thanks = baseline === 'before' ? text.thanksBefore : text.thanksAfter;
  const stored = isPreview ? text.previewMeans : thanks;
  const means = { stored, used: text.usedMeans, expired: text.expiredMeans }[said];
  return html`<p class="muted">${courseTitle}</p>
<h1>${saidTitle(context, said)}</h1>
<p class="lead">${means}</p>
<p>${text.close}</p>`;
}
